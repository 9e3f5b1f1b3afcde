package io.omnigraph.storage.table;

import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of two columns for tests of stores, written and read as plain values. */
public final class TableRows {
  public static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              new ColumnDef("id", ColumnType.of(Kind.INT64), false),
              new ColumnDef("name", ColumnType.of(Kind.STRING), true)));

  private TableRows() {}

  /** Rows named after their ids. */
  public static ColumnBatch rows(long... ids) {
    return batch(ids, Arrays.stream(ids).mapToObj(id -> "n" + id).toArray(String[]::new));
  }

  public static ColumnBatch batch(long[] ids, String... names) {
    ColumnBuilder.Bytes texts = new ColumnBuilder.Bytes(names.length);
    for (String name : names) {
      if (name == null) {
        texts.appendNull();
      } else {
        texts.append(name);
      }
    }
    return ColumnBatch.of(new LongColumn(ids, null), texts.build());
  }

  /** Rows as "id=name", in the order of a scan. */
  public static List<String> read(TableSnapshot snapshot) {
    return read(snapshot, ScanSpec.of(0, 1));
  }

  /** Values of each row, joined by "=". */
  public static List<String> read(TableSnapshot snapshot, ScanSpec spec) {
    List<String> result = new ArrayList<>();
    try (BatchCursor cursor = snapshot.scan(spec)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          List<String> values = new ArrayList<>();
          for (Column column : batch.columns()) {
            values.add(text(column, batch.position(row)));
          }
          result.add(String.join("=", values));
        }
      }
    }
    return result;
  }

  private static String text(Column column, int at) {
    if (column.isNull(at)) {
      return "null";
    }
    return column instanceof LongColumn longs
        ? String.valueOf(longs.values()[at])
        : ((BytesColumn) column).text(at);
  }
}
