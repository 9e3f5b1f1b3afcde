package io.omnigraph.sql.statement;

import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnType.Layout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Results that are a few rows of text. */
final class TextRows {
  private TextRows() {}

  static SqlColumn column(String name) {
    return new SqlColumn(name, name, "", "", SqlType.VARCHAR, "VARCHAR", 0, 0, true);
  }

  static SqlResult of(List<String[]> rows, int width) {
    Column[] columns = new Column[width];
    for (int c = 0; c < width; c++) {
      ColumnBuilder builder = ColumnBuilder.of(Layout.BYTES, rows.size());
      for (String[] row : rows) {
        builder.appendBoxed(row[c] == null ? null : row[c].getBytes(StandardCharsets.UTF_8));
      }
      columns[c] = builder.build();
    }
    return rows(
        new ColumnBatch(columns, 0, rows.size(), null),
        Collections.nCopies(width, VectorType.VARCHAR));
  }

  /** A result over rows that are there. */
  static SqlResult rows(ColumnBatch batch, List<VectorType> types) {
    return QueryStatement.rows(
        new BatchRowCursor(types, Execution.cursor(List.of(batch)), success -> {}, 0));
  }
}
