package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.engine.rows.PinChange;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One table of a {@link Fold}: its deltas as a table commit.
 *
 * @param entry what they lie on
 * @param work to be done in the writer's turn
 * @param ahead the commit, if all of it could be staged before
 */
record FoldedTable(TableEntry entry, TableWork work, Optional<StagedWrite> ahead)
    implements AutoCloseable {

  /** Of an empty table that gets one of its own on a branch. */
  static FoldedTable moved(OpenGraph graph, RowsView rows, TableEntry entry, String path) {
    TableWork work = PendingWork.create(graph, rows, entry.tableId(), path);
    return new FoldedTable(entry, work.upTo(entry.deltas().seq()), Optional.empty());
  }

  /**
   * Writes the rows that the deltas leave.
   *
   * @param rows of the table at {@code entry}
   * @param branch native branch where the commit will land
   * @param properties of the commit
   */
  static FoldedTable stage(
      OpenGraph graph,
      RowsView rows,
      TableEntry entry,
      String branch,
      Map<String, String> properties) {
    TableChange change = change(graph, rows, entry, branch);
    if (Objects.equals(entry.branch(), branch)) {
      StagedWrite ahead = graph.tables().stage(rows.stored().snapshot(), change, properties);
      return of(entry, (base, landing, same) -> ahead, Optional.of(ahead));
    }
    return of(
        entry, (base, landing, same) -> graph.tables().stage(base, change, same), Optional.empty());
  }

  private static FoldedTable of(
      TableEntry entry, TableWork.Staging staging, Optional<StagedWrite> ahead) {
    return new FoldedTable(
        entry, PendingWork.work(entry, staging).upTo(entry.deltas().seq()), ahead);
  }

  private static TableChange change(
      OpenGraph graph, RowsView rows, TableEntry entry, String branch) {
    PinChange deltas = PinChange.of(rows);
    if (deltas.isEmpty()) {
      return TableChange.NOTHING;
    }
    TableStore tables = graph.tables();
    // On top of the snapshot the rows stay in memory for whoever takes the new version up first.
    Supplier<RowStager> stager =
        Objects.equals(entry.branch(), branch)
            ? () -> tables.stager(rows.stored().snapshot())
            : () -> tables.stager(entry.path(), branch, rows.type().storedSchema());
    List<StagedRows> inserted = deltas.insert(null, stager);
    return new TableChange(
        false, deltas.deleted(), deltas.replaced(), deltas.replacements(), inserted);
  }

  /** Whether the branch gets its first version of the table. */
  boolean isFirstOnBranch(String branch) {
    return !Objects.equals(entry.branch(), branch);
  }

  /** Whether the deltas are still there, and the table is as it was below them. */
  boolean isOnTopOf(GraphSnapshot base) {
    return entry.hasPinOf(base.entry(entry.tableKey()));
  }

  /** Whether somebody has made a table meanwhile where this one was to move to. */
  boolean isPlaceTaken(TableStore tables) {
    return !work.path().equals(entry.path()) && tables.exists(work.path());
  }

  Session.Folded fact(String branch) {
    return new Session.Folded(
        entry.tableKey(), branch, entry.deltas().rows(), entry.deltas().seq());
  }

  @Override
  public void close() {
    ahead.ifPresent(StagedWrite::close);
  }
}
