package io.omnigraph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Severity;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.PowerCutDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A graph on a disk whose power may be cut at any time: what would survive is copied, opened and
 * compared, while the graph itself goes on.
 */
final class PowerCuts implements AutoCloseable {
  private static final StorageOptions OPTIONS =
      new StorageOptions(Durability.FULL, 64L << 20, null);

  /** What survived a cut during an operation, and when it was. */
  private record Cut(Path copy, String moment, Set<String> acknowledged, Set<String> begun) {}

  private final Path folder;
  private final Path root;
  private final PowerCutDisk disk;
  private final Random random;
  private final double share;
  private final List<Cut> during = new ArrayList<>();

  /** Names of what several writers have done, and begun to do. */
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private SharedGraph graph;
  private String operation = "";
  private int copies;
  private int verified;
  private int undone;

  /**
   * @param share of the moments within an operation at which the power is cut
   */
  PowerCuts(Path folder, Random random, double share) {
    this.folder = folder;
    this.random = random;
    this.share = share;
    root = folder.resolve("graph");
    disk = new PowerCutDisk(folder.resolve("inodes"));
  }

  int verified() {
    return verified;
  }

  /** Verified cuts within an operation that left nothing of it. */
  int undone() {
    return undone;
  }

  /**
   * Makes a graph, cut at moments within. What is left was never acknowledged: it is a whole graph,
   * or refused, and while it has no manifest an init by force makes it one.
   *
   * @return what it holds
   */
  Map<String, List<String>> init(String schema) throws IOException {
    Files.createDirectories(root);
    operation = "init";
    new GraphInit(root, this::storage, this::moment).strict(schema);
    for (Cut cut : during) {
      String left = open(cut);
      if (left == null && !Files.exists(cut.copy().resolve(LanceManifest.PATH))) {
        new GraphInit(cut.copy(), () -> calm(cut.copy()), Steps.NONE).force(schema);
        left = open(cut);
        assertThat(left).as(cut.moment()).isNotNull();
      }
      verified++;
      LocalControlStore.deleteTree(cut.copy());
    }
    during.clear();
    open();
    return content(graph.handle(OpenOptions.defaults()));
  }

  /** The branches of a graph that has all its tables, or null when it is refused. */
  private static String open(Cut cut) {
    OpenOptions options = GraphFixture.optionsWithoutLog().withCreateIfAbsent(false);
    try (Graph opened = Graphs.open(cut.copy(), options)) {
      assertThat(content(opened).values()).as(cut.moment()).hasSize(4).allMatch(List::isEmpty);
      return cut.moment();
    } catch (OmnigraphException e) {
      return null;
    }
  }

  private void open() {
    OpenOptions options = OpenOptions.defaults().withStorage(OPTIONS).withSteps(this::moment);
    graph = new SharedGraph(root, options, storage());
    graph.retain(false);
  }

  Session session() {
    return graph.handle(OpenOptions.defaults()).newSession();
  }

  private Storage storage() {
    return Storage.open(root, OPTIONS, new Durable(Durability.FULL, this::force));
  }

  private static Storage calm(Path root) {
    return Storage.open(root, OPTIONS, new Durable(Durability.FULL, path -> {}));
  }

  private void force(Path path) throws IOException {
    moment("before " + root.relativize(path));
    disk.force(path);
    moment("after " + root.relativize(path));
  }

  private void moment(PublishStep step) {
    moment("at " + step.pointName());
  }

  private synchronized void moment(String where) {
    if (random.nextDouble() < share) {
      Path copy = folder.resolve("cut" + copies++);
      boolean some = random.nextInt(4) > 0;
      Set<String> done = Set.copyOf(acknowledged);
      disk.survive(root, copy, some ? random : null);
      String what = some ? "some of the rest survives" : "nothing else survives";
      String when = operation + ", cut " + where + ", " + what;
      during.add(new Cut(copy, when, done, Set.copyOf(begun)));
    }
  }

