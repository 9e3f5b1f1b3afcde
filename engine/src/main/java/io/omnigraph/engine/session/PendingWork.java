package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.engine.rows.NetChange;
import io.omnigraph.engine.rows.PinChange;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Turns the pending rows of a table into its one commit. */
final class PendingWork {
  private PendingWork() {}

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
    Supplier<RowStager> stager =
        () -> graph.tables().stager(path, null, rows.type().storedSchema());
    return graph
        .tables()
        .stageCreate(path, rows.type().storedSchema(), allRows(rows, stager), properties);
  }

  /** Of a table whose files have none. */
  private static List<StagedRows> allRows(RowsView rows, Supplier<RowStager> stager) {
    if (rows.stored() != null) {
      return PinChange.of(rows).insert(null, stager);
    }
    int[] inserted = NetChange.of(rows).inserted();
    return inserted.length == 0 ? List.of() : List.of(staged(rows, inserted, stager.get()));
  }

  /**
   * A commit of deltas and pending rows.
   *
   * @param ahead the new rows, if they are staged already, else null
   */
  static TableWork change(OpenGraph graph, RowsView rows, TableEntry entry, StagedRows ahead) {
    return work(
        entry,
        (base, branch, properties) -> {
          PinChange change = PinChange.of(rows);
          return graph
              .tables()
              .stage(
                  base,
                  change.isEmpty()
                      ? TableChange.NOTHING
                      : change.stage(ahead, () -> graph.tables().stager(base)),
                  properties);
        });
  }

  /**
   * A commit of nothing but new rows, behind one that holds the deltas.
   *
   * @param ahead as in {@link #change}
   */
  static TableWork append(
      OpenGraph graph, RowsView rows, NetChange net, TableEntry entry, StagedRows ahead) {
    return work(
        entry,
        (base, branch, properties) ->
            graph
                .tables()
                .stage(
                    base,
                    TableChange.insert(
                        ahead != null
                            ? ahead
                            : staged(rows, net.inserted(), graph.tables().stager(base))),
                    properties));
  }

  static TableWork work(TableEntry entry, TableWork.Staging staging) {
    return new TableWork(
        entry.tableKey(), entry.tableId(), entry.path(), entry.version(), entry.branch(), staging);
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
}
