package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.FakeSession.column;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.sql.session.SqlType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Getters whose answers the standard decides give what H2 gives: the same value, or an error on
 * both sides. Where drivers may differ (rounding, texts of times, truth of numbers) nothing is
 * compared.
 */
class AgainstH2Test {
  /** Reads column 1. */
  private interface Getter {
    Object get(ResultSet row) throws SQLException;
  }

  private static final Map<String, Getter> GETTERS = new LinkedHashMap<>();

  static {
    GETTERS.put("byte", r -> r.getByte(1));
    GETTERS.put("short", r -> r.getShort(1));
    GETTERS.put("int", r -> r.getInt(1));
    GETTERS.put("long", r -> r.getLong(1));
    GETTERS.put("double", r -> r.getDouble(1));
    GETTERS.put("decimal", r -> r.getBigDecimal(1));
    GETTERS.put("string", r -> r.getString(1));
    GETTERS.put("date", r -> r.getDate(1));
    GETTERS.put("timestamp", r -> r.getTimestamp(1));
    GETTERS.put("object", r -> r.getObject(1));
    GETTERS.put("LocalDate", r -> r.getObject(1, LocalDate.class));
    GETTERS.put("LocalDateTime", r -> r.getObject(1, LocalDateTime.class));
    GETTERS.put("OffsetDateTime", r -> r.getObject(1, OffsetDateTime.class));
    GETTERS.put("UUID", r -> r.getObject(1, UUID.class));
    GETTERS.put("Integer", r -> r.getObject(1, Integer.class));
    GETTERS.put("BigDecimal", r -> r.getObject(1, BigDecimal.class));
    GETTERS.put("wasNull", ResultSet::wasNull);
    GETTERS.put("type", r -> r.getMetaData().getColumnType(1));
    GETTERS.put("class", r -> r.getMetaData().getColumnClassName(1));
    GETTERS.put("row", ResultSet::getRow);
    GETTERS.put("column 0", r -> r.getInt(0));
    GETTERS.put("column 2", r -> r.getInt(2));
    GETTERS.put("no such label", r -> r.getInt("nope"));
  }

  private static final String NUMBERS =
      "byte short int long double decimal string object Integer BigDecimal wasNull type class";
  private static final String DATES =
      "date timestamp object LocalDate LocalDateTime wasNull type class int long UUID";
  private static final String TEXTS = "byte short int long double decimal string object type class";
  private static final String COMMON = "row,column 0,column 2,no such label";

  private static Arguments row(SqlType type, Object value, String literal, String getters) {
    return Arguments.of(type, value, literal, getters.replace(' ', ',') + "," + COMMON);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        row(SqlType.TINYINT, -128, "CAST(-128 AS TINYINT)", NUMBERS),
        row(SqlType.SMALLINT, 128, "CAST(128 AS SMALLINT)", NUMBERS),
        row(SqlType.INTEGER, 65536, "65536", NUMBERS),
        row(SqlType.INTEGER, null, "CAST(NULL AS INTEGER)", NUMBERS + " date UUID"),
        row(SqlType.BIGINT, 1L << 40, "1099511627776", NUMBERS),
        row(SqlType.BIGINT, Long.MIN_VALUE, "CAST(-9223372036854775808 AS BIGINT)", NUMBERS),
        row(SqlType.DOUBLE, 3.0, "CAST(3 AS DOUBLE PRECISION)", "byte int long double type class"),
        row(SqlType.DOUBLE, 1e30, "CAST(1e30 AS DOUBLE PRECISION)", "byte int long double type"),
        row(SqlType.VARCHAR, "17", "CAST('17' AS VARCHAR)", TEXTS),
        row(SqlType.VARCHAR, "x1", "CAST('x1' AS VARCHAR)", TEXTS + " date LocalDate UUID"),
        row(SqlType.VARCHAR, "2020-02-29", "CAST('2020-02-29' AS VARCHAR)", "date LocalDate"),
        row(SqlType.DATE, LocalDate.of(1582, 10, 15), "DATE '1582-10-15'", DATES + " string"),
        row(SqlType.DATE, LocalDate.of(1969, 1, 1), "DATE '1969-01-01'", DATES + " string"),
        row(
            SqlType.TIMESTAMP,
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 1000),
            "TIMESTAMP '1969-12-31 23:59:59.000001'",
            DATES + " string"),
        row(SqlType.TIME, LocalTime.of(1, 2, 3), "TIME '01:02:03'", "string int long type class"),
        row(
            SqlType.TIMESTAMP_WITH_TIMEZONE,
            OffsetDateTime.parse("2026-01-02T03:04:05Z"),
            "TIMESTAMP WITH TIME ZONE '2026-01-02 03:04:05+00'",
            "timestamp OffsetDateTime object type class LocalDate"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("values")
  void answersAsH2(SqlType type, Object value, String literal, String getters) throws Exception {
    FakeSession session = new FakeSession();
    session.query("q", List.of(column("v", type)), new Object[] {value});
    try (Connection ours = session.connect();
        Statement ourStatement = ours.createStatement();
        ResultSet our = ourStatement.executeQuery("q");
        Connection h2 = DriverManager.getConnection("jdbc:h2:mem:");
        Statement theirStatement = h2.createStatement();
        ResultSet their = theirStatement.executeQuery("SELECT " + literal + " AS v")) {
      our.next();
      their.next();
      List<String> found = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (String getter : getters.split(",")) {
        found.add(getter + " " + read(our, GETTERS.get(getter)));
        expected.add(getter + " " + read(their, GETTERS.get(getter)));
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  private static String read(ResultSet row, Getter getter) {
    try {
      return String.valueOf(getter.get(row));
    } catch (SQLException e) {
      return "error";
    }
  }
}
