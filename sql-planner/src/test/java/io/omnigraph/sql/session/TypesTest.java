package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypesTest {
  @TempDir Path directory;
  private SqlFixture sql;

  @BeforeEach
  void open() {
    sql = new SqlFixture(directory);
    sql.run(
        """
        CREATE TABLE v (id BIGINT PRIMARY KEY, i INTEGER, s SMALLINT, b BOOLEAN, r REAL, d DOUBLE, m DECIMAL(10, 2),
          t VARCHAR(10), dt DATE, ti TIME, ts TIMESTAMP, u UUID, bin VARBINARY)
        """);
  }

  @AfterEach
  void close() {
    sql.close();
  }

  private void insertOne() {
    sql.run(
        """
        INSERT INTO v VALUES (1, 7, 3, TRUE, 1.5, 2.25, 12.345, 'héllo', '2024-02-29', '10:20:30.123456',
          '2024-02-29 10:20:30.123456', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', X'0aff')
        """);
  }

  @Test
  void everyTypeComesBack() {
    insertOne();
    assertThat(sql.query("SELECT * FROM v"))
        .containsExactly(
            "1|7|3|true|1.5|2.25|12.35|héllo|2024-02-29|10:20:30.123456|2024-02-29T10:20:30.123456|f47ac10b-58cc-4372-a567-0e02b2c3d479|0aff");
    assertThat(sql.session().prepare("SELECT m, t, ts FROM v").columns())
        .extracting(
            c ->
                c.name()
                    + " "
                    + c.typeName()
                    + " "
                    + c.precision()
                    + " "
                    + c.scale()
                    + " "
                    + c.table())
        .containsExactly("m DECIMAL 10 2 v", "t VARCHAR 10 0 v", "ts TIMESTAMP 26 6 v");
  }

  @Test
  void microsecondsSurviveEverything() {
    sql.run(
        "INSERT INTO v (id, ts) VALUES (1, TIMESTAMP '2024-01-01 00:00:00.000001'), (2, ?), (3, NULL)",
        LocalDateTime.of(2024, 1, 1, 0, 0, 0, 2_000));
    assertThat(sql.query("SELECT id FROM v WHERE ts > TIMESTAMP '2024-01-01 00:00:00.000001'"))
        .containsExactly("2");
    assertThat(sql.query("SELECT MIN(ts), MAX(ts) FROM v"))
        .containsExactly("2024-01-01T00:00:00.000001|2024-01-01T00:00:00.000002");
    assertThat(
            sql.query(
                "SELECT EXTRACT(MICROSECOND FROM ts), EXTRACT(YEAR FROM ts) FROM v ORDER BY ts DESC"))
        .containsExactly("2|2024", "1|2024", "null|null");
    assertThat(sql.query("SELECT CAST(ts AS VARCHAR) FROM v WHERE id = 1"))
        .containsExactly("2024-01-01 00:00:00.000001");
    assertThat(sql.query("SELECT CAST('2024-05-05 01:02:03.456789' AS TIMESTAMP)"))
        .containsExactly("2024-05-05T01:02:03.456789");
    assertThat(sql.query("SELECT ts + INTERVAL '1' DAY FROM v WHERE id = 1"))
        .containsExactly("2024-01-02T00:00:00.000001");
    assertThat(sql.query("SELECT ts, COUNT(*) FROM v GROUP BY ts ORDER BY 1")).hasSize(3);
    assertThat(sql.query("SELECT id, RANK() OVER (ORDER BY ts) FROM v WHERE ts IS NOT NULL"))
        .containsExactly("1|1", "2|2");
    assertThat(sql.query("SELECT FLOOR(ts TO DAY), CEIL(ts TO SECOND) FROM v WHERE id = 2"))
        .containsExactly("2024-01-01T00:00|2024-01-01T00:00:01");
  }

  @Test
  void numbersAreChecked() {
    sql.run("INSERT INTO v (id, i, m) VALUES (1, 2147483647, 1.50)");
    refused(ErrorCode.VALUE_OUT_OF_RANGE, "SELECT i + 1 FROM v");
    refused(ErrorCode.DIVISION_BY_ZERO, "SELECT 1 / (i - i) FROM v");
    refused(ErrorCode.VALUE_OUT_OF_RANGE, "INSERT INTO v (id, s) VALUES (2, 40000)");
    refused(ErrorCode.VALUE_INVALID, "SELECT CAST('x' AS INTEGER)");
    refused(ErrorCode.STRING_TOO_LONG, "INSERT INTO v (id, t) VALUES (2, 'much too long for it')");
    refused(ErrorCode.DATETIME_INVALID, "INSERT INTO v (id, dt) VALUES (2, '2023-02-29')");
    assertThat(
            sql.query(
                "SELECT SUM(i) + SUM(i), SUM(id), AVG(i), m * 2, m / 4, -m FROM v GROUP BY m"))
        .containsExactly("4294967294|1|2.147483647E9|3.00|0.3750000000000|-1.50");
  }

  private void refused(ErrorCode code, String text) {
    assertThatThrownBy(() -> sql.query(text))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  @Test
  void errorsNamePlaceAndNearNames() {
    assertThatThrownBy(() -> sql.query("SELEKT 1")).hasMessageContaining("Line 1, column 1");
    refused(ErrorCode.SYNTAX_ERROR, "SELECT FROM v WHERE");
    refused(ErrorCode.TABLE_NOT_FOUND, "SELECT * FROM vv");
    assertThatThrownBy(() -> sql.query("SELECT * FROM vv"))
        .hasMessageContaining("Did you mean \"v\"");
    refused(ErrorCode.COLUMN_NOT_FOUND, "SELECT nosuch FROM v");
    refused(ErrorCode.FUNCTION_NOT_FOUND, "SELECT nosuch(1)");
    refused(ErrorCode.CARDINALITY, "SELECT (SELECT x FROM (VALUES (1), (2)) AS t (x))");
    refused(ErrorCode.UNSUPPORTED, "ALTER TABLE v ADD COLUMN x INTEGER");
  }

  @Test
  void functions() {
    assertThat(
            sql.query(
                "SELECT UPPER('aé'), SUBSTRING('hello' FROM 2 FOR 3), TRIM('  x '), POSITION('l' IN 'hello'), CHAR_LENGTH('日本'), 'a' || 'b'"))
        .containsExactly("AÉ|ell|x|3|2|ab");
    assertThat(
            sql.query(
                "SELECT ABS(-3), MOD(7, 3), ROUND(2.567, 1), FLOOR(2.7), CEIL(2.1), POWER(2, 10), SQRT(16)"))
        .containsExactly("3|1|2.600|2|3|1024.0|4.0");
    assertThat(
            sql.query(
                "SELECT COALESCE(NULL, 5), NULLIF(1, 1), CASE WHEN 1 = 1 THEN 'y' ELSE 'no' END, CAST(3.7 AS INTEGER)"))
        .containsExactly("5|null|y|3");
    assertThat(
            sql.query(
                "SELECT 'abc' LIKE 'a%', 'a%c' LIKE 'a!%c' ESCAPE '!', 'x' IN ('x', 'y'), 5 BETWEEN 1 AND 5"))
        .containsExactly("true|true|true|true");
    assertThat(
            sql.query(
                "SELECT TIMESTAMPDIFF(DAY, DATE '2024-01-01', DATE '2024-03-01'), EXTRACT(DOY FROM DATE '2024-12-31')"))
        .containsExactly("60|366");
    assertThat(sql.query("SELECT {fn UCASE('x')}, {d '2024-01-01'}, {ts '2024-01-01 01:02:03'};"))
        .containsExactly("X|2024-01-01|2024-01-01T01:02:03");
    assertThat(
            sql.query("SELECT x FROM (VALUES (1), (2), (3)) AS t (x) WHERE x = ? OR x > ?", 1, 2))
        .containsExactly("1", "3");
    assertThat(sql.query("SELECT UPPER(?), ? + 1", "q", 4)).containsExactly("Q|5");
  }

  @Test
  void windows() {
    assertThat(
            sql.query(
                """
                SELECT g, x, ROW_NUMBER() OVER (PARTITION BY g ORDER BY x), SUM(x) OVER (PARTITION BY g ORDER BY x),
                  100 * x / SUM(x) OVER (PARTITION BY g), LAG(x) OVER (PARTITION BY g ORDER BY x),
                  SUM(x) OVER (PARTITION BY g ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
                FROM (VALUES ('a', 1), ('a', 2), ('b', 5), ('a', 1)) AS t (g, x) ORDER BY 1, 2, 3
                """))
        .containsExactly(
            "a|1|1|2|25|null|1", "a|1|2|2|25|1|2", "a|2|3|4|50|1|3", "b|5|1|5|100|null|5");
  }

  @Test
  void reservedWordsAreNames() {
    assertThat(
            sql.query(
                "SELECT x.year, x.value, x.count FROM (VALUES (1, 2, 3)) AS x (year, value, count)"))
        .containsExactly("1|2|3");
    assertThat(
            sql.query(
                "SELECT COUNT(*), YEAR(DATE '2024-01-01'), EXTRACT(YEAR FROM DATE '2024-01-01') FROM v"))
        .containsExactly("0|2024|2024");
  }

  @Test
  void streamsWhileOtherStatementsRun() {
    for (int i = 0; i < 5; i++) {
      sql.run("INSERT INTO v (id) VALUES (" + i + ")");
    }
    PreparedSql select = sql.session().prepare("SELECT id FROM v ORDER BY id");
    try (RowCursor rows =
        select.execute(new Object[0], ExecutionOptions.none()).rows().orElseThrow()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(0)).isZero();
      sql.run("DELETE FROM v WHERE id > 1");
      assertThat(rows.getLong(0)).isZero();
      int count = 1;
      while (rows.next()) {
        assertThat(rows.getLong(0)).isEqualTo(count++);
      }
      assertThat(count).isEqualTo(5);
    }
  }

  @Test
  void commitsWhileARowIsBeingRead() {
    sql.run("START TRANSACTION");
    sql.run("INSERT INTO v (id) VALUES (1), (2)");
    PreparedSql select = sql.session().prepare("SELECT id FROM v ORDER BY id");
    try (RowCursor rows =
        select.execute(new Object[0], ExecutionOptions.none()).rows().orElseThrow()) {
      assertThat(rows.next()).isTrue();
      sql.session().engine().commit();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(0)).isEqualTo(2);
      assertThat(rows.next()).isFalse();
    }
    assertThat(sql.query("SELECT COUNT(*) FROM v")).containsExactly("2");
  }

  @Test
  void simpleLookUpsEqualPlannedOnes() {
    insertOne();
    for (String list : java.util.List.of("*", "t, id", "ts")) {
      PreparedSql simple = sql.session().prepare("SELECT " + list + " FROM v WHERE id = ?");
      PreparedSql planned = sql.session().prepare("SELECT " + list + " FROM v WHERE (id) = ?");
      assertThat(simple.columns()).isEqualTo(planned.columns());
      assertThat(simple.parameters()).isEqualTo(planned.parameters());
      assertThat(sql.query(simple.sql(), 1L)).isEqualTo(sql.query(planned.sql(), 1L)).hasSize(1);
    }
  }

  @Test
  void cancelEndsAStatement() {
    var cancelled = new java.util.concurrent.atomic.AtomicBoolean(true);
    PreparedSql select = sql.session().prepare("SELECT COUNT(*) FROM v a, v b");
    assertThatThrownBy(
            () -> select.execute(new Object[0], new ExecutionOptions(0, 0, cancelled, false)))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
  }
}
