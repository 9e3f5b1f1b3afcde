package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.sql.catalog.GraphTable;
import io.omnigraph.sql.exec.TableColumn;
import io.omnigraph.sql.parser.Commands;
import io.omnigraph.sql.plan.ResultColumns;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/** RETURNING of plain columns. */
record Returning(List<SqlColumn> columns, List<TableColumn> sources) {
  static Optional<Returning> of(SqlNodeList items, TargetTable target, String branch) {
    if (items == null) {
      return Optional.empty();
    }
    List<SqlColumn> columns = new ArrayList<>();
    List<TableColumn> sources = new ArrayList<>();
    for (SqlNode item : items) {
      SqlNode source = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
      if (!(source instanceof SqlIdentifier id)) {
        Commands.unsupported("An expression in RETURNING", " Name columns there.");
        continue;
      }
      int[] ordinals =
          id.isStar()
              ? target.visibleColumns()
              : new int[] {target.column(id.names.get(id.names.size() - 1))};
      for (int ordinal : ordinals) {
        Property property = target.type().columns().get(ordinal);
        String label =
            item == source
                ? property.name()
                : ((SqlIdentifier) ((SqlCall) item).operand(1)).getSimple();
        columns.add(
            ResultColumns.column(
                property, label, branch, target.type().name(), property.nullable()));
        sources.add(GraphTable.column(ordinal, property));
      }
    }
    return Optional.of(new Returning(columns, sources));
  }

  /**
   * @param stored all columns of the table
   */
  SqlResult rows(TargetTable target, ColumnBatch stored) {
    Column[] out = new Column[sources.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = sources.get(i).convert(Columns.compact(stored, sources.get(i).ordinal()));
    }
    return TextRows.rows(
        new ColumnBatch(out, 0, stored.rowCount(), null),
        sources.stream().map(TableColumn::type).toList());
  }
}
