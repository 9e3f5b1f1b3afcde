package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the views of the schema omnigraph show. */
class GraphViewsTest {
  @TempDir Path folder;
  private Path root;
  private Connection one;
  private Connection other;

  @BeforeEach
  void open() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
    one = connect(root);
    other = connect(root);
  }

  @AfterEach
  void close() throws SQLException {
    one.close();
    other.close();
  }

  @Test
  @DisplayName("table_pins: each table of each branch, its version and its head")
  void pins() throws SQLException {
    update(one, "CREATE BRANCH winter");
    one.setSchema("winter");
    update(one, "INSERT INTO Company VALUES ('Initech')");
    assertThat(rows(one, "CALL omnigraph.fold()")).hasSize(1);
    assertThat(
            rows(
                other,
                "SELECT branch, table_branch FROM omnigraph.table_pins"
                    + " WHERE table_key = 'node:Company' ORDER BY branch"))
        .containsExactly("main main", "winter winter");
    assertThat(
            rows(
                other,
                "SELECT COUNT(*) FROM omnigraph.table_pins WHERE head_version <> table_version"))
        .containsExactly("0");
    assertThat(
            rows(
                other,
                "SELECT row_count FROM omnigraph.table_pins"
                    + " WHERE branch = 'winter' AND table_key = 'node:Company'"))
        .isEqualTo(rows(one, "SELECT COUNT(*) FROM Company"));
    assertThat(rows(other, "SELECT MIN(fragments) FROM omnigraph.table_pins"))
        .noneMatch(count -> count.equals("0"));
  }

  @Test
  @DisplayName("transactions: who is in one, since when, with which changes")
  void transactions() throws SQLException {
    String open =
        "SELECT branch, isolation, statements, pending, statement FROM omnigraph.transactions"
            + " WHERE statement NOT LIKE '%omnigraph.%'";
    assertThat(rows(other, open)).isEmpty();
    one.setAutoCommit(false);
    update(one, "INSERT INTO Company VALUES ('Initech'), ('Hooli')");
    update(one, "DELETE FROM Company WHERE name = 'Acme'");
    assertThat(rows(other, open))
        .hasSize(1)
        .allMatch(row -> row.startsWith("main SNAPSHOT 2 "))
        .allMatch(row -> row.contains("node:Company +2 -1"))
        .allMatch(row -> row.endsWith("DELETE FROM Company WHERE name = 'Acme'"));
    one.rollback();
    assertThat(rows(other, open)).isEmpty();
    one.setAutoCommit(true);
  }

  @Test
  @DisplayName("sidecars and recoveries: nothing at rest, a damaged note with its error")
  void sidecars() throws Exception {
    assertThat(rows(one, "SELECT * FROM omnigraph.sidecars")).isEmpty();
    assertThat(rows(one, "SELECT * FROM omnigraph.recoveries")).isEmpty();
    Path folder = Files.createDirectories(root.resolve("__recovery"));
    Path file = folder.resolve("01ARZ3NDEKTSV4RRFFQ69G5FAV.json");
    Files.writeString(file, "{");
    try {
      assertThat(rows(one, "SELECT operation_id, kind, is_running FROM omnigraph.sidecars"))
          .containsExactly("01ARZ3NDEKTSV4RRFFQ69G5FAV null false");
      assertThat(rows(one, "SELECT error FROM omnigraph.sidecars").get(0)).contains("01ARZ3NDEK");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  @DisplayName("commits: the operation that made each")
  void commits() throws SQLException {
    assertThat(rows(one, "SELECT COUNT(*) FROM omnigraph.commits WHERE operation_id IS NULL"))
        .containsExactly("0");
  }
}
