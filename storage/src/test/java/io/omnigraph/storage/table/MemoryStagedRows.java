package io.omnigraph.storage.table;

import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Objects;

/** Rows that no version names yet: at most one data file. */
final class MemoryStagedRows implements StagedRows {
  final String path;
  final String branch;
  final String dataKey;
  final Column[] columns;
  boolean committed;

  private MemoryStagedRows(String path, String branch, String dataKey, Column[] columns) {
    this.path = path;
    this.branch = branch;
    this.dataKey = dataKey;
    this.columns = columns;
  }

  void requireFor(String otherPath, String otherBranch) {
    if (!path.equals(otherPath) || !Objects.equals(branch, otherBranch)) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "rows staged for " + path + " used for " + otherPath);
    }
    if (committed) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "rows staged once cannot be committed twice");
    }
  }

  @Override
  public long rowCount() {
    return columns.length == 0 ? 0 : columns[0].length();
  }

  @Override
  public long sizeBytes() {
    long bytes = 0;
    for (Column column : columns) {
      bytes += column.sizeBytes();
    }
    return bytes;
  }

  /** Collects rows. */
  static final class Stager implements RowStager {
    private final String path;
    private final String branch;
    private final String dataKey;
    private final ColumnBuilder[] builders;

    Stager(String path, String branch, String dataKey, TableSchema schema) {
      this.path = path;
      this.branch = branch;
      this.dataKey = dataKey;
      builders =
          schema.columns().stream()
              .map(column -> ColumnBuilder.of(column.type().layout(), 1))
              .toArray(ColumnBuilder[]::new);
    }

    @Override
    public void write(ColumnBatch batch) {
      for (int c = 0; c < builders.length; c++) {
        for (int row = 0; row < batch.rowCount(); row++) {
          builders[c].append(batch.column(c), batch.position(row));
        }
      }
    }

    @Override
    public StagedRows finish() {
      Column[] columns = new Column[builders.length];
      for (int c = 0; c < columns.length; c++) {
        columns[c] = builders[c].build();
      }
      return new MemoryStagedRows(path, branch, dataKey, columns);
    }

    @Override
    public void close() {
      // Rows that were not finished are nobody's.
    }
  }
}
