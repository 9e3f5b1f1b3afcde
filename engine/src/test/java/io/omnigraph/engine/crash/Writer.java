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
 * @param effect what the graph holds afterwards
 */
record Writer(
    String name, Kind kind, String branch, Consumer<Session> action, Consumer<Rows> effect) {
  /** Which rule of recovery a writer falls under. */
  enum Kind {
    /** Mutation and load: forward as soon as every table's commit is there. */
    ROWS,
    /** Schema change: forward as soon as the sidecar is confirmed. */
    SCHEMA,
    /** There when the manifest has the branch. */
    BRANCH_CREATE,
    /** Gone when the manifest has lost the branch. */
    BRANCH_DROP
  }

  /**
   * Whether recovery must complete what was found.
   *
   * @param last the writer's progress when it was done
   */
  boolean goesForward(Progress at, Progress last) {
    return switch (kind) {
      case ROWS -> at.published() || at.tableCommits() == last.tableCommits();
      case SCHEMA -> at.published() || at.confirmed();
      case BRANCH_CREATE -> at.branchMade();
      case BRANCH_DROP -> at.branchGone();
    };
  }

  /** Whether readers see the change before any recovery. */
  boolean isVisible(Progress at) {
    return switch (kind) {
      case ROWS, SCHEMA -> at.published();
      case BRANCH_CREATE -> at.branchMade();
      case BRANCH_DROP -> at.branchGone();
    };
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
