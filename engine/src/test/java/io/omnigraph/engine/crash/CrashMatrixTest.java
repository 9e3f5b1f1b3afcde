package io.omnigraph.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.PrivateGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every writer × every kind of store × every state that a crash of it can leave × what comes next.
 * With {@code -Dreliability=full} all of it, else a seeded share.
 */
class CrashMatrixTest {
  private static final boolean FULL = "full".equals(System.getProperty("reliability"));
  private static final long SEED = Long.getLong("reliability.seed", 20260101L);

  /** Null = all. */
  private static final String KIND = System.getProperty("reliability.kind");

  private static final AtomicInteger STATES = new AtomicInteger();
  private static final Map<NextAction, AtomicInteger> CASES = new ConcurrentHashMap<>();
  private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
  private static long started;

  @TempDir(factory = MemoryFolder.class)
  static Path folder;

  private static Rows before;

  @BeforeAll
  static void makeGraphs() {
    started = System.nanoTime();
    for (StoreKind kind : StoreKind.values()) {
      before = CrashGraph.make(base(kind), kind);
    }
  }

  private static Path base(StoreKind kind) {
    return folder.resolve("base-" + kind);
  }

  @AfterAll
  static void report() {
    POOL.shutdown();
    System.out.printf(
        "crash matrix: %d writers, %d states, %d cases %s, %d s%n",
        Writers.all().size(),
        STATES.get(),
        CASES.values().stream().mapToInt(AtomicInteger::get).sum(),
        CASES,
        (System.nanoTime() - started) / 1_000_000_000);
  }

  /** In full each writer on each kind of store, or on the one that was asked for; else on one. */
  static List<Arguments> writers() {
    List<Arguments> all = new ArrayList<>();
    for (Writer writer : Writers.all()) {
      List<StoreKind> kinds =
          Stream.of(StoreKind.values())
              .filter(writer::fits)
              .filter(kind -> KIND == null || KIND.equals(kind.name()))
              .toList();
      if (!FULL) {
        Random random = new Random(SEED ^ writer.name().hashCode());
        kinds = kinds.isEmpty() ? kinds : List.of(kinds.get(random.nextInt(kinds.size())));
      }
      kinds.forEach(kind -> all.add(Arguments.of(kind, writer)));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("writers")
  void everyStateLeadsToAllOrNothing(StoreKind kind, Writer writer) throws Exception {
    Path work =
        folder.resolve(
            "w" + Writers.all().stream().map(Writer::name).toList().indexOf(writer.name()));
    CrashRecorder recorder = record(kind, writer, work);
    STATES.addAndGet(recorder.states().size());
    List<Callable<String>> cases = new ArrayList<>();
    Random random = new Random(SEED ^ writer.name().hashCode());
    for (CrashState state : recorder.states()) {
      boolean forward = writer.goesForward(state.progress(), recorder.progress());
      boolean completed = writer.isCompleted(state.progress(), recorder.progress());
      for (NextAction action : chosen(state, random)) {
        Path root = work.resolve("c" + cases.size());
        CrashCase crashed =
            new CrashCase(
                kind, writer, state, base(kind), root, before, forward, completed, deepest());
        cases.add(() -> outcome(crashed, action));
      }
    }
    List<String> failures = run(cases);
    Directory.delete(work);
    assertThat(failures).isEmpty();
  }

  private static CrashRecorder record(StoreKind kind, Writer writer, Path work) {
    Path live = work.resolve("live");
    Directory.copy(base(kind), live);
    CrashRecorder recorder = new CrashRecorder(live, work);
    Storage storage = recorder.wrap(kind.storage(live));
    try (PrivateGraph graph = new PrivateGraph(live, storage, kind.options().withSteps(recorder));
        Session session = graph.session();
        Session other = graph.session()) {
      if (writer.beside() != null) {
        recorder.beside(writer.beside().call(), () -> writer.beside().work().accept(other));
      }
      recorder.record(() -> writer.action().accept(session));
      assertThat(Rows.of(session)).as("without a crash").isEqualTo(writer.after(before));
    }
    return recorder;
  }

  /**
   * In full everything. Else one action for two of three states, most often the open; of states
   * that differ from others only in files that nothing names, one of six.
   */
  private static List<NextAction> chosen(CrashState state, Random random) {
    List<NextAction> all = List.of(NextAction.values());
    if (FULL) {
      return all;
    }
    boolean weighs = !state.label().contains(" stage") && !state.label().contains("temporary");
    if (random.nextInt(6) >= (weighs ? 4 : 1)) {
      return List.of();
    }
    return List.of(random.nextInt(3) != 0 ? NextAction.OPEN : all.get(random.nextInt(all.size())));
  }

  /** How often the recovery of one crash is crashed. */
  private static int deepest() {
    return FULL ? Integer.getInteger("reliability.deepest", Integer.MAX_VALUE) : 3;
  }

  private static String outcome(CrashCase crashed, NextAction action) {
    CASES.computeIfAbsent(action, a -> new AtomicInteger()).incrementAndGet();
    try {
      action.run(crashed);
      return null;
    } catch (RuntimeException | AssertionError e) {
      String failure = crashed + ", then " + action + ": " + e;
      System.err.println("crash matrix: " + failure);
      return failure;
    }
  }

  private static List<String> run(List<Callable<String>> cases) throws Exception {
    List<String> failures = new ArrayList<>();
    for (Future<String> result : POOL.invokeAll(cases)) {
      try {
        if (result.get() != null) {
          failures.add(result.get());
        }
      } catch (ExecutionException e) {
        failures.add(String.valueOf(e.getCause()));
      }
    }
    return failures;
  }
}
