package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** Reads the conditions on edges out of the queries that the rewrite made of them. */
final class PathFilters {
  private PathFilters() {}

  static List<GraphMatch.PathFilter> read(GraphMatchFunction function, List<RelNode> inputs) {
    List<GraphMatch.PathFilter> filters = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      GraphMatchFunction.EdgeCondition about = function.conditions().get(i);
      String table = function.pattern().edgeTables().get(about.edgeTable());
      TableType type = function.graph().schema().table(table).orElseThrow();
      RelNode rel = inputs.get(i).stripped();
      while (rel instanceof Project project) {
        rel = project.getInput().stripped();
      }
      if (rel instanceof TableScan) {
        continue; // the condition was true
      }
      if (!(rel instanceof Filter filter) || !(filter.getInput().stripped() instanceof TableScan)) {
        throw refused();
      }
      filters.add(
          new GraphMatch.PathFilter(about.edge(), about.edgeTable(), overTable(filter, type)));
    }
    return filters;
  }

  /** The condition over the ordinals of the table's own columns. */
  private static RexNode overTable(Filter filter, TableType type) {
    RelDataType row = filter.getInput().getRowType();
    RexBuilder rex = filter.getCluster().getRexBuilder();
    return filter
        .getCondition()
        .accept(
            new RexShuttle() {
              @Override
              public RexNode visitInputRef(RexInputRef ref) {
                String name = row.getFieldList().get(ref.getIndex()).getName();
                return rex.makeInputRef(ref.getType(), type.columnIndex(name));
              }

              @Override
              public RexNode visitCorrelVariable(RexCorrelVariable variable) {
                throw refused();
              }

              @Override
              public RexNode visitSubQuery(RexSubQuery query) {
                throw refused();
              }
            });
  }

  private static OmnigraphException refused() {
    return new OmnigraphException(
        ErrorCode.UNSUPPORTED,
        "A sub-query or a name from outside in the WHERE of an edge that repeats or is searched",
        " Filter by the edge's own properties there.");
  }
}
