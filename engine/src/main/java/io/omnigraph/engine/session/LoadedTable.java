package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.load.RowBatch;
import io.omnigraph.engine.load.RowSource;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.validate.RowRules;
import io.omnigraph.engine.validate.Uniqueness;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one table during a streaming load: checked, staged and forgotten batch by batch; only
 * the values of keys and unique columns stay in memory.
 */
final class LoadedTable implements AutoCloseable {
  private final TableType type;
  private final RowsView committed;
  private final boolean overwrite;
  private final String newPath;
  private final RowStager stager;
  private final RowRules rules;
  private final TakenValues key;
  private final List<TakenValues> taken = new ArrayList<>();
  private long rows;

  /**
   * @param committed rows that stay beside the loaded ones
   * @param overwrite whether none of them stay
   * @param newPath of a table that the load makes, or null
   */
  LoadedTable(RowsView committed, boolean overwrite, RowStager stager, String newPath) {
    this.newPath = newPath;
    this.type = committed.type();
    this.committed = committed;
    this.overwrite = overwrite;
    this.stager = stager;
    this.rules = new RowRules(type);
    this.key = new TakenValues(type, type.keyColumns(), null);
    for (Constraint constraint : type.constraints()) {
      if (constraint instanceof Constraint.Unique unique) {
        taken.add(new TakenValues(type, unique.columns(), unique));
      }
    }
  }

  TableType type() {
    return type;
  }

  RowsView committed() {
    return committed;
  }

  /** Null unless the load makes the table. */
  String newPath() {
    return newPath;
  }

  long rows() {
    return rows;
  }

  /** Checks and stages a batch; answers its rows with all keys. */
  ColumnBatch add(RowBatch batch, RowSource source, Ulids ulids) {
    ColumnBatch complete = GeneratedKeys.complete(type, batch.rows(), ulids);
    checkRules(batch, complete, source);
    if (!type.generatedKey() || hasSuppliedKey(batch.rows())) {
      take(key, batch, complete, source);
    }
    for (TakenValues unique : taken) {
      take(unique, batch, complete, source);
    }
    stager.write(complete);
    rows += complete.rowCount();
    return complete;
  }

  private boolean hasSuppliedKey(ColumnBatch batch) {
    Column ids = batch.column(type.keyColumns()[0]);
    for (int row = 0; row < batch.rowCount(); row++) {
      if (!ids.isNull(batch.position(row))) {
        return true;
      }
    }
    return false;
  }

  private void checkRules(RowBatch batch, ColumnBatch complete, RowSource source) {
    int row = rules.firstBroken(complete);
    if (row >= 0) {
      try {
        rules.check(complete);
      } catch (OmnigraphException e) {
        throw PlacedErrors.at(source.place(batch.lines()[row]), e);
      }
    }
  }

  private void take(TakenValues values, RowBatch batch, ColumnBatch complete, RowSource source) {
    int row = values.firstRepeated(complete, overwrite ? null : committed);
    if (row >= 0) {
      throw clash(values, complete, row, source.place(batch.lines()[row]));
    }
  }

  private OmnigraphException clash(TakenValues values, ColumnBatch rows, int row, String place) {
    return values.constraint() == null
        ? Uniqueness.keyConflict(type, rows, row, " (@unique violation at " + place + ")")
        : PlacedErrors.at(place, Uniqueness.uniqueViolation(type, values.constraint(), rows, row));
  }

  /** Whether the load has a row of that key. */
  boolean contains(KeyColumns wanted, int row) {
    return key.contains(wanted, row);
  }

  /** Whether one of these stored rows has a value that the load has too. */
  boolean clashesWith(RowsView stored, int from, int to) {
    for (int row = from; row < to; row++) {
      if (stored.isLive(row)) {
        for (TakenValues values : taken) {
          if (values.contains(stored, row)) {
            return true;
          }
        }
        if (key.contains(stored, row)) {
          return true;
        }
      }
    }
    return false;
  }

  StagedRows finish() {
    return stager.finish();
  }

  @Override
  public void close() {
    stager.close();
  }
}
