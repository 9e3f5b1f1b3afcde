/** A log of commits in front of the manifest. */
package io.omnigraph.storage.log;
