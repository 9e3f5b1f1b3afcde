package io.omnigraph.engine;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.Lineage;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.session.GraphSession;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints what other ways to commit one row would cost: a program to run by hand, not a test.
 * Arguments: a folder on the disk in question, seconds a measurement.
 */
final class CommitCandidates {
  private static final int RECORD_BYTES = 300;
  private static final int THREADS = 8;
  private static final Ulids ULIDS = new Ulids();

  private final Path folder;
  private final long nanos;

  private CommitCandidates(Path folder, long nanos) {
    this.folder = folder;
    this.nanos = nanos;
  }

  /** One commit. */
  private interface Commit {
    void run(int i) throws IOException;
  }

  public static void main(String[] args) throws Exception {
    Path disk = Path.of(args.length > 0 ? args[0] : "/tmp");
    long seconds = args.length > 1 ? Long.parseLong(args[1]) : 3;
    Path folder = Files.createTempDirectory(disk, "cc");
    new CommitCandidates(folder, seconds * 1_000_000_000).run();
  }

  private void run() throws Exception {
    Path root = folder.resolve("g");
    StorageOptions options = new StorageOptions(Durability.FULL, 256L << 20, null);
    Graphs.init(root, GraphFixture.T, options, Steps.NONE);
    try (Storage storage = Storage.open(root, options);
        OpenGraph graph = new OpenGraph(root, storage.tables(), storage.control(), Steps.NONE)) {
      try (Session session = new GraphSession(graph, false)) {
        alone("as it is, 1 thread", i -> insert(session, "p" + i));
      }
      shared("as it is, 8 threads (group publish)", graph);
      alone("(a) row in the publish of the manifest", i -> publish(graph));
    }
    log();
  }

  private static void insert(Session session, String name) {
    GraphFixture.insert(session, "Person", GraphFixture.row(name, 1));
  }

  private void shared(String what, OpenGraph graph) throws InterruptedException {
    threads(
        what,
        thread -> {
          Session session = new GraphSession(graph, false);
          return i -> insert(session, "t" + thread + "-" + i);
        });
  }

  /** A graph commit that carries a row's worth of bytes and changes no table. */
  private static void publish(OpenGraph graph) {
    GraphSnapshot head = graph.manifest().head(LanceManifest.MAIN);
    String id = ULIDS.next();
    Lineage lineage =
        new Lineage(id, null, null, id, "Mutation", head.schemaHash(), 1, "x".repeat(RECORD_BYTES));
    graph
        .manifest()
        .publish(
            new PublishRequest(LanceManifest.MAIN, List.of(), Map.of(), Optional.empty(), lineage));
  }

  private void log() throws Exception {
    Path file = folder.resolve("log");
    try (FileChannel log =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      alone("(b) append to a log + fdatasync, 1 thread", i -> append(log, 1));
      SharedSync sync = new SharedSync(log);
      threads("(b) the same, 8 threads share a sync", thread -> i -> sync.commit());
    }
    Path preallocated = folder.resolve("preallocated");
    Files.write(preallocated, new byte[64 << 20]);
    try (FileChannel log = FileChannel.open(preallocated, StandardOpenOption.WRITE)) {
      log.force(true);
      alone(
          "(b) the same into a file of its full size, 1 thread",
          i -> {
            log.write(ByteBuffer.allocate(RECORD_BYTES), (long) i * RECORD_BYTES);
            log.force(false);
          });
    }
  }

  private static void append(FileChannel log, int records) throws IOException {
    log.write(ByteBuffer.allocate(records * RECORD_BYTES), log.size());
    log.force(false);
  }

  /** Whoever comes first syncs for all that came while the sync before ran. */
  private static final class SharedSync {
    private final FileChannel log;
    private final AtomicLong wanted = new AtomicLong();
    private long synced;

    SharedSync(FileChannel log) {
      this.log = log;
    }

    void commit() throws IOException {
      long own = wanted.incrementAndGet();
      synchronized (this) {
        if (synced < own) {
          long upTo = wanted.get();
          append(log, (int) (upTo - synced));
          synced = upTo;
        }
      }
    }
  }

  private void alone(String what, Commit commit) throws IOException {
    long[] times = new long[10_000_000];
    int count = 0;
    int i = 0;
    for (long warm = System.nanoTime() + nanos / 2; System.nanoTime() < warm; i++) {
      commit.run(i);
    }
    for (long end = System.nanoTime() + nanos; System.nanoTime() < end && count < times.length; ) {
      long start = System.nanoTime();
      commit.run(i++);
      times[count++] = System.nanoTime() - start;
    }
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    System.out.printf(
        "%-55s p50 %7.3f ms  p99 %7.3f ms  %8.0f/s%n",
        what, sorted[count / 2] / 1e6, sorted[(int) (count * 0.99)] / 1e6, count * 1e9 / nanos);
  }

  /** Makes the commits of one thread. */
  private interface Client {
    Commit open(int thread);
  }

  private void threads(String what, Client client) throws InterruptedException {
    AtomicLong done = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + nanos;
    for (int t = 0; t < THREADS; t++) {
      Commit commit = client.open(t);
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 0; System.nanoTime() < end; i++) {
                    commit.run(i);
                    done.incrementAndGet();
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf("%-55s %36.0f/s%n", what, done.get() * 1e9 / nanos);
  }
}
