package io.omnigraph.engine;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.CheckedGraph;
import io.omnigraph.engine.check.Finding;
import io.omnigraph.engine.check.FindingKind;
import io.omnigraph.engine.check.GraphCheck;
import io.omnigraph.engine.check.WriterProbe;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The way to a {@link Graph}: makes and opens graphs in local directories and in memory. */
public final class Graphs {
  /** How long an open waits for an init that is under way. */
  private static final Duration INIT_TIMEOUT = Duration.ofSeconds(10);

  /** One per canonical root: all sessions of the process share caches and gates. */
  private static final Map<Path, SharedGraph> OPEN = new ConcurrentHashMap<>();

  private Graphs() {}

  /**
   * Makes a graph.
   *
   * @param source {@code .pg} text
   * @throws OmnigraphException ALREADY_INITIALIZED, SCHEMA_INVALID, PARENT_MISSING, …
   */
  public static void init(Path root, String source) {
    init(root, source, StorageOptions.defaults(), Steps.NONE);
  }

  public static void init(Path root, String source, StorageOptions options, Steps steps) {
    new GraphInit(prepared(root), options, steps).strict(source);
  }

  /** {@link #init} over leftovers of a failed one; a directory that holds a graph is refused. */
  public static void forceInit(Path root, String source, StorageOptions options, Steps steps) {
    new GraphInit(prepared(root), options, steps).force(source);
  }

  /**
   * Opens a graph; close it as often as it was opened.
   *
   * @throws OmnigraphException GRAPH_NOT_FOUND, NOT_A_GRAPH, PARENT_MISSING, FORMAT_TOO_NEW,
   *     SCHEMA_CONTRACT, RECOVERY_REQUIRED, …
   */
  public static Graph open(Path root, OpenOptions options) {
    Path canonical = directory(root, options);
    return OPEN.compute(
            canonical,
            (path, shared) -> {
              SharedGraph graph = shared == null ? new SharedGraph(path, options) : shared;
              graph.retain(options.readOnly());
              return graph;
            })
        .handle(options);
  }

  /**
   * Verifies a graph's directory, open in this process or not, damaged or not, and changes nothing;
   * see {@link GraphCheck}. An undamaged graph has no finding of severity error or warning. Throws
   * only what the options' checkpoint throws: all else is a finding.
   */
  public static List<Finding> check(Path root, CheckOptions options) {
    if (!Files.isDirectory(root)) {
      String what = Files.exists(root) ? "it is no directory" : "it does not exist";
      return List.of(new Finding(FindingKind.NOT_A_GRAPH, null, root.toString(), what));
    }
    Path canonical = canonical(root);
    SharedGraph open =
        OPEN.computeIfPresent(
            canonical,
            (path, graph) -> {
              graph.retain(true);
              return graph;
            });
    if (open != null) {
      try {
        return open.check(options);
      } finally {
        open.leave();
      }
    }
    try (Storage storage =
        Storage.open(canonical, options.storage())
            .forReading(() -> asks(canonical, WriterLock::isHeldElsewhere))) {
      ControlStore files = storage.control();
      return GraphCheck.run(
          new CheckedGraph(
              canonical,
              storage.tables(),
              files,
              storage.log(),
              id -> asks(canonical, lock -> new WriterProbe(canonical, lock).mayRun(files, id))),
          options);
    }
  }

  /**
   * Asks of writers of other processes; true when somebody of this one has opened the graph
   * meanwhile. Nobody may do so while it is asked: to close the lock's file would end that one's
   * lock.
   */
  private static boolean asks(Path canonical, Predicate<WriterLock> question) {
    AtomicBoolean answer = new AtomicBoolean(true);
    OPEN.compute(
        canonical,
        (path, open) -> {
          if (open == null) {
            try (WriterLock lock = new WriterLock(path)) {
              answer.set(question.test(lock));
            }
          }
          return open;
        });
    return answer.get();
  }

