/** Which table versions make a graph version; snapshots. */
package io.omnigraph.engine.manifest;
