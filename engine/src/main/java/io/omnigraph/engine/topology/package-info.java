/** Compressed adjacency of one snapshot and the walks on it. Start at Topology. */
package io.omnigraph.engine.topology;
