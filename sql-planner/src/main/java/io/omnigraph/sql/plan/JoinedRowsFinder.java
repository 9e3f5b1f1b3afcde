package io.omnigraph.sql.plan;

import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.sql.catalog.GraphTable;
import io.omnigraph.sql.exec.EdgeLookupNode;
import io.omnigraph.sql.exec.JoinedRows;
import io.omnigraph.sql.exec.JoinedRows.Via;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.exec.ScanNode;
import io.omnigraph.sql.exec.TableColumn;
import io.omnigraph.storage.column.ColumnType.Layout;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;

/** Finds columns by which a table's rows can be had without a scan: its key, an edge's ends. */
record JoinedRowsFinder(GraphTable table) {
  /**
   * @param node what reads the table; a scan of all rows, or nothing is found
   * @param column of the node
   */
  Optional<JoinedRows> find(PlanNode node, int column) {
    if (table == null
        || !(node instanceof ScanNode scan)
        || scan.filter() != null
        || scan.limit() >= 0
        || column < 0) {
      return Optional.empty();
    }
    TableColumn wanted = scan.columns().get(column);
    boolean plain =
        wanted.conversion() == TableColumn.Conversion.NONE
            && wanted.type().layout() != Layout.DOUBLE
            && !wanted.type().isDecimal();
    return plain ? find(scan, wanted) : Optional.empty();
  }

  private Optional<JoinedRows> find(ScanNode scan, TableColumn column) {
    TableType type = table.type();
    if (is(type.keyColumns(), column)) {
      return Optional.of(new JoinedRows(scan, Via.KEY, scan.table().table()));
    }
    if (type instanceof EdgeType edge && is(edge.srcColumns(), column)) {
      return Optional.of(new JoinedRows(scan, Via.SRC, edge.from()));
    }
    if (type instanceof EdgeType edge && is(edge.dstColumns(), column)) {
      return Optional.of(new JoinedRows(scan, Via.DST, edge.to()));
    }
    return Optional.empty();
  }

  private static boolean is(int[] columns, TableColumn column) {
    return columns.length == 1 && columns[0] == column.ordinal();
  }

  /**
   * {@code src = constant} or {@code dst = constant} on all rows of an edge table.
   *
   * @param conjuncts the one that the look-up decides is taken out
   */
  Optional<PlanNode> edges(ScanNode scan, FilterPushdown pushdown, List<RexNode> conjuncts) {
    for (RexNode conjunct : conjuncts) {
      Optional<FilterPushdown.KeyTerm> term = pushdown.keyTerm(conjunct);
      Optional<JoinedRows> rows = term.flatMap(t -> find(scan, t.column()));
      if (rows.isPresent() && rows.get().via() != Via.KEY) {
        FilterPushdown.KeyTerm found = term.get();
        Layout layout = scan.columns().get(found.column()).type().layout();
        conjuncts.remove(conjunct);
        return Optional.of(new EdgeLookupNode(rows.get(), found.value(), layout, found.text()));
      }
    }
    return Optional.empty();
  }
}
