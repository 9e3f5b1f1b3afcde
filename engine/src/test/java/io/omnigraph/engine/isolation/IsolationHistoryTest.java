package io.omnigraph.engine.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.PrivateGraph;
import io.omnigraph.engine.isolation.HistoryChecker.Finding;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transactions of several threads on few keys; what each saw is checked afterwards against all that
 * was committed. {@code -Dreliability.histories} runs more of them.
 */
class IsolationHistoryTest {
  private static final boolean FULL = "full".equals(System.getProperty("reliability"));
  private static final int TRANSACTIONS =
      Integer.getInteger("reliability.histories", FULL ? 5_000 : 100);
  private static final long SEED = Long.getLong("reliability.seed", 20260101L);
  private static final int SESSIONS = 5;

  /** A history is one graph; the checker's work grows with the cube of it. */
  private static final int MOST_IN_A_HISTORY = 400;

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  @TempDir Path folder;
  private final AtomicInteger versions = new AtomicInteger();
  private Path root;

  @BeforeEach
  void freshGraph() {
    root = folder.resolve("g" + versions);
    Graphs.init(root, Recorder.SCHEMA, GraphFixture.options().storage(), Steps.NONE);
  }

  private PrivateGraph open() {
    return new PrivateGraph(root, Storage.open(root, GraphFixture.options().storage()), Steps.NONE);
  }

  private Recorder recorder(String name, PrivateGraph graph, Isolation isolation) {
    return new Recorder(name, graph.session(), versions, isolation);
  }

  @ParameterizedTest
  @CsvSource({
    "READ_COMMITTED, 1", "SNAPSHOT, 1", "SERIALIZABLE, 1",
    "READ_COMMITTED, 2", "SNAPSHOT, 2", "SERIALIZABLE, 2"
  })
  void randomTransactions(Isolation isolation, int openings) throws Exception {
    long started = System.nanoTime();
    int committed = 0;
    int conflicts = 0;
    int seen = 0;
    Map<Anomaly, Integer> allowed = new EnumMap<>(Anomaly.class);
    for (int done = 0; done < TRANSACTIONS; done += MOST_IN_A_HISTORY) {
      if (done > 0) {
        freshGraph();
      }
      long seed = SEED + done;
      int size = Math.min(MOST_IN_A_HISTORY, TRANSACTIONS - done);
      List<Recorder> recorders = new ArrayList<>();
      List<Recorded> all = run(isolation, openings, size, seed, recorders);
      assertClean(all, isolation, seed);
      committed += (int) all.stream().filter(one -> one.number() > 0).count();
      conflicts += recorders.stream().mapToInt(Recorder::conflicts).sum();
      seen += reads(all);
      HistoryChecker.counts(HistoryChecker.check(History.of(all), Isolation.SERIALIZABLE))
          .forEach((anomaly, count) -> allowed.merge(anomaly, count, Integer::sum));
    }
    assertThat(committed).isGreaterThan(TRANSACTIONS / 20);
    assertThat(conflicts).as("they hardly met").isPositive();
    System.out.printf(
        "histories: %s, %d openings, %d transactions, %d commits, %d conflicts, %d rows read,"
            + " allowed at this level and seen: %s, %d ms, seed %d%n",
        isolation,
        openings,
        TRANSACTIONS,
        committed,
        conflicts,
        seen,
        allowed,
        (System.nanoTime() - started) / 1_000_000,
        SEED);
  }

  private static int reads(List<Recorded> all) {
    return all.stream()
        .flatMap(one -> one.accesses().stream())
        .mapToInt(
            access ->
                access instanceof Access.Scan scan
                    ? scan.asked().size()
                    : access instanceof Access.Read ? 1 : 0)
        .sum();
  }

  private static void assertClean(List<Recorded> all, Isolation isolation, long seed) {
    List<Finding> findings = new ArrayList<>(HistoryChecker.check(History.of(all), isolation));
    findings.sort(Comparator.comparingInt(finding -> finding.transactions().size()));
    assertThat(findings).as("seed " + seed + ", " + HistoryChecker.counts(findings)).isEmpty();
  }

  private List<Recorded> run(
      Isolation isolation, int openings, int transactions, long seed, List<Recorder> recorders)
      throws Exception {
    List<PrivateGraph> graphs = new ArrayList<>();
    try {
      for (int i = 0; i < openings; i++) {
        graphs.add(open());
      }
      for (int i = 0; i < SESSIONS; i++) {
        recorders.add(recorder(i + ".", graphs.get(i % openings), isolation));
      }
      fill(recorders.get(0));
      runAll(recorders, transactions / SESSIONS, seed);
      try (Recorder last = recorder("last", open(graphs), isolation)) {
        readAll(last);
        recorders.add(last);
        return recorded(recorders, graphs.get(0));
      }
    } finally {
      recorders.forEach(Recorder::close);
      graphs.forEach(PrivateGraph::close);
    }
  }

  private PrivateGraph open(List<PrivateGraph> graphs) {
    PrivateGraph graph = open();
    graphs.add(graph);
    return graph;
  }

  private static void fill(Recorder recorder) {
    recorder.begin();
    for (String table : Recorder.TABLES) {
      recorder.put(table, "a");
      recorder.put(table, "b");
    }
    recorder.commit();
  }

