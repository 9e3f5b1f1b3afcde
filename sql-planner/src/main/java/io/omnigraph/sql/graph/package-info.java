/**
 * GRAPH_TABLE: from its pattern to steps on the topology. Start at {@link
 * io.omnigraph.sql.graph.SqlGraphTable}, then GraphTableRewrite, GraphMatch, MatchPlan, MatchRun.
 */
package io.omnigraph.sql.graph;
