/** Error codes and the one exception of all modules. */
package io.omnigraph.storage.error;
