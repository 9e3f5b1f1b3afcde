package io.omnigraph.sql.statement;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.StorageOptions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which executions share a plan. */
class PlanReuseTest {
  private static final String FREE = "SELECT ABS(?)";

  private final PlanCache plans = new PlanCache();
  private Graph graph;
  private EngineSession session;

  @BeforeEach
  void open(@TempDir Path directory) {
    StorageOptions storage = new StorageOptions(StorageOptions.Durability.OS, 64L << 20, null);
    graph = Graphs.open(directory.resolve("g"), OpenOptions.defaults().withStorage(storage));
    session = new EngineSession(graph, graph.newSession(), plans);
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  private StatementPlan typed(VectorType type) {
    return session.plan(FREE, Map.of(0, type)).plan();
  }

  @Test
  void valuesOfOneTypeShareAPlanAndOthersHaveTheirOwn() {
    StatementPlan whole = typed(VectorType.BIGINT);
    assertThat(typed(VectorType.BIGINT)).isSameAs(whole);
    assertThat(typed(VectorType.DOUBLE)).isNotSameAs(whole);
    assertThat(typed(VectorType.BIGINT).parameters()).containsExactly(VectorType.BIGINT);
    assertThat(typed(VectorType.DOUBLE).parameters()).containsExactly(VectorType.DOUBLE);
    assertThat(plans.size()).isEqualTo(2);
  }

  @Test
  void executionsAreNotPlannedAnew() {
    for (long value = 1; value <= 3; value++) {
      var prepared = session.prepare(FREE);
      prepared.execute(new Object[] {value}, ExecutionOptions.none()).rows().orElseThrow().close();
      assertThat(prepared.parameters()).singleElement().matches(p -> !p.typed());
    }
    assertThat(plans.size()).as("without values and with a BIGINT").isEqualTo(2);
    assertThat(session.plan(FREE).plan()).isNotSameAs(typed(VectorType.BIGINT));
  }

  @Test
  void aPlanWithTypesOfValuesEndsWithItsSchema() {
    StatementPlan before = typed(VectorType.BIGINT);
    session
        .prepare("CREATE TABLE t (id BIGINT PRIMARY KEY)")
        .execute(new Object[0], ExecutionOptions.none());
    assertThat(typed(VectorType.BIGINT)).isNotSameAs(before);
  }
}
