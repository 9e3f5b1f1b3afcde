package io.omnigraph.jdbc;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlEngine;
import io.omnigraph.sql.session.SqlSession;
import io.omnigraph.storage.StorageOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sessions of graphs in this process; connections to one graph share its plans. Thread-safe. */
final class EmbeddedSessions implements SessionSource {
  /** What must be equal for two connections to share an engine. */
  private record Key(Location location, boolean readOnly, String name) {}

  /** An engine and how many sessions it has. */
  private static final class Shared {
    final Graph graph;
    final SqlEngine engine;
    int sessions;

    Shared(Graph graph) {
      this.graph = graph;
      this.engine = SqlEngine.of(graph);
    }
  }

  private final Map<Key, Shared> open = new HashMap<>();

  @Override
  public SqlSession open(ConnectionSettings settings) {
    Key key = new Key(settings.location(), settings.readOnly(), settings.name());
    SqlSession session = retain(key, settings);
    try {
      session.engine().useBranch(settings.branch());
      session.engine().setLockTimeout(settings.lockTimeout());
      session.engine().setOverlayBytes(settings.overlayBytes());
      String author = settings.actor().isEmpty() ? settings.user() : settings.actor();
      session.engine().setActor(author.isEmpty() ? Optional.empty() : Optional.of(author));
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private synchronized SqlSession retain(Key key, ConnectionSettings settings) {
    Shared shared = open.get(key);
    if (shared == null) {
      shared = new Shared(graph(settings));
    }
    try {
      SqlSession session = new Counted(key, shared.engine.openSession());
      shared.sessions++;
      open.put(key, shared);
      return session;
    } finally {
      if (shared.sessions == 0) {
        shared.graph.close();
      }
    }
  }

  private synchronized void release(Key key) {
    Shared shared = open.get(key);
    if (--shared.sessions == 0) {
      open.remove(key);
      shared.graph.close();
    }
  }

  private static Graph graph(ConnectionSettings settings) {
    StorageOptions defaults = StorageOptions.defaults();
    StorageOptions storage =
        new StorageOptions(
            settings.durability(),
            settings.columnCacheBytes().orElse(defaults.columnCacheBytes()),
            defaults.nativeCache(),
            settings.verifyChecksums());
    OpenOptions options =
        new OpenOptions(
            settings.readOnly(),
            settings.create(),
            storage,
            name(settings),
            settings.deltas(),
            OpenOptions.defaults().log(),
            Steps.NONE);
    if (settings.location() instanceof Location.Directory directory) {
      return Graphs.open(directory.path(), options);
    }
    if (settings.location() instanceof Location.Memory memory) {
      return Graphs.openInMemory(memory.name(), options);
    }
    throw new IllegalStateException("Unknown location " + settings.location());
  }

  // The directory of a graph in memory has a name that nobody chose.
  private static Optional<String> name(ConnectionSettings settings) {
    if (settings.name().isEmpty()) {
      return settings.location() instanceof Location.Memory memory
          ? Optional.of(memory.name())
          : Optional.empty();
    }
    return Optional.of(settings.name());
  }

  /** A session that gives its engine back when it is closed. */
  private final class Counted implements SqlSession {
    private final Key key;
    private final SqlSession session;
    private final AtomicBoolean closed = new AtomicBoolean();

    Counted(Key key, SqlSession session) {
      this.key = key;
      this.session = session;
    }

    @Override
    public Session engine() {
      return session.engine();
    }

    @Override
    public PreparedSql prepare(String sql) {
      return session.prepare(sql);
    }

    @Override
    public List<String> split(String script) {
      return session.split(script);
    }

    @Override
    public SqlCatalog catalog() {
      return session.catalog();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        try {
          session.close();
        } finally {
          release(key);
        }
      }
    }
  }
}
