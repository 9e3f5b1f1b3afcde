package io.omnigraph.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.DeltaChain;
import io.omnigraph.engine.manifest.TableDelta;
import io.omnigraph.engine.rows.DeltaGraph.Change;
import io.omnigraph.engine.rows.DeltaGraph.State;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.InMemoryTables;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** A streamed table has the rows of the model, whatever lies in deltas and what in files. */
class StreamedTableTest {
  private static DeltaGraph graph() {
    return new DeltaGraph(new InMemoryTableStore(new InMemoryTables(), place -> {}));
  }

  private static List<String> read(DeltaGraph graph, State state) {
    try (TableSnapshot pin = graph.tables.open(state.entry().ref())) {
      StreamedTable table = new StreamedTable(pin, DeltaGraph.TYPE);
      state.entry().deltas().links().forEach(link -> table.add(link.delta()));
      assertThat(table.mostRows()).isGreaterThanOrEqualTo(state.rows().size());
      return read(table);
    }
  }

  /** Key and number, sorted. */
  private static List<String> read(StreamedTable table) {
    List<String> rows = new ArrayList<>();
    try (BatchCursor cursor = table.scan(1, 0)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        assertThat(batch.columns()).hasSize(2);
        IntColumn numbers = (IntColumn) batch.column(0);
        BytesColumn keys = (BytesColumn) batch.column(1);
        for (int row = 0; row < batch.rowCount(); row++) {
          int position = batch.position(row);
          rows.add(keys.text(position) + "=" + numbers.values()[position]);
        }
      }
    }
    rows.sort(null);
    return rows;
  }

  private static List<String> model(Map<String, Object[]> rows) {
    return rows.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()[1]).sorted().toList();
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void hasTheRowsOfTheModel(@ForAll long seed) {
    Random random = new Random(seed);
    try (DeltaGraph graph = graph()) {
      for (int commit = 0; commit < 25; commit++) {
        Change change = new Change();
        for (int i = random.nextInt(8); i >= 0; i--) {
          String key = "k" + random.nextInt(40);
          change.put(key, random.nextInt(3) == 0 ? null : graph.row(key));
        }
        switch (random.nextInt(6)) {
          case 0 -> graph.commitFiles(DeltaGraph.MAIN, change);
          case 1 -> graph.fold(DeltaGraph.MAIN, random.nextInt(3));
          default -> graph.commitDelta(DeltaGraph.MAIN, change);
        }
        State head = graph.head(DeltaGraph.MAIN);
        assertThat(read(graph, head)).as("seed " + seed).isEqualTo(model(head.rows()));
      }
    }
  }

  @Test
  void givesManyRowsOfDeltasInBatches() {
    try (DeltaGraph graph = graph()) {
      Change change = new Change();
      for (int i = 0; i < 2 * ColumnBatch.MAX_ROWS + 1; i++) {
        change.put("k" + i, graph.row("k" + i));
      }
      graph.commitDelta(DeltaGraph.MAIN, change);
      State head = graph.head(DeltaGraph.MAIN);
      assertThat(read(graph, head)).isEqualTo(model(head.rows()));
    }
  }

  @Test
  void aDeltaHidesOneOfTwoRowsOfAKey() {
    try (DeltaGraph graph = graph()) {
      Change insert = new Change();
      insert.put("a", graph.row("a"));
      graph.commitDelta(DeltaGraph.MAIN, insert);
      DeltaChain twice = graph.head(DeltaGraph.MAIN).entry().deltas();
      Change delete = new Change();
      delete.put("a", null);
      graph.commitDelta(DeltaGraph.MAIN, delete);
      TableDelta deletion = graph.head(DeltaGraph.MAIN).entry().deltas().newest(1).get(0).delta();
      try (TableSnapshot pin = graph.tables.open(graph.head(DeltaGraph.MAIN).entry().ref())) {
        StreamedTable table = new StreamedTable(pin, DeltaGraph.TYPE);
        table.add(twice.newest(1).get(0).delta());
        table.add(twice.newest(1).get(0).delta());
        assertThat(read(table)).containsExactly("a=1", "a=1");
        table.add(deletion);
        assertThat(read(table)).containsExactly("a=1");
        table.add(deletion);
        assertThat(read(table)).isEmpty();
      }
    }
  }

  @Test
  void whatIsNoDeltaChangesNothing() {
    try (DeltaGraph graph = graph()) {
      Change insert = new Change();
      insert.put("a", graph.row("a"));
      graph.commitDelta(DeltaGraph.MAIN, insert);
      State head = graph.head(DeltaGraph.MAIN);
      try (TableSnapshot pin = graph.tables.open(head.entry().ref())) {
        StreamedTable table = new StreamedTable(pin, DeltaGraph.TYPE);
        table.add(head.entry().deltas().newest(1).get(0).delta());
        assertThatThrownBy(() -> table.add(new TableDelta(new byte[] {1, 0, 0, 0, 9})))
            .isInstanceOfSatisfying(
                OmnigraphException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT));
        assertThat(read(table)).containsExactly("a=1");
      }
    }
  }
}
