package io.omnigraph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.SavepointId;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.engine.topology.Neighbours;
import io.omnigraph.engine.topology.Topology;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random work of two sessions on two branches, beside a model in plain maps. Repeat a failure with
 * {@code -Dseed=}.
 */
class ModelTest {
  private static final int OPERATIONS = 150;
  private static final int KEYS = 12;
  private static final String SCHEMA =
      """
      node Person { id: I64 @key  age: I32? }
      edge Knows: Person -> Person { weight: I32?  @key(src, dst) }
      """;

  @TempDir Path folder;

  /** What a branch holds: persons by id, edges by "src>dst". */
  record State(TreeMap<Long, Integer> persons, TreeMap<String, Integer> edges) {
    State copy() {
      return new State(new TreeMap<>(persons), new TreeMap<>(edges));
    }

    /** Keys whose values differ. */
    TreeSet<String> difference(State other) {
      TreeSet<String> keys = new TreeSet<>();
      for (Long id : union(persons, other.persons)) {
        if (!Objects.equals(text(persons, id), text(other.persons, id))) {
          keys.add("p" + id);
        }
      }
      for (String edge : union(edges, other.edges)) {
        if (!Objects.equals(text(edges, edge), text(other.edges, edge))) {
          keys.add("e" + edge);
        }
      }
      return keys;
    }

    private static <K> TreeSet<K> union(Map<K, ?> a, Map<K, ?> b) {
      TreeSet<K> keys = new TreeSet<>(a.keySet());
      keys.addAll(b.keySet());
      return keys;
    }

    private static String text(Map<?, ?> map, Object key) {
      return map.containsKey(key) ? String.valueOf(map.get(key)) : "absent";
    }

    void take(State source, String key) {
      if (key.startsWith("p")) {
        take(persons, source.persons, Long.valueOf(key.substring(1)));
      } else {
        take(edges, source.edges, key.substring(1));
      }
    }

    private static <K> void take(Map<K, Integer> to, Map<K, Integer> from, K key) {
      if (from.containsKey(key)) {
        to.put(key, from.get(key));
      } else {
        to.remove(key);
      }
    }
  }

  private static final class Actor {
    final Session session;
    String branch = "main";
    State base;
    State now;
    final Deque<SavepointId> marks = new ArrayDeque<>();
    final Deque<State> markStates = new ArrayDeque<>();

    Actor(Session session) {
      this.session = session;
    }

    void end() {
      base = null;
      now = null;
      marks.clear();
      markStates.clear();
    }
  }

  private final Map<String, State> heads = new HashMap<>();
  private Random random;
  private int commits;

