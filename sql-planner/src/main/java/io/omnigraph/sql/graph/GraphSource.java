package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.GraphSchema;
import java.util.List;

/** Finds the property graph that GRAPH_TABLE names. */
@FunctionalInterface
public interface GraphSource {
  /**
   * @param names {@code [graph]} or {@code [branch, graph]}; graph is its name or CURRENT_GRAPH
   * @throws io.omnigraph.storage.error.OmnigraphException when there is none
   */
  PropertyGraph find(List<String> names);

  /**
   * The implicit graph of one branch: every node and edge type is a label.
   *
   * @param branch for messages
   * @param bindAs the branch a plan reads, "" = the one that is current when it runs
   */
  record PropertyGraph(String branch, String bindAs, GraphSchema schema) {}
}
