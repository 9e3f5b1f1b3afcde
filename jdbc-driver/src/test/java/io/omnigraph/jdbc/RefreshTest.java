package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.PublishStep;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CALL omnigraph.refresh(), and recovery as a client of the driver meets it. */
class RefreshTest {
  private static final String REFRESH = "CALL omnigraph.refresh()";
  private static final String EVE = "SELECT count(*) FROM person WHERE name = 'Eve'";

  @TempDir Path folder;

  /** A small commit would leave nothing to be recovered. */
  private static OpenOptions throughFiles() {
    return OpenOptions.defaults().withDeltas(DeltaOptions.off());
  }

  @Test
  @DisplayName("REC-18 a failed insert is visible after a refresh, and the next insert works")
  void refreshPublishes() throws Exception {
    Path root = folder.resolve("g");
    GraphFixture.create(root);
    Failpoints failpoints = new Failpoints();
    try (Graph graph = Graphs.open(root, throughFiles().withSteps(failpoints));
        Connection connection = connect(root)) {
      failpoints.fail(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, 1);
      fails("55000", () -> update(connection, "INSERT INTO person (name) VALUES ('Eve')"));
      assertThat(rows(connection, EVE)).containsExactly("0");
      connection.setReadOnly(true);
      assertThat(rows(connection, REFRESH)).hasSize(1);
      connection.setReadOnly(false);
      assertThat(rows(connection, REFRESH)).isEmpty();
      assertThat(rows(connection, EVE)).containsExactly("1");
      update(connection, "INSERT INTO person (name) VALUES ('Frank')");
      assertThat(rows(connection, "CALL omnigraph.check_graph()")).isEmpty();
      assertThat(graph.root()).exists();
    }
  }
}
