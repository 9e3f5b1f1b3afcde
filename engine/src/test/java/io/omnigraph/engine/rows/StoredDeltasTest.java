package io.omnigraph.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.rows.DeltaGraph.Change;
import io.omnigraph.engine.rows.DeltaGraph.State;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.InMemoryTables;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables with deltas, folds, commits to files and branches, against a plain map. */
class StoredDeltasTest {
  private static final int[] ALL = {0, 1, 2, 3, TableView.ROW_NUMBER};

  private final List<DeltaGraph> graphs = new ArrayList<>();

  private DeltaGraph graph() {
    DeltaGraph graph = new DeltaGraph(new InMemoryTableStore(new InMemoryTables(), place -> {}));
    graphs.add(graph);
    return graph;
  }

  @AfterEach
  void close() {
    graphs.forEach(DeltaGraph::close);
  }

  private static Object value(Column column, int at) {
    if (column.isNull(at)) {
      return null;
    }
    if (column instanceof IntColumn ints) {
      return ints.values()[at];
    }
    return column instanceof DoubleColumn doubles
        ? (Object) doubles.values()[at]
        : ((BytesColumn) column).text(at);
  }

  private static List<Object> values(ColumnBatch batch, int row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      values.add(value(batch.column(i), batch.position(row)));
    }
    return values;
  }

  /** Rows by row number. */
  private static Map<Integer, List<Object>> scan(RowsView view, RowFilter filter, long limit) {
    Map<Integer, List<Object>> rows = new HashMap<>();
    try (BatchCursor cursor = view.scan(ALL, filter, limit)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          int number = ((IntColumn) batch.column(4)).values()[batch.position(row)];
          assertThat(rows.put(number, values(batch, row))).isNull();
        }
      }
    }
    return rows;
  }

  private static List<List<Object>> sorted(Iterable<List<Object>> rows) {
    List<List<Object>> all = new ArrayList<>();
    rows.forEach(all::add);
    all.sort((a, b) -> ((String) a.get(0)).compareTo((String) b.get(0)));
    return all;
  }

  private static List<List<Object>> model(Map<String, Object[]> rows) {
    return sorted(rows.values().stream().map(row -> Arrays.asList(row)).toList());
  }

  /** Everything that can be asked of a view gives the rows of the model. */
  private static void check(RowsView view, Map<String, Object[]> rows) {
    assertThat(view.rowCount()).isEqualTo(rows.size());
    Map<Integer, List<Object>> scanned = scan(view, null, -1);
    assertThat(sorted(scanned.values())).isEqualTo(model(rows));
    long[] live = view.live();
    int found = 0;
    for (int row = 0; row < view.rowNumberLimit(); row++) {
      boolean isLive = live == null || (live[row >> 6] & (1L << row)) != 0;
      assertThat(isLive).isEqualTo(view.isLive(row)).isEqualTo(scanned.containsKey(row));
      if (isLive) {
        found++;
        for (int i = 0; i < 4; i++) {
          assertThat(value(view.column(i), row)).isEqualTo(scanned.get(row).get(i));
        }
        assertThat(view.find(DeltaGraph.bytes((String) scanned.get(row).get(0)))).isEqualTo(row);
      }
    }
    assertThat(found).isEqualTo(rows.size());
    int[] numbers = scanned.keySet().stream().mapToInt(i -> i).toArray();
    ColumnBatch gathered = view.gather(numbers, numbers.length, ALL);
    for (int i = 0; i < numbers.length; i++) {
      assertThat(values(gathered, i)).isEqualTo(scanned.get(numbers[i]));
    }
    assertThat(view.find(DeltaGraph.bytes("absent"))).isNegative();
    checkFiltered(view, rows);
  }

  private static void checkFiltered(RowsView view, Map<String, Object[]> rows) {
    int middle = rows.values().stream().mapToInt(row -> (int) row[1]).sum() / (rows.size() + 1);
    Map<String, Object[]> kept = new TreeMap<>(rows);
    kept.values().removeIf(row -> (int) row[1] <= middle);
    RowFilter filter = new RowFilter.Compare(1, RowFilter.Operator.GT, middle);
    assertThat(sorted(scan(view, filter, -1).values())).isEqualTo(model(kept));
    for (int limit : new int[] {0, 1, 3, rows.size(), rows.size() + 1}) {
      assertThat(scan(view, null, limit)).hasSize(Math.min(limit, rows.size()));
      assertThat(scan(view, filter, limit)).hasSize(Math.min(limit, kept.size()));
    }
  }

  /** What two states say of each other is what was written between them. */
  private static void compare(StoredTable older, State before, StoredTable newer, State after) {
    RowsView old = RowsView.of(DeltaGraph.TYPE, older);
    RowsView now = RowsView.of(DeltaGraph.TYPE, newer);
    Set<Integer> fresh = new HashSet<>();
    int[] ranges = newer.newRanges(older);
    for (int i = 0; i < ranges.length; i += 2) {
      for (int row = ranges[i]; row < ranges[i + 1]; row++) {
        fresh.add(row);
      }
    }
    after
        .rows()
        .forEach(
            (key, row) -> {
              int is = now.find(DeltaGraph.bytes(key));
              boolean same = row == before.rows().get(key);
              if (before.rows().containsKey(key)) {
                int was = old.find(DeltaGraph.bytes(key));
                assertThat(older.isSameRow(was, newer, is)).isEqualTo(same);
                assertThat(newer.isSameRow(is, older, was)).isEqualTo(same);
              }
              if (!same) {
                assertThat(fresh).contains(is);
              }
            });
  }

  private static Change random(DeltaGraph graph, String branch, Random random, int most) {
    Change change = new Change();
    List<String> keys = graph.keys(branch);
    for (int i = random.nextInt(most) + 1; i > 0; i--) {
      boolean known = !keys.isEmpty() && random.nextInt(3) > 0;
      String key =
          known ? keys.get(random.nextInt(keys.size())) : "k" + random.nextInt(40 + keys.size());
      change.put(key, known && random.nextInt(3) == 0 ? null : graph.row(key));
    }
    return change;
  }

  private static void step(DeltaGraph graph, String branch, Random random) {
    switch (random.nextInt(10)) {
      case 0 -> graph.commitFiles(branch, random(graph, branch, random, 6));
      case 1 -> graph.fold(branch, 0);
      case 2 -> graph.fold(branch, 1 + random.nextInt(3));
      case 3 -> graph.commitDelta(branch, random(graph, branch, random, 30));
      case 4 -> {
        boolean owned =
            Objects.equals(
                graph.head(branch).entry().branch(),
                branch.equals(DeltaGraph.MAIN) ? null : branch);
        if (owned && random.nextInt(4) == 0) {
          graph.restore(branch);
        }
      }
      default -> graph.commitDelta(branch, random(graph, branch, random, 3));
    }
  }

  private static void run(DeltaGraph graph, Random random, int steps) {
    List<State> kept = new ArrayList<>();
    Map<State, StoredTable> held = new HashMap<>();
    for (int i = 0; i < steps; i++) {
      List<String> branches = List.copyOf(graph.heads.keySet());
      String branch = branches.get(random.nextInt(branches.size()));
      if (branches.size() < 3 && random.nextInt(15) == 0) {
        graph.branch(branch, "b" + i);
      }
      State before = graph.head(branch);
      StoredTable was = graph.open(before);
      step(graph, branch, random);
      if (random.nextInt(12) == 0) {
        graph.reopen();
      }
      State after = graph.head(branch);
      if (random.nextInt(5) > 0) { // else the next look is at a state that skips some
        StoredTable is = graph.open(after);
        check(RowsView.of(DeltaGraph.TYPE, is), after.rows());
        if (is.snapshot().isIntact() && was.snapshot().isIntact()) {
          compare(was, before, is, after);
        }
        Change change = random(graph, branch, random, 5);
        RowsView pending = graph.pending(branch, change);
        Map<String, Object[]> rows = new TreeMap<>(after.rows());
        change.forEach((key, row) -> rows.put(key, row));
        rows.values().removeIf(row -> row == null);
        check(pending, rows);
        if (random.nextInt(6) == 0) {
          kept.add(after);
          held.put(after, is);
        }
      }
      if (!kept.isEmpty() && random.nextInt(4) == 0) {
        State old = kept.get(random.nextInt(kept.size()));
        check(RowsView.of(DeltaGraph.TYPE, graph.open(old)), old.rows());
      }
    }
    for (String branch : graph.heads.keySet()) {
      State head = graph.head(branch);
      check(RowsView.of(DeltaGraph.TYPE, graph.open(head)), head.rows());
    }
    for (State old : kept) {
      check(RowsView.of(DeltaGraph.TYPE, graph.open(old)), old.rows());
      check(RowsView.of(DeltaGraph.TYPE, held.get(old)), old.rows());
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void agreesWithTheModel(@ForAll long seed) {
    Random random = new Random(seed);
    try (DeltaGraph graph =
        new DeltaGraph(new InMemoryTableStore(new InMemoryTables(), place -> {}))) {
      run(graph, random, 60);
    }
  }

  @Property(tries = 4, shrinking = ShrinkingMode.OFF)
  void agreesWithTheModelOnFiles(@ForAll long seed) throws Exception {
    Path root = Files.createTempDirectory("deltas");
    try (Storage storage = Storage.open(root, GraphFixture.options().storage());
        DeltaGraph graph = new DeltaGraph(storage.tables())) {
      run(graph, new Random(seed), 120);
    } finally {
      LocalControlStore.deleteTree(root);
    }
  }

  private static Map<String, Integer> numbers(StoredTable table, State state) {
    RowsView view = RowsView.of(DeltaGraph.TYPE, table);
    Map<String, Integer> numbers = new TreeMap<>();
    state.rows().keySet().forEach(key -> numbers.put(key, view.find(DeltaGraph.bytes(key))));
    return numbers;
  }

  private static void write(Change change, DeltaGraph graph, String... keys) {
    for (String key : keys) {
      change.put(key, graph.row(key));
    }
  }

  /** Rows replaced in another order than they lie, and new ones in between. */
  private static void changeInterleaved(DeltaGraph graph) {
    for (String key : List.of("k7", "x1", "k3", "x2", "k5", "x3", "k1")) {
      Change change = new Change();
      write(change, graph, key);
      graph.commitDelta(DeltaGraph.MAIN, change);
    }
    Change change = new Change();
    change.put("k2", null);
    change.put("x2", null);
    write(change, graph, "k3");
    graph.commitDelta(DeltaGraph.MAIN, change);
  }

  private static DeltaGraph filled(DeltaGraph graph) {
    Change first = new Change();
    for (int i = 0; i < 10; i++) {
      write(first, graph, "k" + i);
    }
    graph.commitFiles(DeltaGraph.MAIN, first);
    return graph;
  }

  private static void foldKeepsNumbers(DeltaGraph graph, int left) {
    State head = filled(graph).head(DeltaGraph.MAIN);
    StoredTable first = graph.open(head);
    first.column(0);
    changeInterleaved(graph);
    State before = graph.head(DeltaGraph.MAIN);
    StoredTable was = graph.open(before);
    Column codes = was.column(0);
    Map<String, Integer> numbers = numbers(was, before);
    graph.fold(DeltaGraph.MAIN, left);
    State after = graph.head(DeltaGraph.MAIN);
    StoredTable is = graph.open(after);
    assertThat(is.links()).isEqualTo(left);
    assertThat(is.sharesNumbersWith(was)).isTrue();
    assertThat(numbers(is, after)).isEqualTo(numbers);
    assertThat(is.newRanges(was)).isEmpty();
    assertThat(was.newRanges(is)).isEmpty();
    assertThat(((BytesColumn) is.column(0)).bytes()).isSameAs(((BytesColumn) codes).bytes());
    check(RowsView.of(DeltaGraph.TYPE, is), after.rows());
    check(RowsView.of(DeltaGraph.TYPE, was), before.rows());
    check(RowsView.of(DeltaGraph.TYPE, first), head.rows());
    for (int row = 0; row < is.limit(); row++) {
      if (is.isLive(row) && !is.isDelta(row)) {
        long address = is.addressOf(row);
        assertThat(is.placementOf((int) (address >>> 32)).number((int) address)).isEqualTo(row);
      }
    }
  }

  @Test
  void aFoldOfAllKeepsNumbersAndColumns() {
    foldKeepsNumbers(graph(), 0);
  }

  @Test
  void aFoldOfSomeKeepsNumbersAndColumns() {
    foldKeepsNumbers(graph(), 3);
  }

  @Test
  void aSecondFoldTakesTheRest() {
    DeltaGraph graph = graph();
    foldKeepsNumbers(graph, 2);
    State before = graph.head(DeltaGraph.MAIN);
    Map<String, Integer> numbers = numbers(graph.open(before), before);
    graph.fold(DeltaGraph.MAIN, 0);
    State after = graph.head(DeltaGraph.MAIN);
    assertThat(graph.open(after).hasDeltas()).isFalse();
    assertThat(numbers(graph.open(after), after)).isEqualTo(numbers);
  }

  @Test
  void deltasThatCancelOutAreFoldedIntoTheSameRows() {
    DeltaGraph graph = filled(graph());
    Change insert = new Change();
    write(insert, graph, "x");
    graph.commitDelta(DeltaGraph.MAIN, insert);
    Change delete = new Change();
    delete.put("x", null);
    graph.commitDelta(DeltaGraph.MAIN, delete);
    Change other = new Change();
    write(other, graph, "y", "k4");
    graph.commitDelta(DeltaGraph.MAIN, other);
    State before = graph.head(DeltaGraph.MAIN);
    StoredTable was = graph.open(before);
    graph.fold(DeltaGraph.MAIN, 1);
    State after = graph.head(DeltaGraph.MAIN);
    StoredTable is = graph.open(after);
    assertThat(is.links()).isEqualTo(1);
    assertThat(is.sharesNumbersWith(was)).isTrue();
    assertThat(numbers(is, after)).isEqualTo(numbers(was, before));
  }

  /** Columns that nobody read before are read from files whose numbers interleave. */
  @Test
  void columnsReadAfterAFoldFirstAreRight() {
    DeltaGraph graph = filled(graph());
    StoredTable first = graph.open(graph.head(DeltaGraph.MAIN));
    changeInterleaved(graph);
    State before = graph.head(DeltaGraph.MAIN);
    StoredTable was = graph.open(before);
    graph.fold(DeltaGraph.MAIN, 0);
    State after = graph.head(DeltaGraph.MAIN);
    StoredTable is = graph.open(after);
    assertThat(is.sharesNumbersWith(first)).isTrue();
    check(RowsView.of(DeltaGraph.TYPE, is), after.rows());
    check(RowsView.of(DeltaGraph.TYPE, was), before.rows());
  }

  @Test
  void aCommitToFilesKeepsNumbersOfDeltas() {
    DeltaGraph graph = filled(graph());
    changeInterleaved(graph);
    State before = graph.head(DeltaGraph.MAIN);
    Map<String, Integer> numbers = numbers(graph.open(before), before);
    Change change = new Change();
    write(change, graph, "k4", "y1");
    graph.commitFiles(DeltaGraph.MAIN, change);
    State after = graph.head(DeltaGraph.MAIN);
    Map<String, Integer> now = numbers(graph.open(after), after);
    assertThat(now.remove("y1")).isNotIn(numbers.values());
    assertThat(now.remove("k4")).isNotIn(numbers.values());
    numbers.remove("k4");
    assertThat(now).isEqualTo(numbers);
  }

  @Test
  void aDeltaCostsNoNewColumnsAndNoBitmap() {
    DeltaGraph graph = filled(graph());
    Change change = new Change();
    write(change, graph, "a");
    StoredTable before = graph.open(graph.head(DeltaGraph.MAIN));
    graph.commitDelta(DeltaGraph.MAIN, change);
    StoredTable table = graph.open(graph.head(DeltaGraph.MAIN));
    assertThat(table.live()).isNull();
    assertThat(table.pin()).isSameAs(before.pin());
    assertThat(table.newRanges(before)).containsExactly(10, 11);
    assertThat(graph.open(graph.head(DeltaGraph.MAIN))).isSameAs(table);
  }

  /**
   * One row that is written again and again is found at once, and its old versions by old states.
   */
  @Test
  void aRowOfManyVersionsIsFoundInEachState() {
    DeltaGraph graph = filled(graph());
    List<State> states = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Change change = new Change();
      change.put("k3", i % 10 == 9 ? null : graph.row("k3"));
      graph.commitDelta(DeltaGraph.MAIN, change);
      states.add(graph.head(DeltaGraph.MAIN));
      if (i % 100 == 50) {
        graph.fold(DeltaGraph.MAIN, 5);
      }
    }
    for (State state : states) {
      RowsView view = RowsView.of(DeltaGraph.TYPE, graph.open(state));
      int row = view.find(DeltaGraph.bytes("k3"));
      Object[] wanted = state.rows().get("k3");
      assertThat(row >= 0).isEqualTo(wanted != null);
      if (wanted != null) {
        assertThat(value(view.column(1), row)).isEqualTo(wanted[1]);
      }
    }
  }

  /** What was decoded of deltas goes with the states that read it, once they are in files. */
  @Test
  void foldedDeltasAreGivenUp() throws Exception {
    DeltaGraph graph = filled(graph());
    changeInterleaved(graph);
    WeakReference<DeltaTail> tail =
        new WeakReference<>(graph.open(graph.head(DeltaGraph.MAIN)).tail());
    graph.fold(DeltaGraph.MAIN, 2);
    StoredTable is = graph.open(graph.head(DeltaGraph.MAIN));
    assertThat(is.tail().links()).isEqualTo(2);
    for (int i = 0; i < 100 && tail.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(tail.get()).isNull();
    State head = graph.head(DeltaGraph.MAIN);
    check(RowsView.of(DeltaGraph.TYPE, is), head.rows());
  }

  @Test
  void deltasKeepTheirNumbersOnAVersionOfTheSameRows() {
    DeltaGraph graph = filled(graph());
    changeInterleaved(graph);
    State before = graph.head(DeltaGraph.MAIN);
    StoredTable was = graph.open(before);
    graph.restore(DeltaGraph.MAIN);
    State after = graph.head(DeltaGraph.MAIN);
    StoredTable is = graph.open(after);
    assertThat(is.pin()).isNotSameAs(was.pin());
    assertThat(is.sharesNumbersWith(was)).isTrue();
    assertThat(numbers(is, after)).isEqualTo(numbers(was, before));
    check(RowsView.of(DeltaGraph.TYPE, is), after.rows());
  }

  @Test
  void aBranchGoesItsOwnWay() {
    DeltaGraph graph = filled(graph());
    changeInterleaved(graph);
    graph.branch(DeltaGraph.MAIN, "other");
    StoredTable main = graph.open(graph.head(DeltaGraph.MAIN));
    assertThat(graph.open(graph.head("other"))).isSameAs(main);
    Change mine = new Change();
    write(mine, graph, "k1", "m1");
    Change theirs = new Change();
    write(theirs, graph, "k1", "o1", "o2");
    graph.commitDelta("other", theirs);
    StoredTable other = graph.open(graph.head("other"));
    graph.commitDelta(DeltaGraph.MAIN, mine);
    assertThat(graph.open(graph.head(DeltaGraph.MAIN)).sharesNumbersWith(main)).isTrue();
    assertThat(other.sharesNumbersWith(main)).isFalse();
    graph.commitDelta("other", random(graph, "other", new Random(1), 3));
    assertThat(graph.open(graph.head("other")).sharesNumbersWith(other)).isTrue();
    State before = graph.head("other");
    Map<String, Integer> numbers = numbers(graph.open(before), before);
    graph.fold("other", 1);
    State after = graph.head("other");
    assertThat(after.entry().branch()).isEqualTo("other");
    assertThat(graph.open(after).sharesNumbersWith(other)).isTrue();
    assertThat(numbers(graph.open(after), after)).isEqualTo(numbers);
    for (String branch : List.of(DeltaGraph.MAIN, "other")) {
      State head = graph.head(branch);
      check(RowsView.of(DeltaGraph.TYPE, graph.open(head)), head.rows());
    }
  }

  /** Row ids and versions are counted on each branch, so that they mean another row on another. */
  @Test
  void aBranchThatWasMadeAgainFromElsewhereDoesNotTakeRowsForThoseOfBefore() {
    DeltaGraph graph = graph();
    commitFiles(graph, DeltaGraph.MAIN, "shared");
    graph.branch(DeltaGraph.MAIN, "elsewhere");
    commitFiles(graph, DeltaGraph.MAIN, "mains");
    commitFiles(graph, "elsewhere", "theirs"); // a row of the same id, in a version of that number
    graph.branch(DeltaGraph.MAIN, "b");
    Change small = new Change();
    write(small, graph, "small");
    graph.commitDelta("b", small);
    check(graph.view("b"), graph.head("b").rows());
    graph.branch("elsewhere", "b"); // dropped before, without ever having had files of its own
    commitFiles(graph, "b", "own");
    check(graph.view("b"), graph.head("b").rows());
  }

  private static void commitFiles(DeltaGraph graph, String branch, String key) {
    Change change = new Change();
    write(change, graph, key);
    graph.commitFiles(branch, change);
  }
}
