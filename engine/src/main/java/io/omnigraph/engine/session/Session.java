package io.omnigraph.engine.session;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The state behind one connection: its branch, its transaction, its settings. Used by one thread at
 * a time.
 *
 * <p>Every statement runs inside a {@link StatementScope}. With autocommit each scope is a
 * transaction of its own, published when it completes; without, scopes share one snapshot and one
 * set of pending changes until {@link #commit} or {@link #rollback}.
 */
public interface Session extends AutoCloseable {
  /** Current branch; statements read and write it unless they name another. */
  String branch();

  /**
   * Checks a branch out; allowed inside a transaction (a transaction reads any branch and writes
   * one).
   *
   * @throws io.omnigraph.storage.error.OmnigraphException BRANCH_NOT_FOUND
   */
  void useBranch(String branch);

  boolean autoCommit();

  /** Turning autocommit on commits what is pending, as JDBC says. */
  void setAutoCommit(boolean autoCommit);

  Isolation isolation();

  /**
   * Holds from the next transaction on.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException TRANSACTION_ACTIVE when it would change
   *     and a transaction has begun
   */
  void setIsolation(Isolation isolation);

  /** Who is recorded as the author of commits; empty = nobody. */
  Optional<String> actor();

  void setActor(Optional<String> actor);

  /**
   * Makes the next publish conditional: it fails with EXPECT_HEAD_FAILED, and is not tried again,
   * unless the head of its branch is this commit. The condition ends with the transaction, or with
   * the next statement under autocommit that publishes.
   */
  void expectHead(String commitId);

  /** The condition that holds now, if any. */
  Optional<String> expectedHead();

  boolean readOnly();

  void setReadOnly(boolean readOnly);

  /** How long a write waits for its turn behind other writers; ten seconds at first. */
  Duration lockTimeout();

  void setLockTimeout(Duration timeout);

  /** Bytes of pending rows that a transaction keeps on the heap; the rest goes to a file. */
  long overlayBytes();

  /** Takes effect at the next transaction. */
  void setOverlayBytes(long bytes);

  /** Whether a transaction has begun (a snapshot is held). */
  boolean inTransaction();

  /** Whether this transaction has changed anything. */
  boolean hasPendingChanges();

  /**
   * Publishes the pending changes as one graph commit; none pending = nothing is written. On any
   * error the transaction is over and rolled back.
   */
  void commit();

  void rollback();

  /** A mark in the pending changes. */
  SavepointId savepoint();

  void rollbackTo(SavepointId savepoint);

  void release(SavepointId savepoint);

  /** Begins a statement. Scopes do not nest. */
  StatementScope statement();

  /**
   * A view to plan with or to describe: what a statement would see now, without beginning a
   * transaction and without counting as a read of one. Writes are refused.
   */
  StatementScope look();

  /**
   * Runs a statement and completes it. Under autocommit it runs again, on a newer snapshot and at
   * most five times more, when it lost against another writer (category RETRY); so it must not have
   * effects outside its scope.
   */
  <T> T run(Function<StatementScope, T> statement);

  /** Live branches, {@code main} first, then sorted. */
  List<String> branches();

  /**
   * Takes effect at once; refused beside pending changes.
   *
   * @param version fork point on {@code from}, or empty for its head
   */
  void createBranch(String name, String from, Optional<Long> version);

  /** Refused for main, for a branch that others depend on, and for one that is checked out here. */
  void dropBranch(String name);

  /**
   * Loads files as one commit (autocommit) or into the transaction. Nothing is loaded unless
   * everything is; a target branch that the load made goes again when it fails.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException with file, line and column of the first
   *     bad value
   */
  LoadResult load(LoadRequest request);

  /**
   * Publishes what other writers left complete but unpublished, unless this session can never
   * write; the next statement sees the newest state. What would have to be undone stays for the
   * next write or read-write open. A running transaction keeps its snapshot.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException RECOVERY_REQUIRED when a sidecar cannot
   *     be used
   */
  void refresh();

  /**
   * Takes what small commits changed on the session's branch into the tables' files, as one commit;
   * rows stay as they are. Takes effect at once, whatever runs.
   *
   * @return empty when there was nothing, or another writer has just done it
   */
  List<Folded> fold();

  /** Says which text runs from now on; {@link GraphFacts#transactions} shows it. */
  default void running(String statement) {}

  /** What system views show about the graph, at the newest state. */
  GraphFacts facts();

  /** Id of the last graph commit this session published, if any. */
  Optional<String> lastCommit();

  /** Rolls back and frees everything. */
  @Override
  void close();

  /** Isolation of a transaction. */
  enum Isolation {
    READ_COMMITTED,
    SNAPSHOT,
    SERIALIZABLE
  }

  /**
   * A table whose deltas were folded.
   *
   * @param rows changed by the deltas, a row that was changed again counted again
   * @param seq graph version of the last delta
   */
  record Folded(String tableKey, String branch, long rows, long seq) {}

  /** Names one mark; valid in the transaction that made it. */
  record SavepointId(long id) {}
}
