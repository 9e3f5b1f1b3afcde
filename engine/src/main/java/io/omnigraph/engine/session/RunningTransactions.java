package io.omnigraph.engine.session;

import io.omnigraph.engine.rows.RowsView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The transactions of this process on one graph, to be looked at from any thread. */
final class RunningTransactions {
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Running> running = new ConcurrentHashMap<>();

  private record Running(Transaction transaction, GraphSession session, long startedAtMillis) {}

  long nextId() {
    return ids.incrementAndGet();
  }

  void begun(Transaction transaction, GraphSession session) {
    running.put(transaction.id(), new Running(transaction, session, System.currentTimeMillis()));
  }

  /** One that was not begun here is passed over: it only looked. */
  void ended(Transaction transaction) {
    running.remove(transaction.id());
  }

  /** Oldest first. */
  List<GraphFacts.TransactionFact> facts() {
    List<GraphFacts.TransactionFact> facts = new ArrayList<>();
    new TreeMap<>(running).forEach((id, entry) -> facts.add(fact(id, entry)));
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
