package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.TableChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a view changes against the pinned version of its table: deltas and, on top, what the
 * transaction changed, as one net change. A table commit that makes it holds all of both.
 */
public final class PinChange {
  private final RowsView rows;
  private final long[] deleted;
  private final long[] replaced;

  /** Of deltas or pending, in the order of {@link #replaced}. */
  private final int[] replacements;

  /** Of deltas, ascending. */
  private final int[] insertedBefore;

  /** Positions of pending rows, ascending. */
  private final int[] inserted;

  /** How many of the pending ones the transaction did not insert: they replace rows of deltas. */
  private final int replacing;

  private PinChange(
      RowsView rows,
      long[] deleted,
      long[] replaced,
      int[] replacements,
      int[] insertedBefore,
      int[] inserted,
      int replacing) {
    this.rows = rows;
    this.deleted = deleted;
    this.replaced = replaced;
    this.replacements = replacements;
    this.insertedBefore = insertedBefore;
    this.inserted = inserted;
    this.replacing = replacing;
  }

  /**
   * @param rows of a table that is published
   */
  public static PinChange of(RowsView rows) {
    return new Flattening(rows).change();
  }

  /** Finds out what became of each row of the pinned version that is not live any more. */
  private static final class Flattening {
    private final RowsView rows;
    private final StoredTable stored;
    private final SortedPairs replaced;
    private final boolean[] used;
    private long[] deleted = new long[0];

    Flattening(RowsView rows) {
      this.rows = rows;
      this.stored = rows.stored();
      this.used = new boolean[rows.rowNumberLimit() - stored.deltaBase()];
      this.replaced = new SortedPairs();
    }

    PinChange change() {
      if (stored.hasDeltas()) {
        replaceByKey(gone());
      } else {
        replaceByOrigin();
      }
      Arrays.sort(deleted);
      int[] before = new int[used.length];
      int[] pending = new int[used.length];
      int befores = 0;
      int pendings = 0;
      int replacing = 0;
      for (int i = 0; i < used.length; i++) {
        int row = stored.deltaBase() + i;
        if (used[i] || !rows.isLive(row)) {
          continue;
        }
        if (row < stored.limit()) {
          before[befores++] = row;
        } else {
          pending[pendings++] = row - stored.limit();
          replacing += rows.origin(row - stored.limit()) < 0 ? 0 : 1;
        }
      }
      return new PinChange(
          rows,
          deleted,
          replaced.keys(),
          replaced.values(),
          Arrays.copyOf(before, befores),
          Arrays.copyOf(pending, pendings),
          replacing);
    }

    /** Rows of the pinned version that deltas or the transaction hide. */
    private int[] gone() {
      int[] byDeltas = stored.hiddenByDeltas();
      int[] hidden = rows.hiddenRows();
      int[] all = Arrays.copyOf(byDeltas, byDeltas.length + hidden.length);
      int count = byDeltas.length;
      for (int row : hidden) {
        if (!stored.isDelta(row)) {
          all[count++] = row;
        }
      }
      return Arrays.copyOf(all, count);
    }

    /** What has the key now is the row's new version, unless the transaction inserted it anew. */
    private void replaceByKey(int[] gone) {
      KeyColumns keys = keys();
      deleted = new long[gone.length];
      int deletes = 0;
      for (int row : gone) {
        int now = rows.find(keys, row);
        boolean isNew = now < 0 || (now >= stored.limit() && rows.origin(now - stored.limit()) < 0);
        if (isNew) {
          deleted[deletes++] = stored.addressOf(row);
        } else {
          replace(row, now);
        }
      }
      deleted = Arrays.copyOf(deleted, deletes);
    }

    private void replaceByOrigin() {
      NetChange net = NetChange.of(rows);
      for (int i = 0; i < net.replaced().length; i++) {
        replace(net.replaced()[i], stored.limit() + net.replacements()[i]);
      }
      deleted = new long[net.deleted().length];
      for (int i = 0; i < deleted.length; i++) {
        deleted[i] = stored.addressOf(net.deleted()[i]);
      }
    }

    private void replace(int row, int by) {
      replaced.add(stored.addressOf(row), by);
      used[by - stored.deltaBase()] = true;
    }

    private KeyColumns keys() {
      int[] ordinals = rows.type().keyColumns();
      Column[] keys = new Column[ordinals.length];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = stored.column(ordinals[i]);
      }
      return new KeyColumns(keys);
    }
  }

  public boolean isEmpty() {
    return deleted.length == 0 && replaced.length == 0 && insertedRows() == 0;
  }

  /** Addresses of rows of the pinned version, ascending. */
  public long[] deleted() {
    return deleted;
  }

  /** Addresses of rows of the pinned version, ascending. */
  public long[] replaced() {
    return replaced;
  }

  /** The new rows of {@link #replaced}, in that order; null when there are none. */
  public ColumnBatch replacements() {
    return replaced.length == 0 ? null : rows.gatherChanged(replacements);
  }

  public int insertedRows() {
    return insertedBefore.length + inserted.length;
  }

  /**
   * The table commit that makes this change.
   *
   * @param ahead rows that the transaction inserted, if they are staged already, else null
   * @param stager for rows that are not; opened when there are any
   */
  public TableChange stage(StagedRows ahead, Supplier<RowStager> stager) {
    return new TableChange(false, deleted, replaced, replacements(), insert(ahead, stager));
  }

  /** All inserted rows, staged. */
  public List<StagedRows> insert(StagedRows ahead, Supplier<RowStager> stager) {
    boolean staged = ahead != null && ahead.rowCount() == inserted.length - replacing;
    int[] pending = staged ? replacingRows() : inserted;
    List<StagedRows> all = new ArrayList<>(2);
    if (staged && ahead.rowCount() > 0) {
      all.add(ahead);
    }
    if (insertedBefore.length + pending.length > 0) {
      try (RowStager open = stager.get()) {
        write(insertedBefore, pending, open);
        all.add(open.finish());
      }
    }
    return all;
  }

  private int[] replacingRows() {
    return replacing == 0
        ? new int[0]
        : Arrays.stream(inserted).filter(row -> rows.origin(row) >= 0).toArray();
  }

  private void write(int[] deltas, int[] pending, RowStager stager) {
    int chunk = ColumnBatch.MAX_ROWS;
    for (int from = 0; from < deltas.length; from += chunk) {
      int to = Math.min(deltas.length, from + chunk);
      stager.write(rows.gatherChanged(Arrays.copyOfRange(deltas, from, to)));
    }
    int most = rows.chunkRows();
    for (int from = 0; from < pending.length; from += most) {
      stager.write(rows.pendingBatch(pending, from, Math.min(pending.length, from + most)));
    }
  }
}
