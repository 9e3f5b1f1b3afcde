package io.omnigraph.engine;

import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import java.nio.file.Path;

/** One simulated process's graph, over its own stores and lock; opened as in production. */
public final class ProcessGraph {
  private final SharedGraph shared;
  private final Graph handle;

  /** Without a log and without deltas. */
  public ProcessGraph(Path root, Storage storage, Steps steps, WriterLock lock) {
    this(
        root,
        storage,
        OpenOptions.defaults()
            .withLog(LogOptions.none())
            .withDeltas(DeltaOptions.off())
            .withSteps(steps),
        lock);
  }

  public ProcessGraph(Path root, Storage storage, OpenOptions options, WriterLock lock) {
    shared = new SharedGraph(root, options, storage, lock);
    shared.retain(false);
    handle = shared.handle(options);
  }

  public static void init(Path root, Storage storage, String schema) {
    new GraphInit(root, () -> storage, Steps.NONE).strict(schema);
  }

  public Session session() {
    return handle.newSession();
  }

  public void close() {
    handle.close();
    shared.closeIfUnused(); // it is not among those that the process shares
  }
}
