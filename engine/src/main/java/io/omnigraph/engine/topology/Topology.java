package io.omnigraph.engine.topology;

/**
 * Both directions of one edge type of one view, as compressed sparse rows over the row numbers of
 * the end tables. Immutable and shared. {@link TopologyBuilder} makes them.
 */
public interface Topology {
  /** Adjacency along {@code src → dst}. */
  Adjacency out();

  /** Adjacency along {@code dst → src}; built when first asked for. */
  Adjacency in();
}