  /**
   * Runs an operation, cutting within; then cuts again: it is acknowledged now.
   *
   * @param before what the graph holds before it
   * @return what it holds after it
   */
  Map<String, List<String>> run(String name, Map<String, List<String>> before, Runnable work)
      throws IOException {
    operation = name;
    work.run();
    Map<String, List<String>> after = content(graph.handle(OpenOptions.defaults()));
    for (Cut cut : during) {
      Map<String, List<String>> found = reopened(cut);
      assertThat(found).as(cut.moment()).isIn(before, after);
      undone += found.equals(before) && !before.equals(after) ? 1 : 0;
    }
    during.clear();
    if (random.nextInt(3) == 0) {
      Path copy = folder.resolve("cut" + copies++);
      disk.survive(root, copy, random.nextBoolean() ? random : null);
      Cut cut = new Cut(copy, name + ", acknowledged", Set.of(), Set.of());
      assertThat(reopened(cut)).as(cut.moment()).isEqualTo(after);
    }
    return after;
  }

  /** One of several writers' operations, of which nothing but its name is known. */
  void write(String name, Runnable work) {
    begun.add(name);
    work.run();
    acknowledged.add(name);
  }

  /**
   * Checks the cuts since the last call: operations that were acknowledged are there, and only such
   * as had begun.
   *
   * @param names operations that a graph's content shows; throws when one is there in part
   */
  void verifyWriters(Function<Map<String, List<String>>, Set<String>> names) throws IOException {
    for (Cut cut : during) {
      Set<String> found = names.apply(reopened(cut));
      assertThat(found).as(cut.moment()).containsAll(cut.acknowledged());
      assertThat(cut.begun()).as(cut.moment()).containsAll(found);
      undone += cut.begun().size() - found.size();
    }
    during.clear();
  }

  /** Opens what survived, writes to it, opens it again; answers what it held at first. */
  private Map<String, List<String>> reopened(Cut cut) throws IOException {
    Map<String, List<String>> found;
    try {
      found = opened(cut.copy(), true);
      Map<String, List<String>> again = new TreeMap<>(found);
      List<String> people = new ArrayList<>(again.get("main.Person"));
      people.add("after the cut|1");
      again.put("main.Person", people.stream().sorted().toList());
      assertThat(opened(cut.copy(), false)).as(cut.moment()).isEqualTo(again);
      assertNoDamage(cut);
    } catch (RuntimeException e) {
      throw new IllegalStateException(cut.moment(), e);
    }
    verified++;
    LocalControlStore.deleteTree(cut.copy());
    return found;
  }

  private static Map<String, List<String>> opened(Path copy, boolean write) throws IOException {
    OpenOptions options = OpenOptions.defaults().withStorage(OPTIONS);
    SharedGraph survivor = new SharedGraph(copy, options, calm(copy));
    survivor.retain(false);
    try {
      Path sidecars = copy.resolve(Sidecars.FOLDER);
      if (Files.exists(sidecars)) {
        assertThat(sidecars.toFile().list((dir, name) -> name.endsWith(".json"))).isEmpty();
      }
      Map<String, List<String>> content = content(survivor.handle(options));
      if (write) {
        try (Session session = survivor.handle(options).newSession()) {
          GraphFixture.insert(session, "Person", GraphFixture.row("after the cut", 1));
        }
      }
      return content;
    } finally {
      survivor.leave();
      survivor.closeIfUnused();
    }
  }

  private static void assertNoDamage(Cut cut) {
    CheckOptions options = CheckOptions.deepest().withStorage(OPTIONS);
    assertThat(Graphs.check(cut.copy(), options))
        .as(cut.moment())
        .noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  /** Rows by branch and table. */
  static Map<String, List<String>> content(Graph graph) {
    Map<String, List<String>> content = new TreeMap<>();
    try (Session session = graph.newSession()) {
      for (String branch : session.branches()) {
        try (StatementScope scope = session.statement()) {
          var view = scope.view(branch);
          for (var type : view.schema().tables()) {
            content.put(branch + "." + type.name(), GraphFixture.read(view, type.name()));
          }
        }
      }
    }
    return content;
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.leave();
      graph.closeIfUnused();
    }
  }
}
