package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.publish.Gates;
import io.omnigraph.engine.publish.GraphChange;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Commits the changes of one transaction: waits for its turn, carries the changes to the newest
 * snapshot if others published meanwhile, validates the net result, publishes.
 */
final class Committer {
  private final OpenGraph graph;

  Committer(OpenGraph graph) {
    this.graph = graph;
  }

  /**
   * @param lockTimeout how long to wait for other writers
   * @return the commit, or empty when the net result changes nothing
   * @throws OmnigraphException COMMIT_CONFLICT, READ_SET_CHANGED, a constraint, or what the publish
   *     says
   */
  Optional<GraphSnapshot> commit(Transaction transaction, Duration lockTimeout) {
    String branch = transaction.state().writeBranch();
    PendingChanges changes = transaction.state().changes();
    if (!transaction.hasChanges()) {
      return Optional.empty();
    }
    CommittedView before = transaction.committed(branch);
    boolean firstTouch = isFirstTouch(before, changes);
    if (firstTouch) {
      graph.steps().at(PublishStep.FORK_BEFORE_CLASSIFY);
    }
    List<GateKey> keys = gates(branch, changes.schemaChanged(), firstTouch);
    try (Gates.Held gates = graph.gates().acquire(keys, lockTimeout);
        WriterLock.Share lock = graph.writerLock().acquire(lockTimeout)) {
      graph.sidecars().requireNone();
      graph.schemas().check();
      CommittedView after = graph.headAfter(before);
      PendingChanges rebased = changes;
      if (after != before) {
        checkReads(transaction.tablesRead(branch), before, after);
        rebased = new Rebase(before, after).apply(changes);
      }
      Map<Long, PublishRequest.Expectation> reads =
          new CommitRules(before, after, rebased, transaction.openEnds()).check();
      GraphChange change = change(after.snapshot(), rebased, reads);
      if (change.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(graph.publisher().publish(change));
    }
  }

  private static List<GateKey> gates(String branch, boolean schemaChanged, boolean firstTouch) {
    List<GateKey> keys = new ArrayList<>(List.of(GateKey.branch(branch)));
    if (schemaChanged) {
      keys.add(GateKey.schema());
    }
    if (schemaChanged || firstTouch) {
      keys.add(GateKey.newTables());
    }
    return keys;
  }

  private static boolean isFirstTouch(CommittedView before, PendingChanges changes) {
    String nativeBranch = LanceManifest.nativeName(before.branch());
    for (RowsView rows : changes.tables().values()) {
      if (rows.changed()
          && rows.stored() != null
          && !Objects.equals(rows.stored().snapshot().ref().branch(), nativeBranch)) {
        return true;
      }
    }
    return false;
  }

  private static void checkReads(Set<String> read, CommittedView before, CommittedView after) {
    for (String key : read) {
      TableEntry was = before.snapshot().entry(key);
      TableEntry is = after.snapshot().entry(key);
      if (!Objects.equals(was, is)) {
        throw new OmnigraphException(ErrorCode.READ_SET_CHANGED, key, after.branch());
      }
    }
  }

  private GraphChange change(
      GraphSnapshot base, PendingChanges changes, Map<Long, PublishRequest.Expectation> reads) {
    List<TableWork> work = new ArrayList<>();
    TablePaths paths = new TablePaths(graph.tables(), base);
    for (RowsView rows : changes.tables().values()) {
      if (rows.stored() == null) {
        work.add(
            PendingWork.create(graph, rows, PendingWork.newTableId(), paths.pathFor(rows.type())));
      } else {
        NetChange net = NetChange.of(rows);
        if (!net.isEmpty()) {
          TableEntry entry = base.entry(rows.type().tableKey());
          work.add(
              PendingWork.movesToNewTable(rows, entry, LanceManifest.nativeName(base.branch()))
                  ? PendingWork.create(graph, rows, entry.tableId(), paths.pathFor(rows.type()))
                  : PendingWork.change(graph, rows, net, entry));
        }
      }
    }
    List<TableEntry> dropped = changes.schemaChanged() ? dropped(base, changes) : List.of();
    Map<Long, PublishRequest.Expectation> others = new HashMap<>(reads);
    work.forEach(w -> others.remove(w.tableId()));
    dropped.forEach(entry -> others.remove(entry.tableId()));
    return new GraphChange(
        changes.schemaChanged() ? WriterKind.SCHEMA_APPLY : WriterKind.MUTATION,
        null,
        base,
        work,
        dropped,
        changes.schemaChanged() ? Optional.of(changes.schema()) : Optional.empty(),
        others,
        null);
  }

  /** Tables of types that are gone, or that were dropped and made again. */
  private List<TableEntry> dropped(GraphSnapshot base, PendingChanges changes) {
    List<TableEntry> dropped = new ArrayList<>();
    var before = graph.schemas().schema(base.schemaHash());
    for (var type : before.tables()) {
      boolean kept =
          changes.schema().tables().stream().anyMatch(now -> now.typeId() == type.typeId());
      if (!kept) {
        dropped.add(base.entry(type.tableKey()));
      }
    }
    return dropped;
  }
}
