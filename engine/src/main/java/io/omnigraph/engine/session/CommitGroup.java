package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntries;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.GraphChange;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Transactions that are published together: each is validated on the newest snapshot with the
 * changes of those before it, as if they had been published. The gates and the writer lock are
 * held.
 */
final class CommitGroup {
  private static final int MOST_MEMBERS = 64;

  /** Each member is checked together with all before it. */
  private static final int MOST_ROWS = 4_096;

  private final OpenGraph graph;
  private final List<CommitMember> members = new ArrayList<>();
  private final List<GraphChange> changes = new ArrayList<>();
  private CommittedView newest;

  /** What the members change; null until somebody wants to follow the first. */
  private GroupOverlay overlay;

  private PendingChanges ownOfFirst;
  private long pendingRows;
  private boolean takesOthers;

  /** What the newest snapshot will be when the members so far are published. */
  private GraphSnapshot expected;

  private int foreseen;

  CommitGroup(OpenGraph graph) {
    this.graph = graph;
  }

  List<CommitMember> members() {
    return members;
  }

  List<GraphChange> changes() {
    return changes;
  }

  /**
   * Starts the group; a transaction that changes nothing in the end is answered and not a member.
   *
   * @throws OmnigraphException why it cannot be committed
   */
  void start(CommitMember first) {
    newest = graph.headAfter(first.before());
    expected = newest.snapshot();
    first.terms().check(newest);
    checkReads(first.transaction());
    Culprit culprit = Culprit.between(first.before(), newest);
    PendingChanges own = carried(first, culprit);
    CommitRules rules =
        new CommitRules(first.before(), newest, own, first.transaction().openEnds(), culprit);
    Map<Long, PublishRequest.Expectation> reads = rules.check();
    takesOthers = first.isPlain();
    ownOfFirst = own;
    accept(first, own, reads);
  }

  private PendingChanges carried(CommitMember member, Culprit culprit) {
    return newest == member.before()
        ? member.changes()
        : new Rebase(member.before(), newest, member.transaction().overlay(), culprit)
            .apply(member.changes());
  }

  private void accept(
      CommitMember member, PendingChanges own, Map<Long, PublishRequest.Expectation> reads) {
    GraphChange change = new ComputedChange(graph, member, expected()).of(own, reads);
    if (change.isEmpty()) {
      member.unneeded();
      return;
    }
    members.add(member);
    changes.add(change);
    pendingRows += own.pendingRows();
  }

  /** Not before somebody follows: most commits go alone. */
  private GraphSnapshot expected() {
    for (; foreseen < changes.size(); foreseen++) {
      expected = after(expected, changes.get(foreseen));
    }
    return expected;
  }

  /** What is not known before the publish stands for itself: the commit's id and versions. */
  private static GraphSnapshot after(GraphSnapshot base, GraphChange change) {
    TableEntries entries = base.entries();
    for (ManifestOp.Delta delta : change.deltas()) {
      entries = entries.with(entries.get(delta.tableKey()).with(base.seq() + 1, "", delta));
    }
    for (TableWork work : change.work()) {
      TableEntry entry = entries.get(work.tableKey());
      if (entry != null) {
        entries =
            entries.with(
                new TableEntry(
                    entry.tableId(),
                    entry.tableKey(),
                    entry.path(),
                    work.pinnedVersion() + 1,
                    entry.branch(),
                    entry.rowCount(),
                    base.seq() + 1));
      }
    }
    return new GraphSnapshot(
        base.branch(), base.seq() + 1, base.commitId(), base.schemaHash(), entries);
  }

  /** Whether others may be published along with the first. */
  boolean isOpen() {
    return members.size() < MOST_MEMBERS
        && pendingRows < MOST_ROWS
        && (members.isEmpty() || takesOthers);
  }

  /** Whether it waits for others: only who may be taken along itself comes again with others. */
  boolean gathers() {
    return !members.isEmpty() && members.get(0).mayFollow();
  }

  /** What a member would add; null when it does not fit: its answer is found when it leads. */
  Runnable fitting(CommitMember next) {
    boolean small = next.changes().pendingRows() < MOST_ROWS;
    if (!small || !next.mayFollow() || members.isEmpty() || !goesTheWayOfFirst(next)) {
      return null;
    }
    try {
      if (graph.headAfter(next.before()) != newest) {
        return null;
      }
      PendingChanges own = carried(next, Culprit.UNNAMED);
      if (!joinsFirst() || movesRowsOfAMember(next, own)) {
        return null;
      }
      Optional<PendingChanges> joined = overlay.with(own);
      if (joined.isEmpty()) {
        return null;
      }
      Map<Long, PublishRequest.Expectation> reads =
          new CommitRules(
                  next.before(),
                  newest,
                  joined.get(),
                  next.transaction().openEnds(),
                  Culprit.UNNAMED)
              .check();
      return () -> {
        overlay.add(joined.get());
        accept(next, own, reads);
      };
    } catch (OmnigraphException e) {
      return null;
    }
  }

  /** What the first changes is copied when somebody wants to follow it, not before. */
  private boolean joinsFirst() {
    if (overlay == null) {
      overlay = new GroupOverlay(newest);
      Optional<PendingChanges> first = overlay.with(ownOfFirst);
      takesOthers = first.isPresent();
      first.ifPresent(overlay::add);
    }
    return takesOthers;
  }

  private boolean goesTheWayOfFirst(CommitMember next) {
    return next.small().isPresent() == members.get(0).small().isPresent();
  }

  /**
   * The commit before may have put rows of the table elsewhere; new rows do not care, and deltas
   * know no places.
   */
  private boolean movesRowsOfAMember(CommitMember next, PendingChanges own) {
    return next.small().isEmpty()
        && own.tables().values().stream()
            .anyMatch(rows -> rows.hiddenCount() > 0 && overlay.changes(rows.type().tableKey()));
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
    if (!before.snapshot().hasContentOf(after.snapshot(), key)) {
      String by = Culprit.between(before, after).tableChange(key);
      throw new OmnigraphException(
          ErrorCode.READ_SET_CHANGED, "Table " + Committer.name(key), by, after.branch());
    }
  }
}
