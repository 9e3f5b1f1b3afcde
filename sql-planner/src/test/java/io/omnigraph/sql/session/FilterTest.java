package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predicates, by literal and by parameter, and what the compiler says to wrong ones. */
class FilterTest {
  @TempDir private static Path directory;
  private static SqlFixture sql;

  @BeforeAll
  static void open() {
    sql = SqlFixture.withT(directory);
    sql.run(
        """
        CREATE TABLE Reading (
          id BIGINT PRIMARY KEY, note VARCHAR, level DOUBLE, good BOOLEAN, taken DATE,
          moment TIMESTAMP)""");
    sql.run(
        """
        INSERT INTO Reading VALUES
          (1, '50% off', 1.5e0, TRUE, DATE '2024-02-29', TIMESTAMP '2024-02-29 12:00:00'),
          (2, '50 cents', 2.5e0, FALSE, DATE '2024-03-01', TIMESTAMP '2024-02-29 12:00:00.001'),
          (3, 'a_b', -0.5e0, NULL, NULL, NULL),
          (4, 'aXb', NULL, TRUE, DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59'),
          (5, NULL, 1.5e0, FALSE, DATE '2024-02-28', TIMESTAMP '2024-02-28 12:00:00')""");
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  private static List<String> ids(String predicate, Object... parameters) {
    return sql.query("SELECT id FROM Reading WHERE " + predicate + " ORDER BY id", parameters);
  }

  private static void refused(ErrorCode code, String statement, Object... parameters) {
    assertThatThrownBy(() -> sql.query(statement, parameters))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  @Test
  @DisplayName("QRY-12 every spelling of an anti-join gives the same rows")
  void antiJoins() {
    for (String condition :
        List.of(
            "NOT EXISTS (SELECT 1 FROM WorksAt w WHERE w.src = p.name)",
            "p.name NOT IN (SELECT src FROM WorksAt)",
            "(SELECT COUNT(*) FROM WorksAt w WHERE w.src = p.name) = 0",
            "NOT EXISTS (SELECT 1 FROM WorksAt w WHERE w.src >= p.name AND w.src <= p.name)")) {
      assertThat(sql.query("SELECT name FROM Person p WHERE " + condition + " ORDER BY name"))
          .as(condition)
          .containsExactly("Charlie", "Diana");
    }
    assertThat(
            sql.query(
                "SELECT name FROM Person p LEFT JOIN WorksAt w ON w.src = p.name WHERE w.src IS NULL ORDER BY name"))
        .containsExactly("Charlie", "Diana");
  }

  @Test
  void plainColumnBesideAnAggregate() {
    refused(ErrorCode.SYNTAX_ERROR, "SELECT name, COUNT(*) FROM Person");
  }

  @Test
  @DisplayName("QRY-34 parts and beginnings of texts are literal and case counts")
  void partsOfTexts() {
    assertThat(ids("POSITION('0%' IN note) > 0")).containsExactly("1");
    assertThat(ids("POSITION('_' IN note) > 0")).containsExactly("3");
    assertThat(ids("STARTS_WITH(note, '50%')")).containsExactly("1");
    assertThat(ids("STARTS_WITH(note, ?)", "a_")).containsExactly("3");
    assertThat(ids("STARTS_WITH(note, 'A')")).isEmpty();
    assertThat(ids("note LIKE '50!%%' ESCAPE '!'")).containsExactly("1");
    assertThat(ids("note LIKE 'a!_%' ESCAPE '!'")).containsExactly("3");
    assertThat(ids("note LIKE 'a_b'")).containsExactly("3", "4");
    assertThat(sql.query("SELECT name FROM Person WHERE STARTS_WITH(name, 'A')"))
        .as("on an indexed key")
        .containsExactly("Alice");
    assertThat(sql.query("SELECT name FROM Person WHERE STARTS_WITH(name, 'a')")).isEmpty();
    assertThat(ids("NOT STARTS_WITH(note, '50')")).containsExactly("3", "4");
  }

  @Test
  @DisplayName("QRY-36 float, bool, date and timestamp literals are pushed down and exact")
  void typedLiterals() {
    assertPushed("level = 1.5e0", "1", "5");
    assertPushed("level < 1.5e0", "3");
    assertPushed("good", "1", "4");
    assertPushed("good = FALSE", "2", "5");
    assertPushed("taken = DATE '2024-02-29'", "1");
    assertPushed("taken < DATE '1970-01-01'", "4");
    assertPushed("moment = TIMESTAMP '2024-02-29 12:00:00'", "1");
    assertPushed("moment > TIMESTAMP '2024-02-29 12:00:00'", "2");
    assertPushed("moment < TIMESTAMP '1970-01-01 00:00:00'", "4");
  }

  private static void assertPushed(String predicate, String... expected) {
    assertThat(ids(predicate)).as(predicate).containsExactly(expected);
    assertThat(sql.query("EXPLAIN SELECT id FROM Reading WHERE " + predicate))
        .as(predicate)
        .singleElement()
        .asString()
        .startsWith("Scan(table=Reading")
        .contains("filter=")
        .doesNotContain("CAST");
  }

  @Test
  @DisplayName("QRY-39 parameters: missing, NULL, of another type, out of range, dates")
  void parameters() {
    refused(ErrorCode.PARAMETER_INVALID, "SELECT id FROM Reading WHERE id = ?");
    assertThat(ids("id = ?", new Object[] {null})).isEmpty();
    refused(ErrorCode.VALUE_INVALID, "SELECT id FROM Reading WHERE id = ?", "one");
    refused(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "INSERT INTO Person VALUES ('q39', ?)",
        1L + Integer.MAX_VALUE);
    assertThat(ids("taken = ?", java.time.LocalDate.of(2024, 2, 29))).containsExactly("1");
    assertThat(ids("moment = ?", java.time.LocalDateTime.of(2024, 2, 29, 12, 0)))
        .containsExactly("1");
  }

  @Test
  @DisplayName("WRI-23 a traversal finds what was inserted after the one before it")
  void traversalAfterInsert() {
    String reached =
        """
        SELECT name FROM GRAPH_TABLE (CURRENT_GRAPH MATCH ANY SHORTEST
          (a IS Person WHERE a.name = 'Diana')-[IS Knows]->+(b IS Person)
          COLUMNS (b.name AS name)) ORDER BY name""";
    assertThat(sql.query(reached)).isEmpty();
    sql.run("INSERT INTO Person VALUES ('w23', 1)");
    sql.run("INSERT INTO Knows (src, dst) VALUES ('Diana', 'w23')");
    assertThat(sql.query(reached)).containsExactly("w23");
    sql.run("DELETE FROM Person WHERE name = 'w23'");
    assertThat(sql.query(reached)).isEmpty();
  }

  @Test
  @DisplayName("WRI-24 of two equal edges a search for any path returns the company once")
  void equalEdges() {
    sql.run("INSERT INTO Person (name) VALUES ('w24')");
    sql.run("INSERT INTO WorksAt VALUES ('w24', 'Acme'), ('w24', 'Acme')");
    String match =
        """
        SELECT name FROM GRAPH_TABLE (CURRENT_GRAPH MATCH %s
          (a IS Person WHERE a.name = 'w24')-[IS WorksAt]->(b IS Company)
          COLUMNS (b.name AS name))""";
    assertThat(sql.query(match.formatted("ANY SHORTEST"))).containsExactly("Acme");
    assertThat(sql.query(match.formatted(""))).containsExactly("Acme", "Acme");
    sql.run("DELETE FROM Person WHERE name = 'w24'");
  }
}
