package io.omnigraph.engine.session;

import io.omnigraph.engine.rows.RowsView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The transactions of this process on one graph, to be looked at from any thread. */
final class RunningTransactions {
  private final AtomicLong ids = new AtomicLong();

  /** Weak: nobody closes a session that was forgotten. */
  private final Set<OfSession> sessions =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private record Running(Transaction transaction, GraphSession session, long startedAtMillis) {}

  /**
   * Those of one session: as a rule one at a time, so that a statement costs two writes of a field.
   * Its thread begins them; they may be ended by another one, which closes the session.
   */
  static final class OfSession {
    private final GraphSession session;
    private final Map<Long, Running> others = new ConcurrentHashMap<>();
    private volatile Running first;

    private OfSession(GraphSession session) {
      this.session = session;
    }

    void begun(Transaction transaction) {
      Running running = new Running(transaction, session, System.currentTimeMillis());
      if (first == null) {
        first = running;
      } else {
        others.put(transaction.id(), running);
      }
    }

    void ended(Transaction transaction) {
      Running running = first;
      if (running != null && running.transaction() == transaction) {
        first = null;
      } else {
        others.remove(transaction.id());
      }
    }

    private void addTo(Map<Long, Running> all) {
      Running running = first;
      if (running != null) {
        all.put(running.transaction().id(), running);
      }
      all.putAll(others);
    }
  }

  long nextId() {
    return ids.incrementAndGet();
  }

  OfSession of(GraphSession session) {
    OfSession made = new OfSession(session);
    sessions.add(made);
    return made;
  }

  /** Oldest first. */
  List<GraphFacts.TransactionFact> facts() {
    Map<Long, Running> running = new TreeMap<>();
    synchronized (sessions) {
      sessions.forEach(session -> session.addTo(running));
    }
    List<GraphFacts.TransactionFact> facts = new ArrayList<>();
    running.forEach((id, entry) -> facts.add(fact(id, entry)));
    return facts;
  }

  private static GraphFacts.TransactionFact fact(long id, Running entry) {
    Transaction.State state = entry.transaction().state();
    Map<String, GraphFacts.PendingFact> pending = new TreeMap<>();
    if (state.changes() != null) {
      state
          .changes()
          .tables()
          .forEach(
              (key, rows) -> {
                if (rows.changed()) {
                  pending.put(key, fact(rows));
                }
              });
    }
    return new GraphFacts.TransactionFact(
        id,
        entry.session().id(),
        state.writeBranch() == null ? entry.session().branch() : state.writeBranch(),
        entry.transaction().isolation(),
        entry.startedAtMillis(),
        entry.transaction().statements(),
        entry.session().statementText(),
        pending);
  }

  private static GraphFacts.PendingFact fact(RowsView rows) {
    return new GraphFacts.PendingFact(rows.pendingSize(), rows.hiddenCount());
  }
}
