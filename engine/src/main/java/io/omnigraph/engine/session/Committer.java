package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.publish.GraphChange;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
   * @return the commit, or empty when the net result changes nothing
   * @throws OmnigraphException COMMIT_CONFLICT, READ_SET_CHANGED, EXPECT_HEAD_FAILED, a constraint,
   *     or what the publish says
   */
  Optional<GraphSnapshot> commit(Transaction transaction, PublishTerms terms) {
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
    transaction.tablesRead().keySet().forEach(read -> keys.add(GateKey.branch(read)));
    try (WriteTurn turn = WriteTurn.take(graph, keys, terms.lockTimeout())) {
      graph.schemas().check();
      CommittedView after = graph.headAfter(before);
      terms.check(after);
      checkReads(transaction);
      PendingChanges rebased = changes;
      if (after != before) {
        rebased = new Rebase(before, after).apply(changes);
      }
      Map<Long, PublishRequest.Expectation> reads =
          new CommitRules(before, after, rebased, transaction.openEnds()).check();
      GraphChange change = change(after.snapshot(), rebased, reads, terms);
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

  /** SERIALIZABLE: no table that was read has changed, on whatever branch it was read. */
  private void checkReads(Transaction transaction) {
    transaction
        .tablesRead()
        .forEach(
            (branch, tables) -> {
              CommittedView before = transaction.committed(branch);
              CommittedView after = graph.headAfter(before);
              if (after != before) {
                tables.forEach(key -> checkRead(key, before, after));
              }
            });
  }

  private void checkRead(String key, CommittedView before, CommittedView after) {
    if (!Objects.equals(before.snapshot().entry(key), after.snapshot().entry(key))) {
      String by = new Culprit(graph, before, after).tableChange(key);
      throw new OmnigraphException(
          ErrorCode.READ_SET_CHANGED, "Table " + name(key), by, after.branch());
    }
  }

  static String name(String tableKey) {
    return tableKey.substring(tableKey.indexOf(':') + 1);
  }

  private GraphChange change(
      GraphSnapshot base,
      PendingChanges changes,
      Map<Long, PublishRequest.Expectation> reads,
      PublishTerms terms) {
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
        terms.actorId(),
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
