package io.omnigraph.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Edits a stored table behind the graph's back: rows as maps from column name to value. */
final class RawTable {
  private final TableStore tables;
  private final String path;
  private final String branch;

  RawTable(TableStore tables, String path, String branch) {
    this.tables = tables;
    this.path = path;
    this.branch = branch;
  }

  /** Reads all rows, lets them be edited, and writes them as the next version, which it answers. */
  long edit(Consumer<List<Map<String, Object>>> edit) {
    try (TableSnapshot newest =
        tables.open(new TableRef(path, branch, tables.latestVersion(path, branch)))) {
      List<Map<String, Object>> rows = rows(newest);
      edit.accept(rows);
      return write(newest, rows);
    }
  }

  private static List<Map<String, Object>> rows(TableSnapshot table) {
    List<ColumnDef> columns = table.schema().columns();
    int[] all = new int[columns.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    try (BatchCursor cursor = table.scan(ScanSpec.of(all))) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          Map<String, Object> values = new LinkedHashMap<>();
          for (int i = 0; i < all.length; i++) {
            values.put(columns.get(i).name(), value(batch.column(i), batch.position(row)));
          }
          rows.add(values);
        }
      }
    }
    return rows;
  }

  private static Object value(Column column, int at) {
    if (column.isNull(at)) {
      return null;
    }
    if (column instanceof IntColumn c) {
      return c.values()[at];
    }
    if (column instanceof LongColumn c) {
      return c.values()[at];
    }
    return column instanceof DoubleColumn c
        ? (Object) c.values()[at]
        : ((BytesColumn) column).copyOf(at);
  }

  private long write(TableSnapshot newest, List<Map<String, Object>> rows) {
    TableSchema schema = newest.schema();
    Column[] columns = new Column[schema.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      ColumnDef def = schema.columns().get(i);
      ColumnBuilder builder = ColumnBuilder.of(def.type().layout(), rows.size());
      rows.forEach(row -> builder.appendBoxed(bytes(row.get(def.name()))));
      columns[i] = builder.build();
    }
    try (RowStager stager = tables.stager(path, branch, schema)) {
      stager.write(new ColumnBatch(columns, 0, rows.size(), null));
      TableChange change =
          new TableChange(true, new long[0], new long[0], null, List.of(stager.finish()));
      try (StagedWrite write = tables.stage(newest, change, Map.of())) {
        CommitOutcome outcome = tables.commit(write);
        assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
        return ((CommitOutcome.Committed) outcome).version();
      }
    }
  }

  private static Object bytes(Object value) {
    return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value;
  }
}
