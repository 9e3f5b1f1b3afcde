package io.omnigraph.engine.crash;

import io.omnigraph.engine.session.Session;
import java.util.function.Consumer;

/**
 * One row of the crash matrix: a writer, on the graph of {@link CrashGraph}.
 *
 * @param name of the case
 * @param kind what decides whether an interrupted one goes forward
 * @param branch that the writer writes; writes that follow meet it there
 * @param action on a session of main, with autocommit; restores what it sets
 * @param beside all that changes rows then; may be null
 * @param effect what the graph holds afterwards
 */
record Writer(
    String name,
    Kind kind,
    String branch,
    Consumer<Session> action,
    Beside beside,
    Consumer<Rows> effect) {
  Writer(String name, Kind kind, String branch, Consumer<Session> action, Consumer<Rows> effect) {
    this(name, kind, branch, action, null, effect);
  }

  /**
   * What another session does meanwhile.
   *
   * @param call of a store, before whose first one it is done
   */
  record Beside(String call, Consumer<Session> work) {}

  /** Which rule of recovery a writer falls under. */
  enum Kind {
    /** Mutation and load: forward as soon as every table's commit is there, or all as deltas. */
    ROWS,
    /** No row changes; forward as soon as every table's commit is there. */
    FOLD,
    /** Moves what was published; there is nothing to complete. */
    CHECKPOINT,
    /** Schema change: forward as soon as the sidecar is confirmed. */
    SCHEMA,
    /** There when the manifest has the branch. */
    BRANCH_CREATE,
    /** Gone when the manifest has lost the branch. */
    BRANCH_DROP
  }

  /** On which stores there is something to do. */
  boolean fits(StoreKind store) {
    return switch (kind) {
      case FOLD -> store.hasDeltas();
      case CHECKPOINT -> store.hasLog();
      default -> true;
    };
  }

  /**
   * Whether the changes must be there after recovery.
   *
   * @param last the writer's progress when it was done
   */
  boolean goesForward(Progress at, Progress last) {
    return switch (kind) {
      case ROWS -> at.isCommitted() || (last.sidecar() && at.tableCommits() == last.tableCommits());
      case FOLD, CHECKPOINT -> at.isCommitted();
      case SCHEMA -> at.isCommitted() || at.confirmed();
      case BRANCH_CREATE -> at.branchMade();
      case BRANCH_DROP -> at.branchGone();
    };
  }

  /** Whether recovery must complete what the sidecar says. */
  boolean isCompleted(Progress at, Progress last) {
    return kind == Kind.FOLD ? at.tableCommits() == last.tableCommits() : goesForward(at, last);
  }

  /** Whether readers see the change before any recovery. */
  boolean isVisible(Progress at) {
    return switch (kind) {
      case ROWS, FOLD, CHECKPOINT, SCHEMA -> at.published();
      case BRANCH_CREATE -> at.branchMade();
      case BRANCH_DROP -> at.branchGone();
    };
  }

  /**
   * Whether the log has the change behind its end. What those have there that make or drop branches
   * declares older records void, and shows nothing.
   */
  boolean isLeftBehind(Progress at) {
    boolean isRecord = kind != Kind.BRANCH_CREATE && kind != Kind.BRANCH_DROP;
    return isRecord && at.leftBehind();
  }

  Rows after(Rows before) {
    Rows after = before.copy();
    effect.accept(after);
    return after;
  }

  @Override
  public String toString() {
    return name;
  }
}