  /** An open that comes in between keeps it. */
  static void closeIfUnused(Path canonical, SharedGraph unused) {
    OPEN.computeIfPresent(
        canonical, (path, graph) -> graph == unused && graph.closeIfUnused() ? null : graph);
  }

  /** A graph of this process, on a private temporary directory that goes with the process. */
  public static Graph openInMemory(String name, OpenOptions options) {
    return open(
        MemoryGraphs.directory(name), options.withStorage(MemoryGraphs.fast(options.storage())));
  }

  /** The canonical path of a directory that holds a graph, making one if that is asked for. */
  private static Path directory(Path root, OpenOptions options) {
    boolean mayCreate = options.createIfAbsent() && !options.readOnly();
    if (!Files.exists(root)) {
      if (!mayCreate) {
        throw new OmnigraphException(ErrorCode.GRAPH_NOT_FOUND, root);
      }
      Path canonical = prepared(root);
      createEmpty(canonical, options);
      return canonical;
    }
    Path canonical = canonical(root);
    if (!Files.isDirectory(canonical)) {
      throw new OmnigraphException(ErrorCode.NOT_A_GRAPH, root, "a file");
    }
    if (!OPEN.containsKey(canonical) && !isInitialized(canonical)) {
      List<String> entries = entries(canonical);
      if (mayCreate && GraphInit.isUnfinishedEmptyGraph(canonical, entries)) {
        finishEmpty(canonical, options);
        return canonical;
      }
      if (entries.stream().anyMatch(entry -> !GraphInit.isRemains(entry))) {
        throw new OmnigraphException(ErrorCode.NOT_A_GRAPH, root, shown(entries));
      }
      if (!mayCreate) {
        throw new OmnigraphException(ErrorCode.GRAPH_NOT_FOUND, root);
      }
      createEmpty(canonical, options);
    }
    return canonical;
  }

  /** Waits for somebody who is making the graph right now. */
  private static boolean isInitialized(Path canonical) {
    if (LanceManifest.isAt(canonical)) {
      return true;
    }
    if (!Files.exists(canonical.resolve(WriterLock.FILE)) || !Files.isWritable(canonical)) {
      return false;
    }
    WriterLock lock = new WriterLock(canonical);
    try {
      lock.acquire(INIT_TIMEOUT);
    } finally {
      lock.close();
    }
    return LanceManifest.isAt(canonical);
  }

  private static void createEmpty(Path canonical, OpenOptions options) {
    make(canonical, () -> init(canonical, options).strict(""));
  }

  /** Does again what a killed process began. */
  private static void finishEmpty(Path canonical, OpenOptions options) {
    make(canonical, () -> init(canonical, options).force(""));
  }

  private static GraphInit init(Path canonical, OpenOptions options) {
    return new GraphInit(canonical, options.storage(), options.steps());
  }

  private static void make(Path canonical, Runnable init) {
    try {
      init.run();
    } catch (OmnigraphException e) {
      // Another process or thread has just made it, or is making it and then waited for.
      if (e.code() != ErrorCode.ALREADY_INITIALIZED || !isInitialized(canonical)) {
        throw e;
      }
    }
  }

  private static String shown(List<String> entries) {
    return String.join(", ", entries.subList(0, Math.min(5, entries.size())));
  }

  private static List<String> entries(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().limit(20).toList();
    } catch (IOException e) {
      throw FileFailure.of(directory, e);
    }
  }

  /** The canonical path, after making the directory itself (but no parent). */
  private static Path prepared(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new OmnigraphException(ErrorCode.PARENT_MISSING, root, parent);
    }
    try {
      if (!Files.exists(absolute)) {
        Files.createDirectory(absolute);
      }
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return canonical(absolute);
    } catch (IOException e) {
      throw FileFailure.of(absolute, e);
    }
    return canonical(absolute);
  }

  private static Path canonical(Path path) {
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      throw new OmnigraphException(ErrorCode.GRAPH_NOT_FOUND, path)
          .causedBy(e); // a link to nowhere
    } catch (IOException e) {
      throw FileFailure.of(path, e);
    }
  }
}
