package io.omnigraph.engine;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Finding;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.session.GraphSession;
import io.omnigraph.engine.session.GraphUse;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One open directory; closed with its last handle and session. */
final class SharedGraph {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
  private static final int PROMOTION_LOOKS = 10;

  /** What does not agree after so many looks at a graph is not about to. */
  private static final int SCHEMA_LOOKS = 3;

  private static final Duration PROMOTION_PAUSE = Duration.ofMillis(20);

  private final Path root;
  private final Storage storage;
  private final OpenGraph graph;

  /** Handles, and pieces of work of sessions; 0 = closed, or about to be. */
  private final AtomicInteger users = new AtomicInteger();

  /** Open handles that may write. */
  private final AtomicInteger writers = new AtomicInteger();

  private boolean mayWrite;

  SharedGraph(Path root, OpenOptions options) {
    this(root, options, new WriterLock(root));
  }

  private SharedGraph(Path root, OpenOptions options, WriterLock lock) {
    this(root, options, storage(root, options, lock), lock);
  }

  SharedGraph(Path root, OpenOptions options, Storage storage) {
    this(root, options, storage, new WriterLock(root));
  }

  private static Storage storage(Path root, OpenOptions options, WriterLock lock) {
    Storage storage = Storage.open(root, options.storage());
    return options.readOnly() ? storage.forReading(lock::isHeldElsewhere) : storage;
  }

  SharedGraph(Path root, OpenOptions options, Storage storage, WriterLock lock) {
    this.root = root;
    this.storage = storage;
    this.graph =
        new OpenGraph(
            root,
            storage.tables(),
            storage.control(),
            options.steps(),
            options.storage().durability(),
            lock,
            options.deltas(),
            storage.log(),
            options.log());
    try {
      bind(options);
    } catch (RuntimeException e) {
      graph.close();
      storage.close();
      throw e;
    }
  }

  /**
   * Everything that must hold before a session may look at the graph. What an earlier writer left
   * unfinished is recovered before anything else; a read-only open changes nothing.
   */
  private void bind(OpenOptions options) {
    if (!options.readOnly()) {
      allowWriting();
    }
    for (int look = 1; ; look++) {
      try {
        checkAll(options);
        return;
      } catch (OmnigraphException e) {
        if (e.code() != ErrorCode.SCHEMA_CONTRACT || look == SCHEMA_LOOKS) {
          throw e;
        }
      }
      // Another process may have changed the schema between the looks at head and files.
      if (!options.readOnly()) {
        graph.recovery().atOpen(LOCK_TIMEOUT);
      }
    }
  }

  private void checkAll(OpenOptions options) {
    GraphSnapshot main = graph.manifest().head(LanceManifest.MAIN);
    if (options.readOnly()) {
      main = promoted(main);
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

  /** Another process may be between its publish and the renames that follow. */
  private GraphSnapshot promoted(GraphSnapshot main) {
    for (int look = 0; look < PROMOTION_LOOKS; look++) {
      if (!graph.recovery().isPromotionPending(main.schemaHash())) {
        return main;
      }
      LockSupport.parkNanos(PROMOTION_PAUSE.toNanos());
      main = graph.manifest().head(LanceManifest.MAIN);
    }
    graph.recovery().requirePromoted(main.schemaHash());
    return main;
  }

  private void allowWriting() {
    if (!Files.isWritable(root)) {
      throw new OmnigraphException(ErrorCode.PERMISSION_DENIED, root);
    }
    graph.recovery().atOpen(LOCK_TIMEOUT);
    storage.control().probeAtomicCreate();
    mayWrite = true;
  }

  /** A handle that may write must meet what holds for the first one, whoever that was. */
  void retain(boolean readOnly) {
    if (!readOnly && !mayWrite) {
      allowWriting();
    }
    users.incrementAndGet();
    if (!readOnly && writers.getAndIncrement() == 0) {
      graph.foldWhatIsDue();
    }
  }

  /** Takes part in a graph that is open for others already; false when it is not. */
  private boolean join() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** True when nobody came back after the last user had gone; everything is closed then. */
  boolean closeIfUnused() {
    if (users.get() > 0) {
      return false;
    }
    if (mayWrite) {
      graph.settle();
    }
    graph.close();
    storage.close();
    return true;
  }

  List<Finding> check(CheckOptions options) {
    return graph.check(options);
  }

  void leave() {
    if (users.decrementAndGet() == 0) {
      Graphs.closeIfUnused(root, this);
    }
  }

  Graph handle(OpenOptions options) {
    String name = options.name().orElseGet(() -> String.valueOf(root.getFileName()));
    return new Handle(name, options.readOnly());
  }

  /**
   * What one opener holds. Work that runs when it is closed runs to its end, and the files stay
   * open as long.
   */
  private final class Handle implements Graph, GraphUse {
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
      return new GraphSession(graph, readOnly, this);
    }

    @Override
    public void begin() {
      if (closed.get() || !join()) {
        throw new OmnigraphException(ErrorCode.CONNECTION_CLOSED, "graph");
      }
    }

    @Override
    public void end() {
      leave();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        if (!readOnly && writers.decrementAndGet() == 0) {
          graph.foldWhatIsLeft();
        }
        leave();
      }
    }
  }
}
