package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock's functions in a session whose zone is far from UTC. */
class SessionTimeTest {
  private TimeZone before;
  private SqlFixture sql;

  @BeforeEach
  void open(@TempDir Path directory) {
    before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    sql = new SqlFixture(directory);
    sql.run(
        "CREATE TABLE event (id INTEGER PRIMARY KEY, local_at TIMESTAMP,"
            + " at_zone TIMESTAMP WITH TIME ZONE, on_day DATE)");
  }

  @AfterEach
  void close() {
    sql.close();
    TimeZone.setDefault(before);
  }

  @Test
  void typesHaveMicroseconds() {
    PreparedSql prepared =
        sql.session().prepare("SELECT CURRENT_TIMESTAMP, LOCALTIMESTAMP, CURRENT_TIMESTAMP(3)");
    assertThat(prepared.columns())
        .extracting(SqlColumn::type)
        .containsExactly(
            SqlType.TIMESTAMP_WITH_TIMEZONE, SqlType.TIMESTAMP, SqlType.TIMESTAMP_WITH_TIMEZONE);
    assertThat(prepared.columns()).extracting(SqlColumn::scale).containsExactly(6, 6, 3);
  }

  @Test
  void localTimeIsTheInstantInTheSessionsZone() {
    assertThat(
            sql.query(
                "SELECT CAST(CURRENT_TIMESTAMP AS TIMESTAMP) = LOCALTIMESTAMP,"
                    + " CAST(LOCALTIMESTAMP AS TIMESTAMP WITH TIME ZONE) = CURRENT_TIMESTAMP,"
                    + " CAST(CURRENT_TIMESTAMP AS DATE) = CURRENT_DATE,"
                    + " EXTRACT(HOUR FROM CURRENT_TIMESTAMP) = EXTRACT(HOUR FROM LOCALTIMESTAMP)"))
        .containsExactly("true|true|true|true");
    assertThat(
            sql.query(
                "SELECT CAST(CAST(TIMESTAMP '2024-01-01 05:00:00' AS TIMESTAMP WITH TIME ZONE)"
                    + " AS VARCHAR) FROM (VALUES (1)) AS one (x)"))
        .containsExactly("2023-12-31 20:00:00.000000Z");
  }

  @Test
  void assignmentsConvert() {
    sql.run("INSERT INTO event VALUES (1, CURRENT_TIMESTAMP, LOCALTIMESTAMP, CURRENT_TIMESTAMP)");
    sql.run("INSERT INTO event VALUES (2, LOCALTIMESTAMP, CURRENT_TIMESTAMP, CURRENT_DATE)");
    sql.run("UPDATE event SET at_zone = local_at WHERE id = 1");
    assertThat(
            sql.query(
                "SELECT id, CAST(at_zone AS TIMESTAMP) = local_at, CAST(at_zone AS DATE) = on_day,"
                    + " at_zone <= CURRENT_TIMESTAMP, local_at <= CURRENT_TIMESTAMP"
                    + " FROM event ORDER BY id"))
        .containsExactly("1|true|true|true|true", "2|true|true|true|true");
    assertThat(
            sql.query(
                "SELECT COUNT(*) FROM event WHERE local_at > CURRENT_TIMESTAMP - INTERVAL '1' HOUR"))
        .containsExactly("2");
  }
}
