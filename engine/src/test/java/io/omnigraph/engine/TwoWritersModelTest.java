package io.omnigraph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.Session.SavepointId;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random transactions of two writers that share nothing but the directory, against a model that
 * predicts every row and which commits collide. {@code -Domnigraph.model.rounds} runs more seeds.
 */
class TwoWritersModelTest {
  private static final String SCHEMA =
      """
      node P { name: String @key  age: I32?  tag: String? @unique }
      edge L: P -> P { w: I32?  @key(src, dst) }
      """;

  private static final int STEPS = 150;

  @TempDir Path folder;

  /** A committed or pending row; {@code stamp} tells apart what looks alike. */
  private record Row(String text, String tag, long stamp) {}

  /** One branch, or what a transaction makes of it: rows by key, edges by "src|dst". */
  private static final class State {
    final TreeMap<String, Row> nodes = new TreeMap<>();
    final TreeMap<String, Row> edges = new TreeMap<>();
    final Set<String> touchedNodes = new HashSet<>();
    final Set<String> touchedEdges = new HashSet<>();

    State copy() {
      State copy = new State();
      copy.nodes.putAll(nodes);
      copy.edges.putAll(edges);
      copy.touchedNodes.addAll(touchedNodes);
      copy.touchedEdges.addAll(touchedEdges);
      return copy;
    }

    State base() {
      State copy = copy();
      copy.touchedNodes.clear();
      copy.touchedEdges.clear();
      return copy;
    }

    List<String> texts(Map<String, Row> rows) {
      return rows.values().stream().map(Row::text).sorted().toList();
    }

    boolean tagTaken(String tag, String but) {
      return tag != null
          && nodes.entrySet().stream()
              .anyMatch(e -> !e.getKey().equals(but) && tag.equals(e.getValue().tag()));
    }

    Set<String> incident(String node) {
      Set<String> keys = new HashSet<>();
      for (String edge : edges.keySet()) {
        if (edge.startsWith(node + "|") || edge.endsWith("|" + node)) {
          keys.add(edge);
        }
      }
      return keys;
    }
  }

  private static final class Writer {
    final Session session;
    State base;
    State now;
    String branch = "main";
    boolean branchGone;
    final Deque<Map.Entry<SavepointId, State>> marks = new ArrayDeque<>();

    Writer(Session session) {
      this.session = session;
      session.setAutoCommit(false);
    }

    boolean isRunning() {
      return now != null;
    }

    void end() {
      base = null;
      now = null;
      branchGone = false;
      marks.clear();
    }
  }

  private final Map<String, State> committed = new HashMap<>();
  private Random random;
  private long stamps;

