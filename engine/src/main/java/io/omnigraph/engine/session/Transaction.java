package io.omnigraph.engine.session;

import io.omnigraph.engine.rows.Overlay;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One transaction: a snapshot of each branch it looked at, pinned at first use, and the changes of
 * the one branch it writes. One thread.
 */
final class Transaction implements AutoCloseable {
  /** The changes at one moment. */
  record State(String writeBranch, PendingChanges changes) {}

  /**
   * @param base the snapshot that the state's rows refer to; null when it has none
   */
  private record Mark(long id, State state, CommittedView base) {}

  private final OpenGraph graph;
  private final Session.Isolation isolation;
  private final Overlay overlay;
  private final Map<String, CommittedView> pinned = new HashMap<>();
  private final Map<String, Set<String>> tablesRead = new TreeMap<>();
  private final Deque<Mark> marks = new ArrayDeque<>();
  private final List<OpenEnds> openEnds = new ArrayList<>();
  private final long id;
  private volatile State state = new State(null, null); // others look at it
  private volatile int statements;
  private PendingView pendingView;

  /** Where it is shown; null when it only looks. */
  private RunningTransactions.OfSession running;

  /**
   * @param overlayBytes of pending rows that may be on the heap
   */
  Transaction(OpenGraph graph, Session.Isolation isolation, long overlayBytes) {
    this.overlay = new Overlay(overlayBytes);
    this.graph = graph;
    this.isolation = isolation;
    this.id = graph.running().nextId();
  }

  /** Among the transactions of this process on the graph. */
  long id() {
    return id;
  }

  /** From now on until it is closed it is one of a session's running ones. */
  void begun(RunningTransactions.OfSession transactions) {
    running = transactions;
    transactions.begun(this);
  }

  /** Statements that began in it. */
  int statements() {
    return statements;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void noteStatement() {
    statements++;
  }

  Overlay overlay() {
    return overlay;
  }

  /** It is over: its rows may be gone. */
  @Override
  public void close() {
    if (running != null) {
      running.ended(this);
    }
    overlay.close();
  }

  Session.Isolation isolation() {
    return isolation;
  }

  /** A branch without this transaction's changes. */
  CommittedView committed(String branch) {
    CommittedView view = pinned.get(branch);
    if (view == null) {
      view = graph.head(branch);
      pinned.put(branch, view);
    }
    return view;
  }

  /** A branch as this transaction sees it now. */
  GraphView view(String branch) {
    CommittedView committed = committed(branch);
    if (!branch.equals(state.writeBranch())) {
      return committed;
    }
    if (pendingView == null) {
      pendingView = new PendingView(committed, state.changes());
    }
    return pendingView;
  }

  boolean hasChanges() {
    return state.changes() != null && !state.changes().isEmpty();
  }

  State state() {
    return state;
  }

  /** Goes back to a state of before. */
  void restore(State earlier) {
    state = earlier;
    pendingView = null;
  }

  /** The changes so far, before more are made on a branch. */
  PendingChanges changesOn(String branch) {
    if (state.writeBranch() == null || (!hasChanges() && !branch.equals(state.writeBranch()))) {
      return PendingChanges.none(committed(branch).schema());
    }
    if (!branch.equals(state.writeBranch())) {
      throw new OmnigraphException(ErrorCode.SECOND_BRANCH, state.writeBranch(), branch);
    }
    return state.changes();
  }

  void change(String branch, PendingChanges changes) {
    restore(new State(branch, changes));
  }

  /** Notes a read for SERIALIZABLE. */
  void read(String branch, String tableKey) {
    if (isolation == Session.Isolation.SERIALIZABLE) {
      tablesRead.computeIfAbsent(branch, b -> new TreeSet<>()).add(tableKey);
    }
  }

  /** Keys of tables that statements looked at, by branch; empty below SERIALIZABLE. */
  Map<String, Set<String>> tablesRead() {
    return tablesRead;
  }

  /** READ_COMMITTED: the next statement sees what others published meanwhile. */
  void takeNewest() {
    pinned.keySet().removeIf(branch -> !branch.equals(state.writeBranch()));
    if (state.writeBranch() == null) {
      return;
    }
    CommittedView before = pinned.get(state.writeBranch());
    CommittedView newest =
        before == null ? graph.head(state.writeBranch()) : graph.headAfter(before);
    if (newest != before) {
      PendingChanges changes = state.changes();
      if (before != null && hasChanges()) {
        Culprit culprit = Culprit.between(before, newest);
        changes = new Rebase(before, newest, overlay, culprit).apply(changes);
        new CommitRules(before, newest, changes, openEnds, culprit).checkNewEdges();
      } else {
        changes = PendingChanges.none(newest.schema());
      }
      pinned.put(state.writeBranch(), newest);
      change(state.writeBranch(), changes);
    }
  }

  /** Lets go of the snapshot of a branch. */
  void forget(String branch) {
    pinned.remove(branch);
  }

  /** Remembers where in a file edges came from whose ends were not there yet. */
  void noteOpenEnds(OpenEnds ends) {
    if (ends.rows().length > 0) {
      openEnds.add(ends);
    }
  }

  List<OpenEnds> openEnds() {
    return openEnds;
  }

  void mark(long id) {
    marks.push(new Mark(id, state, base(state)));
  }

  private CommittedView base(State of) {
    return of.writeBranch() == null ? null : committed(of.writeBranch());
  }

  /**
   * Goes back to a mark, which stays.
   *
   * @throws OmnigraphException COMMIT_CONFLICT when what was pending then collides with a commit
   *     that READ_COMMITTED has taken in since
   */
  void rollbackTo(long id) {
    requireMark(id);
    while (marks.element().id() != id) {
      marks.pop();
    }
    Mark mark = carried(marks.element());
    marks.pop();
    marks.push(mark);
    restore(mark.state());
  }

  /** The mark on the snapshot that the transaction reads now. */
  private Mark carried(Mark mark) {
    CommittedView now = base(mark.state());
    if (now == mark.base()) {
      return mark;
    }
    PendingChanges then = mark.state().changes();
    PendingChanges changes =
        then.isEmpty()
            ? PendingChanges.none(now.schema())
            : new Rebase(mark.base(), now, overlay, Culprit.between(mark.base(), now)).apply(then);
    return new Mark(mark.id(), new State(mark.state().writeBranch(), changes), now);
  }

  void release(long id) {
    requireMark(id);
    while (marks.pop().id() != id) {
      // Marks set after it go with it.
    }
  }

  private void requireMark(long id) {
    if (marks.stream().noneMatch(mark -> mark.id() == id)) {
      throw new OmnigraphException(ErrorCode.SAVEPOINT_NOT_FOUND, id);
    }
  }
}
