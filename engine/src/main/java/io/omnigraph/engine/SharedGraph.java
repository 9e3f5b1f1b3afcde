package io.omnigraph.engine;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Finding;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.session.GraphSession;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One open directory; closed with its last handle and session. */
final class SharedGraph {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

  private final Path root;
  private final Storage storage;
  private final OpenGraph graph;
  private int users;
  private boolean mayWrite;

  SharedGraph(Path root, OpenOptions options) {
    this(root, options, Storage.open(root, options.storage()));
  }

  SharedGraph(Path root, OpenOptions options, Storage storage) {
    this(root, options, storage, new WriterLock(root));
  }

  SharedGraph(Path root, OpenOptions options, Storage storage, WriterLock lock) {
    this.root = root;
    this.storage = storage;
    this.graph = new OpenGraph(root, storage.tables(), storage.control(), options.steps(), lock);
    try {
      bind(options);
    } catch (RuntimeException e) {
      graph.close();
      storage.close();
      throw e;
    }
  }

  /** Everything that must hold before a session may look at the graph. */
  private void bind(OpenOptions options) {
    GraphSnapshot main = graph.manifest().head(LanceManifest.MAIN);
    if (!options.readOnly()) {
      allowWriting();
    }
    graph.schemas().rebuildIfLost(main.schemaHash(), options.readOnly());
    graph.schemas().check();
    String accepted = graph.schemas().accept().hash();
    if (!accepted.equals(main.schemaHash())) {
      throw new OmnigraphException(
          ErrorCode.SCHEMA_CONTRACT,
          root,
          "its schema files state " + accepted + ", main's head " + main.schemaHash());
    }
    graph.checkTables(main);
  }

  private void allowWriting() {
    requireNoSidecar();
    if (!Files.isWritable(root)) {
      throw new OmnigraphException(ErrorCode.PERMISSION_DENIED, root);
    }
    storage.control().probeAtomicCreate();
    mayWrite = true;
  }

  /** A living writer's sidecar goes before its lock does: what is there under the lock was left. */
  private List<String> leftSidecars() {
    try (WriterLock.Share share = graph.writerLock().acquire(LOCK_TIMEOUT)) {
      return graph.sidecars().list();
    }
  }

  private void requireNoSidecar() {
    List<String> pending = graph.sidecars().list();
    if (!pending.isEmpty() && Files.isWritable(root)) {
      pending = leftSidecars();
    }
    if (!pending.isEmpty()) {
      throw new OmnigraphException(
          ErrorCode.RECOVERY_REQUIRED,
          pending.get(0),
          "its sidecar is in " + root.resolve(Sidecars.FOLDER));
    }
  }

  /** A handle that may write must meet what holds for the first one, whoever that was. */
  void retain(boolean readOnly) {
    if (!readOnly && !mayWrite) {
      allowWriting();
    }
    users++;
  }

  /** True when that was the last user; everything is closed then. */
  boolean release() {
    users--;
    if (users > 0) {
      return false;
    }
    graph.close();
    storage.close();
    return true;
  }

  List<Finding> check(CheckOptions options) {
    return graph.check(options);
  }

  Graph handle(OpenOptions options) {
    String name = options.name().orElseGet(() -> String.valueOf(root.getFileName()));
    return new Handle(name, options.readOnly());
  }

  /** What one opener holds. */
  private final class Handle implements Graph {
    private final String name;
    private final boolean readOnly;
    private final AtomicBoolean closed = new AtomicBoolean();

    Handle(String name, boolean readOnly) {
      this.name = name;
      this.readOnly = readOnly;
    }

    @Override
    public Path root() {
      return root;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Session newSession() {
      if (closed.get()) {
        throw new OmnigraphException(ErrorCode.CONNECTION_CLOSED, "graph");
      }
      return new GraphSession(graph, readOnly);
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        Graphs.release(root);
      }
    }
  }
}
