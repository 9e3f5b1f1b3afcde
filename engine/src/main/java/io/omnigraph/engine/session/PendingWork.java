package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.engine.rows.NetChange;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.rows.StoredTable;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableSnapshot;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Turns the pending rows of a table into its one commit. */
final class PendingWork {
  private static final SecureRandom RANDOM = new SecureRandom();

  private PendingWork() {}

  /** A new table id: positive, 63 bits. */
  static long newTableId() {
    return Math.max(1, RANDOM.nextLong() & Long.MAX_VALUE);
  }

  /**
   * Whether a first write on a branch makes a new table instead of a fork: Lance forgets on a
   * branch of a table without fragments that it has stable row ids.
   */
  static boolean movesToNewTable(RowsView rows, TableEntry entry, String nativeBranch) {
    return !Objects.equals(entry.branch(), nativeBranch)
        && rows.stored().snapshot().fragments().isEmpty();
  }

  /**
   * @param tableId a new one, or that of the empty table which this one stands for on a branch
   */
  static TableWork create(OpenGraph graph, RowsView rows, long tableId, String path) {
    return new TableWork(
        rows.type().tableKey(),
        tableId,
        path,
        0,
        null,
        (base, branch, properties) -> stageCreate(graph, rows, path, properties));
  }

  private static StagedWrite stageCreate(
      OpenGraph graph, RowsView rows, String path, Map<String, String> properties) {
    int[] inserted = NetChange.of(rows).inserted();
    return graph
        .tables()
        .stageCreate(
            path,
            rows.type().storedSchema(),
            inserted.length == 0
                ? List.of()
                : List.of(
                    staged(
                        rows,
                        inserted,
                        graph.tables().stager(path, null, rows.type().storedSchema()))),
            properties);
  }

  /**
   * @param ahead the new rows, if they are staged already, else null
   */
  static TableWork change(
      OpenGraph graph, RowsView rows, NetChange net, TableEntry entry, StagedRows ahead) {
    return new TableWork(
        entry.tableKey(),
        entry.tableId(),
        entry.path(),
        entry.version(),
        entry.branch(),
        (base, branch, properties) -> stage(graph, rows, net, ahead, base, properties));
  }

  private static StagedWrite stage(
      OpenGraph graph,
      RowsView rows,
      NetChange net,
      StagedRows ahead,
      TableSnapshot base,
      Map<String, String> properties) {
    int[] replacements = net.replacements();
    long[] replaced = addresses(rows.stored(), net.replaced());
    if (!isAscending(replaced)) {
      replacements = byAddress(replaced, replacements);
      Arrays.sort(replaced);
    }
    long[] deleted = addresses(rows.stored(), net.deleted());
    Arrays.sort(deleted);
    TableChange change =
        new TableChange(
            false,
            deleted,
            replaced,
            replaced.length == 0 ? null : batch(rows, replacements),
            inserted(graph, rows, net, ahead, base));
    return graph.tables().stage(base, change, properties);
  }

  /** Row numbers and addresses need not be in one order: a carried row keeps its number. */
  private static boolean isAscending(long[] addresses) {
    for (int i = 1; i < addresses.length; i++) {
      if (addresses[i] < addresses[i - 1]) {
        return false;
      }
    }
    return true;
  }

  private static int[] byAddress(long[] addresses, int[] rows) {
    return IntStream.range(0, rows.length)
        .boxed()
        .sorted(Comparator.comparingLong(i -> addresses[i]))
        .mapToInt(i -> rows[i])
        .toArray();
  }

  private static List<StagedRows> inserted(
      OpenGraph graph, RowsView rows, NetChange net, StagedRows ahead, TableSnapshot base) {
    if (net.inserted().length == 0) {
      return List.of();
    }
    boolean staged = ahead != null && ahead.rowCount() == net.inserted().length;
    return List.of(staged ? ahead : staged(rows, net.inserted(), graph.tables().stager(base)));
  }

  static StagedRows staged(RowsView rows, int[] inserted, RowStager open) {
    try (RowStager stager = open) {
      int chunk = rows.chunkRows();
      for (int from = 0; from < inserted.length; from += chunk) {
        int to = Math.min(inserted.length, from + chunk);
        stager.write(rows.pendingBatch(inserted, from, to));
      }
      return stager.finish();
    }
  }

  private static long[] addresses(StoredTable stored, int[] rows) {
    long[] addresses = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      addresses[i] = stored.addressOf(rows[i]);
    }
    return addresses;
  }

  private static ColumnBatch batch(RowsView rows, int[] pending) {
    Column[] columns = new Column[rows.type().columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = rows.pendingColumn(i);
    }
    return new ColumnBatch(columns, 0, pending.length, pending);
  }
}