  @Test
  void everyCommitIsOneThatTheModelAllows() {
    int rounds = Integer.getInteger("omnigraph.model.rounds", 2);
    long first = Long.getLong("omnigraph.model.seed", 1);
    for (long seed = first; seed < first + rounds; seed++) {
      try {
        run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private void run(long seed) {
    random = new Random(seed);
    committed.clear();
    committed.put("main", new State());
    Path root = folder.resolve("g" + seed);
    Graphs.init(root, SCHEMA, GraphFixture.options().storage(), Steps.NONE);
    try (SecondOpener one = new SecondOpener(root);
        SecondOpener two = new SecondOpener(root)) {
      Writer[] writers = {new Writer(one.session()), new Writer(two.session())};
      for (int step = 0; step < STEPS; step++) {
        act(writers[random.nextInt(2)], writers);
        if (random.nextInt(10) == 0) {
          compare(one);
          compare(two);
        }
      }
      compare(one);
      compare(two);
    }
    try (SecondOpener fresh = new SecondOpener(root)) {
      compare(fresh);
    }
  }

  private void compare(SecondOpener opener) {
    try (Session session = opener.session()) {
      assertThat(session.branches()).containsExactlyInAnyOrderElementsOf(committed.keySet());
      committed.forEach((branch, state) -> compare(session, branch, state));
    }
  }

  private static void compare(Session session, String branch, State state) {
    try (StatementScope scope = session.statement()) {
      assertThat(GraphFixture.read(scope.view(branch), "P")).isEqualTo(state.texts(state.nodes));
      assertThat(GraphFixture.read(scope.view(branch), "L")).isEqualTo(state.texts(state.edges));
      assertThat(scope.view(branch).table("P").rowCount()).isEqualTo(state.nodes.size());
    }
  }

  private void act(Writer writer, Writer[] all) {
    if (!writer.isRunning()) {
      if (random.nextInt(12) == 0) {
        changeBranches(writer, all);
      }
      begin(writer);
      return;
    }
    int dice = random.nextInt(20);
    if (dice < 2) {
      commit(writer);
    } else if (dice < 3) {
      writer.session.rollback();
      writer.end();
    } else if (dice < 4) {
      writer.marks.push(Map.entry(writer.session.savepoint(), writer.now.copy()));
    } else if (dice < 5 && !writer.marks.isEmpty()) {
      rollbackTo(writer);
    } else {
      write(writer);
    }
    if (writer.isRunning() && random.nextInt(4) == 0) {
      compare(writer.session, writer.branch, writer.now);
    }
  }

  private void begin(Writer writer) {
    List<String> branches = List.copyOf(committed.keySet());
    writer.branch = branches.get(random.nextInt(branches.size()));
    writer.session.useBranch(writer.branch);
    writer.base = committed.get(writer.branch).base();
    writer.now = writer.base.copy();
    compare(writer.session, writer.branch, writer.now); // pins the snapshot
  }

  private void rollbackTo(Writer writer) {
    int back = random.nextInt(writer.marks.size());
    for (int i = 0; i < back; i++) {
      writer.marks.pop();
    }
    writer.session.rollbackTo(writer.marks.element().getKey());
    writer.now = writer.marks.element().getValue().copy();
  }

  private void changeBranches(Writer writer, Writer[] all) {
    writer.session.useBranch("main");
    if (committed.containsKey("b")) {
      writer.session.dropBranch("b");
      committed.remove("b");
      for (Writer other : all) {
        other.branchGone |= other.isRunning() && other.branch.equals("b");
      }
      if (random.nextBoolean()) {
        return;
      }
    }
    writer.session.createBranch("b", "main", Optional.empty());
    committed.put("b", committed.get("main").base());
  }

  // Writes.

  private String name() {
    return "n" + random.nextInt(8);
  }

  private void write(Writer writer) {
    switch (random.nextInt(6)) {
      case 0, 1 -> insertNode(writer, name());
      case 2 -> updateNode(writer, name());
      case 3 -> deleteNode(writer, name());
      case 4 -> insertEdge(writer, name(), name());
      default -> deleteEdge(writer, name() + "|" + name());
    }
  }

  private Row node(String name, int age, String tag) {
    return new Row(name + "|" + age + "|" + tag, tag, ++stamps);
  }

  private String tag() {
    return random.nextInt(3) == 0 ? "t" + random.nextInt(4) : null;
  }

  private void insertNode(Writer writer, String name) {
    int age = random.nextInt(100);
    String tag = tag();
    boolean refused = writer.now.nodes.containsKey(name) || writer.now.tagTaken(tag, null);
    try {
      GraphFixture.insert(writer.session, "P", GraphFixture.row(name, age, tag));
      assertThat(refused).as("insert of " + name + " was accepted").isFalse();
      writer.now.nodes.put(name, node(name, age, tag));
    } catch (OmnigraphException e) {
      assertThat(refused).as(e.getMessage()).isTrue();
    }
  }

  private void updateNode(Writer writer, String name) {
    String tag = tag();
    if (!writer.now.nodes.containsKey(name) || writer.now.tagTaken(tag, name)) {
      return;
    }
    int age = random.nextInt(100);
    GraphFixture.update(writer.session, "P", GraphFixture.row(name, age, tag));
    touchNode(writer, name);
    writer.now.nodes.put(name, node(name, age, tag));
  }

  private static void touchNode(Writer writer, String name) {
    if (writer.base.nodes.containsKey(name)) {
      writer.now.touchedNodes.add(name);
    }
  }

  private static void removeEdge(Writer writer, String key) {
    if (writer.base.edges.containsKey(key)) {
      writer.now.touchedEdges.add(key);
    }
    writer.now.edges.remove(key);
  }

  private void deleteNode(Writer writer, String name) {
    long gone = GraphFixture.delete(writer.session, "P", name);
    assertThat(gone).isEqualTo(writer.now.nodes.containsKey(name) ? 1 : 0);
    if (gone == 1) {
      touchNode(writer, name);
      writer.now.nodes.remove(name);
      writer.now.incident(name).forEach(edge -> removeEdge(writer, edge));
    }
  }

  private void insertEdge(Writer writer, String from, String to) {
    String key = from + "|" + to;
    State now = writer.now;
    if (now.edges.containsKey(key) || !now.nodes.containsKey(from) || !now.nodes.containsKey(to)) {
      return;
    }
    int weight = random.nextInt(100);
    GraphFixture.insert(writer.session, "L", GraphFixture.row(from, to, weight));
    now.edges.put(key, new Row(key + "|" + weight, null, ++stamps));
  }

  private void deleteEdge(Writer writer, String key) {
    if (!writer.now.edges.containsKey(key)) {
      return;
    }
    String[] ends = key.split("\\|", -1);
    long deleted =
        writer.session.run(
            scope -> {
              TableView edges = scope.view().table("L");
              List<Integer> rows = new ArrayList<>();
              for (int row = 0; row < edges.rowNumberLimit(); row++) {
                boolean live = edges.live() == null || RowBits.get(edges.live(), row);
                if (live && is(edges, row, 0, ends[0]) && is(edges, row, 1, ends[1])) {
                  rows.add(row);
                }
              }
              return scope.delete("L", rows.stream().mapToInt(r -> r).toArray());
            });
    assertThat(deleted).isEqualTo(1);
    removeEdge(writer, key);
  }

  private static boolean is(TableView edges, int row, int column, String text) {
    return text.equals(((BytesColumn) edges.column(column)).text(row));
  }

  // Commits.

  private void commit(Writer writer) {
    State target = committed.get(writer.branch);
    State merged = merged(writer, target);
    boolean nothing = !hasWrites(writer);
    try {
      writer.session.commit();
      if (!nothing) {
        assertThat(merged).as("a commit that must collide went through").isNotNull();
        committed.put(writer.branch, merged.base());
      }
    } catch (OmnigraphException e) {
      assertThat(e.code())
          .as(e.getMessage())
          .isIn(ErrorCode.COMMIT_CONFLICT, ErrorCode.BRANCH_NOT_FOUND);
      assertThat(merged == null || writer.branchGone).as(e.getMessage()).isTrue();
    } finally {
      writer.end();
    }
  }

  private static boolean hasWrites(Writer writer) {
    return !writer.now.touchedNodes.isEmpty()
        || !writer.now.touchedEdges.isEmpty()
        || !writer.now.nodes.keySet().equals(writer.base.nodes.keySet())
        || !writer.now.edges.keySet().equals(writer.base.edges.keySet());
  }

  /** The branch after the commit; null when it collides. */
  private static State merged(Writer writer, State target) {
    if (target == null) {
      return null;
    }
    State after = target.base();
    boolean fits =
        move(writer.base.nodes, writer.now.nodes, writer.now.touchedNodes, after.nodes)
            && move(writer.base.edges, writer.now.edges, writer.now.touchedEdges, after.edges);
    if (!fits) {
      return null;
    }
    for (Map.Entry<String, Row> node : after.nodes.entrySet()) {
      if (after.tagTaken(node.getValue().tag(), node.getKey())) {
        return null;
      }
    }
    for (String edge : after.edges.keySet()) {
      String[] ends = edge.split("\\|", -1);
      if (!after.nodes.containsKey(ends[0]) || !after.nodes.containsKey(ends[1])) {
        return null;
      }
    }
    return after;
  }

  private static boolean move(
      Map<String, Row> base, Map<String, Row> now, Set<String> touched, Map<String, Row> after) {
    for (String key : touched) {
      if (!Objects.equals(base.get(key), after.remove(key))) {
        return false;
      }
    }
    for (Map.Entry<String, Row> row : now.entrySet()) {
      boolean written = touched.contains(row.getKey()) || !base.containsKey(row.getKey());
      if (written && after.putIfAbsent(row.getKey(), row.getValue()) != null) {
        return false;
      }
    }
    return true;
  }
}
