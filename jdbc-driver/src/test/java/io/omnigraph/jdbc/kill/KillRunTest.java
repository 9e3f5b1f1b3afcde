package io.omnigraph.jdbc.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills processes at random moments under a random load and compares what is left with what they
 * were told. {@code -Dreliability.kills} says how often, {@code -Dreliability.seed} repeats the
 * choices (not the moments: those are the machine's).
 */
class KillRunTest {
  private static final boolean FULL = "full".equals(System.getProperty("reliability"));
  private static final int KILLS = Integer.getInteger("reliability.kills", FULL ? 300 : 4);
  private static final long SEED = Long.getLong("reliability.seed", 20260101L);

  /** After so many kills a new graph begins, so that old ones get some history, but not all. */
  private static final int KILLS_A_GRAPH = 40;

  private static final int MOST_COMMITS_A_LIFE = 40;

  /** Of so many graphs one has no log. */
  private static final int GRAPHS_A_MANIFEST = 3;

  private static final List<String> WORKERS = IntStream.range(0, 6).mapToObj(i -> "w" + i).toList();

  private final Random random = new Random(SEED);
  private final List<String> differences = new ArrayList<>();
  private int kills;
  private int killedRecoveries;
  private int together;
  private int inherited;
  private int graphs;
  private int openAnswers;
  private int commits;
  private int refused;

  @TempDir Path folder;
  private Path root;
  private Path logs;

  @Test
  @DisplayName("OCC-17, TXN-10 what was acknowledged is there after a kill, the rest whole or not")
  void survivesKills() throws Exception {
    long started = System.nanoTime();
    while (kills < KILLS) {
      if (root == null || kills / KILLS_A_GRAPH >= graphs) {
        begin();
      }
      round();
      judge();
      assertThat(differences).as("seed %d, kill %d, logs in %s", SEED, kills, logs).isEmpty();
    }
    count();
    System.out.printf(
        "kill run: %d kills (%d of a process that was recovering, %d with a second process at"
            + " work, %d followed by another process), %d graphs, %d commits acknowledged, %d refused, %d open at a kill, %d"
            + " differences, %d s, seed %d%n",
        kills,
        killedRecoveries,
        together,
        inherited,
        graphs,
        commits,
        refused,
        openAnswers,
        differences.size(),
        (System.nanoTime() - started) / 1_000_000_000,
        SEED);
  }

  private void begin() throws IOException, SQLException {
    count();
    root = folder.resolve("g" + graphs);
    logs = Files.createDirectory(folder.resolve("logs" + graphs));
    graphs++;
    KillGraph.create(root, usual());
  }

  private boolean hasLog() {
    return graphs % GRAPHS_A_MANIFEST != 0;
  }

  private Thresholds usual() {
    return Thresholds.usual(hasLog());
  }

  private void count() throws IOException {
    if (logs != null) {
      for (String worker : WORKERS) {
        WorkerLog.Story story = WorkerLog.read(logs, worker);
        commits += story.acknowledged();
        refused += story.refused();
      }
    }
  }

  private void round() throws Exception {
    boolean two = random.nextInt(3) == 0;
    List<Child> children = new ArrayList<>();
    try {
      children.add(start(WORKERS.subList(0, 1 + random.nextInt(3))));
      if (two) {
        children.add(start(WORKERS.subList(3, 4 + random.nextInt(3))));
      }
      awaitWork(children, random.nextInt(MOST_COMMITS_A_LIFE));
      Thread.sleep(random.nextInt(300));
      kill(children.remove(random.nextInt(children.size())));
      if (two) {
        goOn(children.remove(0));
      } else if (random.nextBoolean()) {
        inherit(children);
      }
    } finally {
      children.forEach(Child::destroy);
    }
    if (random.nextInt(3) == 0) {
      killRecovery();
    }
  }

  /** Others work on with what the dead process left, and die as well before anybody looks. */
  private void inherit(List<Child> children) throws Exception {
    inherited++;
    children.add(start(WORKERS.subList(3, 4 + random.nextInt(3))));
    awaitWork(children, random.nextInt(MOST_COMMITS_A_LIFE));
    kill(children.remove(0));
  }

  /** Kills shall meet work, however fast the machine is; but some come before the first commit. */
  private void awaitWork(List<Child> children, int commits) throws Exception {
    for (Child child : children) {
      child.await("open");
    }
    int enough = acknowledged() + commits;
    for (int i = 0; i < 400 && acknowledged() < enough; i++) {
      Thread.sleep(20);
    }
  }

  private Child start(List<String> workers) throws IOException {
    Thresholds thresholds = Thresholds.any(hasLog(), random);
    return Child.start(root, logs, random.nextInt(), thresholds, workers);
  }

  private void kill(Child child) throws Exception {
    child.destroy();
    kills++;
  }

  /** The other process needs nobody's help: its workers commit, though one was killed. */
  private void goOn(Child survivor) throws Exception {
    together++;
    int before = acknowledged();
    for (int i = 0; i < 600 && acknowledged() < before + 3; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    if (acknowledged() < before + 3) {
      differences.add("the survivor does not go on: " + survivor.threads());
    }
    if (random.nextBoolean()) {
      kill(survivor);
    } else if (!survivor.end()) {
      differences.add("the survivor ends badly: " + survivor.output());
    }
  }

  private int acknowledged() throws IOException {
    int sum = 0;
    for (String worker : WORKERS) {
      sum += WorkerLog.read(logs, worker).acknowledged();
    }
    return sum;
  }

  private void killRecovery() throws Exception {
    Child child = start(List.of());
    child.await("started");
    Thread.sleep(random.nextInt(1500));
    killedRecoveries += child.isOpen() ? 0 : 1;
    kill(child);
  }

  private void judge() throws SQLException, IOException {
    try (Graph graph = usual().open(root);
        Connection connection = KillGraph.connect(root)) {
      int counted = 0;
      SortedMap<String, String> all = new TreeMap<>();
      SortedMap<String, Integer> branches = new TreeMap<>();
      for (String worker : WORKERS) {
        WorkerModel model = settle(connection, worker);
        counted += model.counted;
        all.putAll(model.branches.get(WorkerModel.MAIN));
        model.branches.keySet().forEach(branch -> branches.put(branch, 1));
      }
      all.put("person hub", "0");
      compare("main", all, KillGraph.rows(connection, WorkerModel.MAIN, ""));
      compare("branches", List.copyOf(branches.keySet()), sorted(KillGraph.branches(connection)));
      compare("counter", counted, KillGraph.counted(connection));
      compare("findings", List.of(), KillGraph.findings(connection));
    }
    try (Stream<Path> sidecars = Files.list(root.resolve("__recovery"))) {
      compare("sidecars", List.of(), sidecars.filter(f -> f.toString().endsWith(".json")).toList());
    } catch (java.nio.file.NoSuchFileException e) {
      return;
    }
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  /** An operation without an answer has happened wholly or not at all; the log then says which. */
  private WorkerModel settle(Connection connection, String worker)
      throws SQLException, IOException {
    WorkerLog.Story story = WorkerLog.read(logs, worker);
    story.wrong().forEach(text -> differences.add(worker + ": " + text));
    WorkerModel found = KillGraph.read(connection, worker);
    if (story.open() == null) {
      compare("rows of " + worker, story.model().branches, found.branches);
      return story.model();
    }
    openAnswers++;
    WorkerModel done = story.model().copy();
    done.apply(story.open());
    boolean happened = found.hasRowsOf(done);
    if (!happened) {
      compare(
          "rows of " + worker + ", open " + story.open(), story.model().branches, found.branches);
    }
    try (WorkerLog log = new WorkerLog(logs, worker)) {
      log.add(happened ? "done" : "gone", "");
    }
    return happened ? done : story.model();
  }

  private void compare(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      differences.add(what + ": expected " + expected + ", found " + found);
    }
  }
}
