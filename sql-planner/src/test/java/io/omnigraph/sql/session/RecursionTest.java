package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecursionTest {
  private static final String ENDLESS =
      "WITH RECURSIVE r (n) AS (VALUES (1) UNION ALL SELECT n FROM r) ";

  private SqlFixture sql;

  @BeforeEach
  void open(@TempDir Path directory) {
    sql = SqlFixture.withT(directory);
  }

  @AfterEach
  void close() {
    sql.close();
  }

  @Test
  void countsUp() {
    assertThat(
            sql.query(
                "WITH RECURSIVE r (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < ?)"
                    + " SELECT SUM(n), COUNT(*) FROM r",
                100))
        .containsExactly("5050|100");
  }

  @Test
  void followsEdges() {
    assertThat(
            sql.query(
                "WITH RECURSIVE reach (name, hops) AS (SELECT 'Alice', 0 FROM (VALUES (1)) AS one (x)"
                    + " UNION ALL SELECT k.dst, hops + 1 FROM reach r JOIN Knows k ON k.src = r.name)"
                    + " SELECT name, hops FROM reach ORDER BY hops, name"))
        .containsExactly("Alice|0", "Bob|1", "Charlie|1", "Diana|2");
  }

  @Test
  void unionDistinctEndsOnACycle() {
    sql.run("INSERT INTO Knows (src, dst) VALUES ('Diana', 'Alice')");
    assertThat(
            sql.query(
                "WITH RECURSIVE reach (name) AS (SELECT dst FROM Knows WHERE src = 'Alice'"
                    + " UNION SELECT k.dst FROM reach r JOIN Knows k ON k.src = r.name)"
                    + " SELECT name FROM reach ORDER BY name"))
        .containsExactly("Alice", "Bob", "Charlie", "Diana");
  }

  @Test
  void aLimitEndsAnEndlessOne() {
    assertThat(sql.query(ENDLESS + "SELECT n FROM r LIMIT 3")).containsExactly("1", "1", "1");
  }

  @Test
  void cancelEndsAnEndlessOne() {
    AtomicBoolean cancelled = new AtomicBoolean();
    ExecutionOptions options = new ExecutionOptions(0, 0, cancelled, false);
    PreparedSql prepared = sql.session().prepare(ENDLESS + "SELECT n FROM r");
    try (RowCursor rows = prepared.execute(new Object[0], options).rows().orElseThrow()) {
      assertThat(rows.next()).isTrue();
      cancelled.set(true);
      assertThatThrownBy(
              () -> {
                while (rows.next()) {
                  assertThat(rows.getLong(0)).isEqualTo(1);
                }
              })
          .isInstanceOfSatisfying(
              OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
  }

  @Test
  void anEndlessOneIsCutAtABound() {
    assertThatThrownBy(() -> sql.query(ENDLESS + "SELECT COUNT(*) FROM r"))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED))
        .hasMessageContaining("WHERE");
  }

  @Test
  void createTableAsKeepsWhatItComputed() {
    assertThat(sql.run("CREATE TABLE adult AS SELECT name, age + 1 AS later FROM Person"))
        .isEqualTo(4);
    assertThat(sql.query("SELECT * FROM adult WHERE later > 30 ORDER BY name"))
        .containsExactly("Alice|31", "Charlie|36");
    assertThat(sql.run("CREATE TABLE IF NOT EXISTS adult AS SELECT 1 AS x")).isZero();
  }

  @Test
  void forUpdateIsRefusedByName() {
    assertThatThrownBy(() -> sql.query("SELECT * FROM Person\nFOR UPDATE"))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("FOR UPDATE");
  }

  @Test
  void charIsStoredWithoutItsPadding() {
    sql.run("CREATE TABLE code (c CHAR(5) PRIMARY KEY, n INTEGER)");
    sql.run("INSERT INTO code VALUES ('ab  ', 1), (?, 2)", "cd   ");
    sql.run("INSERT INTO code SELECT 'ef   ', 3");
    assertThat(sql.query("SELECT c || '.', n FROM code ORDER BY n"))
        .containsExactly("ab.|1", "cd.|2", "ef.|3");
    assertThatThrownBy(() -> sql.run("INSERT INTO code VALUES ('ab', 4)"))
        .isInstanceOf(OmnigraphException.class);
  }
}
