package io.omnigraph.engine;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import java.nio.file.Path;

/**
 * A graph opened past the sharing inside a process, over stores that a test has wrapped: what a
 * second process would hold.
 */
public final class PrivateGraph implements AutoCloseable {
  private final SharedGraph shared;
  private final Graph handle;

  /**
   * Opens as {@link Graphs#open} does, recovery included.
   *
   * @param storage closed with this graph, or when the open fails
   */
  public PrivateGraph(Path root, Storage storage, Steps steps) {
    this(root, storage, GraphFixture.options().withSteps(steps));
  }

  /**
   * @param storage closed with this graph, or when the open fails
   */
  public PrivateGraph(Path root, Storage storage, OpenOptions options) {
    this.shared = new SharedGraph(root, options, storage);
    shared.retain(false);
    this.handle = shared.handle(options);
  }

  public static void init(Path root, Storage storage, Steps steps, String source) {
    new GraphInit(root, () -> storage, steps).strict(source);
  }

  public Session session() {
    return handle.newSession();
  }

  @Override
  public void close() {
    handle.close();
    shared.closeIfUnused();
  }
}
