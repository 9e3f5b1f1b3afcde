package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
  private SqlFixture sql;

  @BeforeEach
  void open(@TempDir Path directory) {
    sql = new SqlFixture(directory);
    sql.run("CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR, day DATE, price DECIMAL(10, 2))");
    sql.run(
        "INSERT INTO t VALUES (1, 'a', DATE '2024-01-02', 1.50), (2, 'b', NULL, NULL),"
            + " (3, NULL, NULL, 3)");
  }

  @AfterEach
  void close() {
    sql.close();
  }

  private SqlType typeOf(String text, Object... values) {
    PreparedSql prepared = sql.session().prepare(text);
    prepared.execute(values, ExecutionOptions.none()).rows().orElseThrow().close();
    return prepared.columns().get(0).type();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT ?                                     | 5
          SELECT ABS(?)                                | 5
          SELECT -?                                    | -5
          SELECT MAX(?) FROM t                         | 5
          SELECT COALESCE(?, 7)                        | 5
          SELECT CASE WHEN 1 = 0 THEN 1 ELSE ? END     | 5
          SELECT NULLIF(?, 9)                          | 5
          """)
  void aFreeMarkerHasTheTypeOfItsValue(String text, String result) {
    assertThat(sql.query(text, 5)).containsExactly(result);
    assertThat(typeOf(text, 5)).isEqualTo(SqlType.INTEGER);
  }

  @Test
  void eachExecutionHasItsOwnTypes() {
    PreparedSql prepared = sql.session().prepare("SELECT ?");
    for (Object value :
        List.of(
            "x",
            5,
            5L,
            1.5,
            true,
            new BigDecimal("1.20"),
            LocalDate.of(2024, 5, 31),
            LocalDateTime.of(2024, 5, 31, 1, 2, 3, 4_000))) {
      SqlResult result = prepared.execute(new Object[] {value}, ExecutionOptions.none());
      try (RowCursor rows = result.rows().orElseThrow()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(0)).isEqualTo(value);
      }
    }
  }

  @Test
  void twoFreeMarkersAdd() {
    assertThat(sql.query("SELECT ? + ?", 1, 2)).containsExactly("3");
    assertThat(sql.query("SELECT ? + ?", new BigDecimal("1.50"), 2)).containsExactly("3.50");
    assertThat(sql.query("SELECT SUBSTRING(? FROM ?)", "hello", 2)).containsExactly("ello");
    assertThat(sql.query("VALUES (?, ?)", 1, "x")).containsExactly("1|x");
    assertThat(sql.query("SELECT LOWER(?) LIKE ?", "ABC", "a%")).containsExactly("true");
  }

  @Test
  void nullFitsWhateverIsThere() {
    assertThat(sql.query("SELECT COALESCE(?, id) FROM t WHERE id < 3", (Object) null))
        .containsExactlyInAnyOrder("1", "2");
    assertThat(sql.query("SELECT id FROM t WHERE ? IS NULL OR id = ?", null, 2)).hasSize(3);
    assertThat(sql.query("SELECT id FROM t WHERE ? IS NULL OR id = ?", 1, 2)).containsExactly("2");
  }

  @Test
  void rowsOfMarkersCompareWithColumns() {
    assertThat(sql.query("SELECT id FROM t WHERE (id, name) IN ((?, ?), (?, ?))", 1, "a", 2, "q"))
        .containsExactly("1");
    assertThat(sql.query("SELECT id FROM t WHERE id IN (?, ?) ORDER BY id", 1, 2))
        .containsExactly("1", "2");
    assertThat(sql.query("SELECT id FROM t ORDER BY id LIMIT ? OFFSET ?", 1, 1))
        .containsExactly("2");
  }

  @Test
  void anOperandIsNotRoundedToItsNeighboursType() {
    assertThat(sql.query("SELECT id FROM t WHERE id > ? ORDER BY id", 1.5))
        .containsExactly("2", "3");
    assertThat(sql.query("SELECT id FROM t WHERE id = ?", 1.5)).isEmpty();
    assertThat(sql.query("SELECT SUM(id * ?) FROM t", new BigDecimal("2.5")))
        .containsExactly("15.0");
    assertThat(sql.query("SELECT id FROM t WHERE day < ?", LocalDateTime.of(2024, 1, 2, 10, 0)))
        .containsExactly("1");
  }

  @Test
  void changesTypeTheirFreeMarkersToo() {
    assertThat(sql.run("UPDATE t SET price = ABS(?) WHERE id = ?", -4, 1)).isEqualTo(1);
    assertThat(sql.run("UPDATE t SET name = COALESCE(?, name) WHERE id = ?", null, 1)).isEqualTo(1);
    assertThat(sql.run("INSERT INTO t (id, name) VALUES (?, UPPER(?))", 4, "up")).isEqualTo(1);
    assertThat(sql.run("DELETE FROM t WHERE ? = ?", 1, 2)).isZero();
    assertThat(sql.query("SELECT id, name, price FROM t WHERE id IN (1, 4) ORDER BY id"))
        .containsExactly("1|a|4.00", "4|UP|null");
  }

  @Test
  void metadataSaysWhatIsKnownBeforeValuesAre() {
    List<SqlParameter> markers =
        sql.session().prepare("SELECT ? FROM t WHERE id = ? AND ABS(?) > 0").parameters();
    assertThat(markers).extracting(SqlParameter::typed).containsExactly(false, true, false);
    assertThat(markers)
        .extracting(SqlParameter::type)
        .startsWith(SqlType.VARCHAR, SqlType.BIGINT)
        .hasSize(3);
  }

  @Test
  void aStatementThatNoTypeFitsIsRefused() {
    assertThatThrownBy(() -> sql.session().prepare("SELECT UPPER(DATE '2024-01-01' - ?)"))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TYPE_MISMATCH));
  }
}
