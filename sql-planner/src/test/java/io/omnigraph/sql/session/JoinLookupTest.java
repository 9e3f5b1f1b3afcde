package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Joins and filters that read rows by key or by an edge's end, beside the same over a scan. */
class JoinLookupTest {
  private SqlFixture sql;

  @BeforeEach
  void open(@TempDir Path directory) {
    sql = SqlFixture.withT(directory);
  }

  @AfterEach
  void close() {
    sql.close();
  }

  /** The text with {@code #} before a column; a function around it hides it from look-ups. */
  private void sameAsScan(String text) {
    String byScan = text.replaceAll("#([a-z]+\\.[a-z]+)", "TRIM($1)");
    assertThat(sql.query(text.replace("#", ""))).isNotEmpty().isEqualTo(sql.query(byScan));
  }

  private void allSameAsScan() {
    sameAsScan("SELECT k.dst FROM Knows k WHERE #k.src = 'Alice' ORDER BY 1");
    sameAsScan("SELECT k.src FROM Knows k WHERE #k.dst = 'Diana' ORDER BY 1");
    sameAsScan(
        "SELECT p.name, p.age FROM Knows k JOIN Person p ON #p.name = #k.dst"
            + " WHERE #k.src = 'Alice' ORDER BY 1");
    sameAsScan(
        "SELECT k.src, l.dst FROM Knows k JOIN Knows l ON #l.src = #k.dst"
            + " WHERE #k.src = 'Alice' ORDER BY 1, 2");
    for (String join : new String[] {"LEFT", "RIGHT", "FULL"}) {
      sameAsScan(
          "SELECT p.name, k.dst, w.dst FROM Person p "
              + join
              + " JOIN Knows k ON #k.src = #p.name LEFT JOIN WorksAt w ON #w.src = #k.dst"
              + " ORDER BY p.name NULLS FIRST, 2, 3");
    }
    sameAsScan(
        "SELECT p.name FROM Person p WHERE EXISTS (SELECT 1 FROM Knows k WHERE #k.src = #p.name)"
            + " ORDER BY 1");
    sameAsScan(
        "SELECT p.name FROM Person p WHERE NOT EXISTS"
            + " (SELECT 1 FROM Knows k WHERE #k.src = #p.name) ORDER BY 1");
    sameAsScan(
        "SELECT x.a, p.age FROM (VALUES ('Bob'), (CAST(NULL AS VARCHAR)), ('Nobody'), ('Bob')) x(a)"
            + " LEFT JOIN Person p ON #p.name = #x.a ORDER BY 1 NULLS FIRST");
  }

  @Test
  @DisplayName("Every kind of join answers as over whole tables")
  void committed() {
    allSameAsScan();
  }

  @Test
  @DisplayName("Pending rows of a transaction are found, deleted ones are not")
  void pending() {
    sql.session().engine().setAutoCommit(false);
    sql.run("INSERT INTO Person VALUES ('Eve', 40)");
    sql.run("INSERT INTO Knows (src, dst) VALUES ('Alice', 'Eve'), ('Eve', 'Diana')");
    sql.run("DELETE FROM Knows WHERE src = 'Alice' AND dst = 'Bob'");
    assertThat(sql.query("SELECT dst FROM Knows WHERE src = 'Alice' ORDER BY 1"))
        .containsExactly("Charlie", "Eve");
    allSameAsScan();
  }

  @Test
  @DisplayName("EXPLAIN shows the look-up, and a parameter that is NULL finds nothing")
  void plan() {
    assertThat(String.join("", sql.query("EXPLAIN SELECT * FROM Knows WHERE src = ?")))
        .contains("EdgeLookup");
    assertThat(sql.query("SELECT dst FROM Knows WHERE src = ?", new Object[] {null})).isEmpty();
  }
}
