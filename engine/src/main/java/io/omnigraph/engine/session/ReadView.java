package io.omnigraph.engine.session;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.topology.Topology;

/**
 * One branch at one commit, with pending changes on top where the transaction has some. Immutable.
 */
public interface ReadView {
  String branch();

  /** Id of the graph commit that is read. */
  String commitId();

  /** Graph version ({@code seq}) that is read. */
  long seq();

  GraphSchema schema();

  /**
   * @throws io.omnigraph.storage.error.OmnigraphException TABLE_NOT_FOUND, with near names
   */
  TableView table(String name);

  /**
   * Adjacency of an edge type between the row numbers of its end tables in this view; built once
   * and shared.
   */
  Topology topology(String edgeType);
}