  static List<Long> seeds() {
    String seed = System.getProperty("seed");
    return seed == null ? List.of(1L, 2L, 3L) : List.of(Long.valueOf(seed));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheModel(long seed) {
    random = new Random(seed);
    heads.put("main", new State(new TreeMap<>(), new TreeMap<>()));
    Path root = folder.resolve("g");
    Graphs.init(root, SCHEMA, GraphFixture.options().storage(), Steps.NONE);
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session one = graph.newSession();
        Session two = graph.newSession()) {
      one.createBranch("feature", "main", Optional.empty());
      heads.put("feature", heads.get("main").copy());
      List<Actor> actors = List.of(new Actor(one), new Actor(two));
      for (int i = 0; i < OPERATIONS; i++) {
        step(actors.get(random.nextInt(2)));
      }
      assertThat(commits).isPositive();
    }
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session fresh = graph.newSession();
        StatementScope scope = fresh.statement()) {
      heads.forEach((branch, state) -> assertSame(scope.view(branch), state));
    }
  }

  private void step(Actor actor) {
    if (actor.now == null) {
      begin(actor);
    }
    int what = random.nextInt(20);
    if (what < 12) {
      write(actor);
    } else if (what < 14) {
      actor.marks.push(actor.session.savepoint());
      actor.markStates.push(actor.now.copy());
    } else if (what < 16 && !actor.marks.isEmpty()) {
      actor.session.rollbackTo(actor.marks.peek());
      actor.now = actor.markStates.element().copy();
    } else if (what < 17) {
      actor.session.rollback();
      actor.end();
      return;
    } else {
      commit(actor);
      return;
    }
    try (StatementScope scope = actor.session.statement()) {
      assertSame(scope.view(), actor.now);
    }
  }

  private void begin(Actor actor) {
    actor.branch = random.nextBoolean() ? "main" : "feature";
    actor.session.setAutoCommit(false);
    actor.session.useBranch(actor.branch);
    actor.base = heads.get(actor.branch).copy();
    actor.now = actor.base.copy();
    actor.session.statement().close();
  }

  private void write(Actor actor) {
    State now = actor.now;
    long id = random.nextInt(KEYS);
    long other = random.nextInt(KEYS);
    int value = random.nextInt(100);
    String edge = id + ">" + other;
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        if (now.persons.containsKey(id)) {
          actor.session.run(of(s -> GraphFixture.update(s, "Person", GraphFixture.row(id, value))));
        } else {
          GraphFixture.insert(actor.session, "Person", GraphFixture.row(id, value));
        }
        now.persons.put(id, value);
      }
      case 2 -> {
        if (now.persons.containsKey(id)) {
          actor.session.run(of(s -> deletePerson(s, id)));
          now.persons.remove(id);
          now.edges.keySet().removeIf(e -> e.startsWith(id + ">") || e.endsWith(">" + id));
        }
      }
      case 3 -> {
        if (now.edges.containsKey(edge)) {
          expectKeyConflict(actor, id, other);
        } else if (now.persons.containsKey(id) && now.persons.containsKey(other)) {
          GraphFixture.insert(actor.session, "Knows", GraphFixture.row(id, other, value));
          now.edges.put(edge, value);
        }
      }
      default -> {
        if (!now.edges.isEmpty()) {
          String first = now.edges.firstKey();
          actor.session.run(of(s -> deleteEdge(s, first)));
          now.edges.remove(first);
        }
      }
    }
  }

  private static java.util.function.Function<StatementScope, Void> of(
      Consumer<StatementScope> work) {
    return scope -> {
      work.accept(scope);
      return null;
    };
  }

  private static void expectKeyConflict(Actor actor, long id, long other) {
    try {
      GraphFixture.insert(actor.session, "Knows", GraphFixture.row(id, other, 1));
    } catch (OmnigraphException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.KEY_CONFLICT);
      return;
    }
    throw new AssertionError("a key was inserted twice");
  }

  private static void deletePerson(StatementScope scope, long id) {
    int row = scope.view().table("Person").find(id);
    assertThat(scope.delete("Person", new int[] {row})).isEqualTo(1);
  }

  private static void deleteEdge(StatementScope scope, String edge) {
    TableView view = scope.view().table("Knows");
    TableType type = view.type();
    String[] ends = edge.split(">");
    Object[] key = {Long.valueOf(ends[0]), Long.valueOf(ends[1])};
    var all = GraphFixture.rows(type, key);
    var keys =
        new io.omnigraph.storage.column.ColumnBatch(
            new io.omnigraph.storage.column.Column[] {
              all.column(type.keyColumns()[0]), all.column(type.keyColumns()[1])
            },
            0,
            1,
            null);
    scope.delete("Knows", view.find(keys));
  }

  private void commit(Actor actor) {
    State head = heads.get(actor.branch);
    TreeSet<String> mine = actor.base.difference(actor.now);
    TreeSet<String> theirs = actor.base.difference(head);
    try {
      actor.session.commit();
      commits++;
    } catch (OmnigraphException e) {
      if (e.code() != ErrorCode.COMMIT_CONFLICT) {
        throw e;
      }
      assertThat(theirs).as("a conflict needs somebody else's commit").isNotEmpty();
      actor.end();
      return;
    }
    TreeSet<String> both = new TreeSet<>(mine);
    both.retainAll(theirs);
    assertThat(both).as("no update is lost").isEmpty();
    mine.forEach(key -> head.take(actor.now, key));
    for (String edge : head.edges.keySet()) {
      for (String end : edge.split(">")) {
        assertThat(head.persons).as("ends of " + edge).containsKey(Long.valueOf(end));
      }
    }
    actor.end();
    try (StatementScope scope = actor.session.statement()) {
      assertSame(scope.view(actor.branch), head);
    }
    actor.session.rollback();
  }

  private static void assertSame(ReadView view, State state) {
    List<String> persons = new ArrayList<>();
    state.persons.forEach((id, age) -> persons.add(id + "|" + age));
    persons.sort(null);
    List<String> edges = new ArrayList<>();
    state.edges.forEach((edge, weight) -> edges.add(edge.replace('>', '|') + "|" + weight));
    edges.sort(null);
    assertThat(GraphFixture.read(view, "Person")).isEqualTo(persons);
    assertThat(GraphFixture.read(view, "Knows")).isEqualTo(edges);
    assertThat(view.table("Person").rowCount()).isEqualTo(persons.size());
    assertLookUps(view, state);
    assertTopology(view, state);
  }

  private static void assertLookUps(ReadView view, State state) {
    TableView persons = view.table("Person");
    for (long id = 0; id < KEYS; id++) {
      int row = persons.find(id);
      assertThat(row >= 0).isEqualTo(state.persons.containsKey(id));
      if (row >= 0) {
        IntColumn age = (IntColumn) persons.gather(new int[] {row}, 1, new int[] {1}).column(0);
        assertThat(age.values()[0]).isEqualTo(state.persons.get(id));
        assertThat(((IntColumn) persons.column(1)).values()[row]).isEqualTo(state.persons.get(id));
      }
    }
  }

  private static void assertTopology(ReadView view, State state) {
    Topology topology = view.topology("Knows");
    assertThat(topology.out().edgeCount()).isEqualTo(state.edges.size());
    LongColumn ids = (LongColumn) view.table("Person").column(0);
    Neighbours run = new Neighbours();
    TreeSet<String> out = new TreeSet<>();
    TreeSet<String> in = new TreeSet<>();
    for (long id : state.persons.keySet()) {
      int row = view.table("Person").find(id);
      topology.out().seek(row, run);
      for (int i = run.from(); i < run.to(); i++) {
        out.add(id + ">" + ids.values()[run.nodes()[i]]);
      }
      topology.in().seek(row, run);
      for (int i = run.from(); i < run.to(); i++) {
        in.add(ids.values()[run.nodes()[i]] + ">" + id);
      }
    }
    assertThat(out).isEqualTo(state.edges.navigableKeySet());
    assertThat(in).isEqualTo(state.edges.navigableKeySet());
  }
}