  private static void readAll(Recorder recorder) {
    recorder.begin();
    Recorder.TABLES.forEach(recorder::scan);
    recorder.commit();
  }

  private static void runAll(List<Recorder> recorders, int transactions, long seed)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(recorders.size());
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (Recorder recorder : recorders) {
        Random random = new Random(seed * SESSIONS + work.size());
        work.add(
            () -> {
              for (int i = 0; i < transactions; i++) {
                transaction(recorder, random);
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void transaction(Recorder recorder, Random random) {
    recorder.begin();
    for (int left = 2 + random.nextInt(4); left > 0; left--) {
      if (!statement(recorder, random)) {
        return;
      }
      LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_PAUSE_NANOS));
    }
    if (random.nextInt(10) == 0) {
      recorder.rollback();
    } else {
      recorder.commit();
    }
  }

  private static boolean statement(Recorder recorder, Random random) {
    String table = Recorder.TABLES.get(random.nextInt(Recorder.TABLES.size()));
    String key = Recorder.NAMES.get(random.nextInt(Recorder.NAMES.size()));
    int dice = random.nextInt(10);
    if (dice < 4) {
      return recorder.read(table, key);
    }
    if (dice < 6) {
      return recorder.scan(table);
    }
    return dice < 9 ? recorder.put(table, key) : recorder.delete(table, key);
  }

  private static List<Recorded> recorded(List<Recorder> recorders, PrivateGraph graph) {
    Map<String, Long> numbers = new HashMap<>();
    try (Session session = graph.session()) {
      for (GraphCommit commit : session.facts().commits("main")) {
        numbers.put(commit.commitId(), commit.seq());
      }
    }
    return recorders.stream().flatMap(one -> one.recorded(numbers).stream()).toList();
  }

  // What each level allows is there, and is seen by recorder and checker.

  private Map<Anomaly, Integer> readWhatTheOtherOneChanges(Isolation isolation) {
    try (PrivateGraph graph = open();
        Recorder one = recorder("one", graph, isolation);
        Recorder two = recorder("two", graph, isolation)) {
      fill(one);
      one.begin();
      one.read("P", "a");
      two.begin();
      two.read("Q", "a");
      one.put("Q", "a");
      two.put("P", "a");
      assertThat(one.commit()).isTrue();
      assertThat(two.commit()).isEqualTo(isolation != Isolation.SERIALIZABLE);
      return findings(List.of(one, two), graph);
    }
  }

  private static Map<Anomaly, Integer> findings(List<Recorder> recorders, PrivateGraph graph) {
    History history = History.of(recorded(recorders, graph));
    return HistoryChecker.counts(HistoryChecker.check(history, Isolation.SERIALIZABLE));
  }

  @Test
  void writeSkewIsPossibleAtSnapshotAndIsFound() {
    assertThat(readWhatTheOtherOneChanges(Isolation.SNAPSHOT)).containsOnlyKeys(Anomaly.WRITE_SKEW);
  }

  @Test
  void writeSkewIsRefusedWhenSerializable() {
    assertThat(readWhatTheOtherOneChanges(Isolation.SERIALIZABLE)).isEmpty();
  }

  private Map<Anomaly, Integer> readTwice(Isolation isolation) {
    try (PrivateGraph graph = open();
        Recorder one = recorder("one", graph, isolation);
        Recorder two = recorder("two", graph, isolation)) {
      fill(one);
      one.begin();
      one.read("P", "a");
      one.scan("Q");
      two.begin();
      two.put("P", "a");
      two.put("Q", "c");
      assertThat(two.commit()).isTrue();
      one.read("P", "a");
      one.scan("Q");
      assertThat(one.commit()).isTrue();
      return findings(List.of(one, two), graph);
    }
  }

  @Test
  void readCommittedSeesTheNewestAndThatIsFound() {
    assertThat(readTwice(Isolation.READ_COMMITTED))
        .containsOnlyKeys(Anomaly.NON_REPEATABLE_READ, Anomaly.PHANTOM);
  }

  @Test
  void aSnapshotStays() {
    assertThat(readTwice(Isolation.SNAPSHOT)).isEmpty();
  }

  private Map<Anomaly, Integer> writeWhatWasRead(Isolation isolation) {
    try (PrivateGraph graph = open();
        PrivateGraph second = open();
        Recorder one = recorder("one", graph, isolation);
        Recorder two = recorder("two", second, isolation)) {
      fill(one);
      one.begin();
      one.read("P", "a");
      two.begin();
      two.put("P", "a");
      assertThat(two.commit()).isTrue();
      one.put("P", "a");
      assertThat(one.commit()).isEqualTo(isolation == Isolation.READ_COMMITTED);
      return findings(List.of(one, two), graph);
    }
  }

  @Test
  void aRowReadByAnEarlierStatementMayBeOverwrittenOnlyAtReadCommitted() {
    assertThat(writeWhatWasRead(Isolation.READ_COMMITTED))
        .containsOnlyKeys(Anomaly.NON_REPEATABLE_READ);
    freshGraph();
    assertThat(writeWhatWasRead(Isolation.SNAPSHOT)).isEmpty();
  }
}
