package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small commits and CALL omnigraph.fold(), as a client of the driver meets them. */
class FoldCallTest {
  private static final String FOLD = "CALL omnigraph.fold()";
  private static final String VERSION =
      "SELECT table_version FROM omnigraph.tables WHERE table_key = 'node:Company'";

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void create() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
  }

  private Connection connect(String properties) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:omnigraph:" + root + "?durability=os&foldAtClose=false" + properties);
  }

  @Test
  void aSmallCommitIsFoldedOnDemand() throws SQLException {
    try (Connection connection = connect("")) {
      String before = rows(connection, VERSION).get(0);
      update(connection, "INSERT INTO Company VALUES ('Initech')");
      update(connection, "INSERT INTO Company VALUES ('Hooli')");
      assertThat(rows(connection, VERSION)).containsExactly(before);
      assertThat(rows(connection, FOLD))
          .singleElement()
          .asString()
          .startsWith("node:Company main 2");
      assertThat(rows(connection, VERSION)).isNotEqualTo(before);
      assertThat(rows(connection, FOLD)).isEmpty();
      assertThat(
              rows(connection, "SELECT COUNT(*) FROM Company WHERE name IN ('Initech', 'Hooli')"))
          .containsExactly("2");
      assertThat(
              rows(connection, "SELECT kind FROM omnigraph.commits ORDER BY version DESC LIMIT 1"))
          .containsExactly("Fold");
    }
  }

  @Test
  void withoutRowsForSmallCommitsEachGoesThroughFiles() throws SQLException {
    try (Connection connection = connect("&deltaRows=0")) {
      rows(connection, FOLD); // what made the graph may have been small
      String before = rows(connection, VERSION).get(0);
      update(connection, "INSERT INTO Company VALUES ('Initech')");
      assertThat(rows(connection, VERSION).get(0)).isNotEqualTo(before);
      assertThat(rows(connection, FOLD)).isEmpty();
    }
  }

  @Test
  void aReadOnlyConnectionDoesNotFold() throws SQLException {
    try (Connection connection = connect("")) {
      update(connection, "INSERT INTO Company VALUES ('Initech')");
      connection.setReadOnly(true);
      fails("25006", () -> rows(connection, FOLD));
    }
  }
}
