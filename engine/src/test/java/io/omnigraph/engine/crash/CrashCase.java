package io.omnigraph.engine.crash;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.session.Session;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * One crashed writer before anything comes next.
 *
 * @param kind of the store
 * @param writer that was interrupted
 * @param state what it left
 * @param base the directory before the writer; never opened itself
 * @param root where this case may work; does not exist yet
 * @param before what the graph held before the writer
 * @param forward whether the writer's work must be there after recovery
 * @param completed whether recovery must complete what its sidecar names, if there is one
 * @param deepest how many crashes of recoveries to try at most
 */
record CrashCase(
    StoreKind kind,
    Writer writer,
    CrashState state,
    Path base,
    Path root,
    Rows before,
    boolean forward,
    boolean completed,
    int deepest) {
  /** What the graph must hold once it is recovered. */
  Rows recovered() {
    return forward ? writer.after(before) : before.copy();
  }

  /** What readers must see before anything is recovered. */
  Rows visible(boolean isVisible) {
    return isVisible ? writer.after(before) : before.copy();
  }

  /** What a refresh shows, which takes no turn of a writer unless there is a sidecar. */
  Rows refreshed() {
    Progress at = state.progress();
    return writer.isLeftBehind(at) && !at.sidecar() ? visible(false) : recovered();
  }

  /** To those who followed the writer. */
  boolean isVisible() {
    return writer.isVisible(state.progress());
  }

  /** To who opens the graph, and finds nobody at work. */
  boolean isVisibleAlone() {
    return isVisible() || writer.isLeftBehind(state.progress());
  }

  /** Puts the state where the case may work. */
  void place() {
    Directory.copy(state.root(), root);
  }

  /**
   * Runs on a handle that was open, and warm, all the time: another process did the writer's work
   * and died.
   */
  void onOpenHandle(Consumer<Session> next) {
    Directory.copy(base, root);
    try (Graph graph = Graphs.open(root, kind.options());
        Session session = graph.newSession()) {
      if (!Rows.of(session).equals(before)) {
        throw new AssertionError("the base is not what it was");
      }
      Directory.lay(state.root(), root);
      next.accept(session);
    }
  }

  @Override
  public String toString() {
    return kind + ", " + writer + ", crashed " + state.label();
  }
}
