package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.FakeSession.column;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.sql.session.SqlType;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type through every getter: the value, or the SQLState of the refusal. */
class ConversionMatrixTest {
  private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final OffsetDateTime INSTANT =
      OffsetDateTime.of(2026, 3, 1, 22, 5, 6, 123_456_000, ZoneOffset.UTC);

  /** Reads one value as text, so that rows of the table stay short. */
  private interface Getter {
    Object get(ResultSet row) throws SQLException, IOException;
  }

  private static Getter getter(String name) {
    return switch (name) {
      case "boolean" -> r -> r.getBoolean(1);
      case "byte" -> r -> r.getByte(1);
      case "short" -> r -> r.getShort(1);
      case "int" -> r -> r.getInt(1);
      case "long" -> r -> r.getLong(1);
      case "float" -> r -> r.getFloat(1);
      case "double" -> r -> r.getDouble(1);
      case "decimal" -> r -> r.getBigDecimal(1);
      case "string" -> r -> r.getString(1);
      case "nstring" -> r -> r.getNString(1);
      case "bytes" -> r -> r.getBytes(1);
      case "date" -> r -> r.getDate(1);
      case "time" -> r -> r.getTime(1);
      case "timestamp" -> r -> r.getTimestamp(1);
      case "object" -> r -> r.getObject(1);
      case "clob" -> r -> r.getClob(1);
      case "blob" -> r -> r.getBlob(1);
      case "reader" -> r -> r.getCharacterStream(1);
      case "ascii" -> r -> r.getAsciiStream(1);
      case "binary" -> r -> r.getBinaryStream(1);
      case "LocalDate" -> r -> r.getObject(1, LocalDate.class);
      case "LocalTime" -> r -> r.getObject(1, LocalTime.class);
      case "LocalDateTime" -> r -> r.getObject(1, LocalDateTime.class);
      case "OffsetDateTime" -> r -> r.getObject(1, OffsetDateTime.class);
      case "Instant" -> r -> r.getObject(1, Instant.class);
      case "UUID" -> r -> r.getObject(1, UUID.class);
      case "BigInteger" -> r -> r.getObject(1, java.math.BigInteger.class);
      case "Integer" -> r -> r.getObject(1, Integer.class);
      case "Long" -> r -> r.getObject(1, Long.class);
      case "String" -> r -> r.getObject(1, String.class);
      case "array" -> r -> List.of((Object[]) r.getArray(1).getArray());
      case "url" -> r -> r.getURL(1);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Arguments row(SqlType type, Object value, String... expected) {
    return Arguments.of(type, value, List.of(expected));
  }

  // The JVM of the tests is in UTC.
  static Stream<Arguments> matrix() {
    return Stream.of(
        row(
            SqlType.BOOLEAN,
            true,
            "boolean=true",
            "int=1",
            "long=1",
            "double=1.0",
            "decimal=1",
            "string=true",
            "object=true",
            "date=22018",
            "bytes=22018",
            "UUID=22018"),
        row(
            SqlType.TINYINT,
            7,
            "byte=7",
            "short=7",
            "int=7",
            "object=7",
            "boolean=22018",
            "string=7",
            "timestamp=22018"),
        row(SqlType.SMALLINT, 300, "short=300", "byte=22003", "float=300.0", "Integer=300"),
        row(SqlType.INTEGER, 1, "boolean=true", "int=1", "object=1", "string=1", "time=22018"),
        row(SqlType.INTEGER, -70000, "short=22003", "byte=22003", "int=-70000", "decimal=-70000"),
        row(
            SqlType.BIGINT,
            3_000_000_000L,
            "int=22003",
            "short=22003",
            "Integer=22003",
            "long=3000000000",
            "double=3.0E9",
            "BigInteger=3000000000",
            "object=3000000000"),
        row(
            SqlType.BIGINT,
            Long.MIN_VALUE,
            "long=-9223372036854775808",
            "string=-9223372036854775808",
            "decimal=-9223372036854775808"),
        row(
            SqlType.REAL,
            0.1f,
            "float=0.1",
            "double=" + (double) 0.1f,
            "decimal=0.1",
            "string=0.1",
            "int=0",
            "object=0.1"),
        row(
            SqlType.DOUBLE,
            -2.9,
            "int=-2",
            "long=-2",
            "double=-2.9",
            "decimal=-2.9",
            "boolean=22018",
            "string=-2.9",
            "Long=-2"),
        row(SqlType.DOUBLE, 1e300, "float=22003", "long=22003", "int=22003", "double=1.0E300"),
        row(
            SqlType.DOUBLE,
            Double.NaN,
            "int=22003",
            "decimal=22003",
            "double=NaN",
            "float=NaN",
            "string=NaN"),
        row(SqlType.DOUBLE, 9.3e18, "long=22003"),
        row(
            SqlType.DECIMAL,
            new BigDecimal("12345.67"),
            "int=12345",
            "short=12345",
            "byte=22003",
            "double=12345.67",
            "decimal=12345.67",
            "string=12345.67",
            "object=12345.67"),
        row(SqlType.DECIMAL, new BigDecimal("1E+3"), "string=1000", "long=1000"),
        row(
            SqlType.DECIMAL,
            new BigDecimal("18446744073709551615"),
            "long=22003",
            "BigInteger=18446744073709551615"),
        row(SqlType.CHAR, "ab", "string=ab", "object=ab", "int=22018"),
        row(
            SqlType.VARCHAR,
            " 42 ",
            "int=42",
            "byte=42",
            "decimal=42",
            "double=42.0",
            "string= 42 ",
            "boolean=22018",
            "date=22007"),
        row(SqlType.VARCHAR, "2147483648", "int=22003", "long=2147483648"),
        row(SqlType.VARCHAR, "1e999999999", "long=22003", "double=22003", "BigInteger=22003"),
        row(SqlType.VARCHAR, "Yes", "boolean=true"),
        row(SqlType.VARCHAR, "0", "boolean=false"),
        row(
            SqlType.VARCHAR,
            "Zürich ☃",
            "string=Zürich ☃",
            "nstring=Zürich ☃",
            "reader=Zürich ☃",
            "clob=Zürich ☃",
            "bytes=5ac3bc7269636820e29883",
            "binary=5ac3bc7269636820e29883",
            "ascii=5a3f72696368203f",
            "UUID=22018",
            "int=22018",
            "double=22018"),
        row(
            SqlType.VARCHAR,
            "2026-01-31 23:59:59.123456",
            "timestamp=2026-01-31 23:59:59.123456",
            "date=2026-01-31",
            "time=23:59:59",
            "LocalTime=23:59:59.123456",
            "LocalDateTime=2026-01-31T23:59:59.123456",
            "Instant=2026-01-31T23:59:59.123456Z"),
        row(
            SqlType.VARCHAR,
            "2026-01-31T12:00:00+02:00",
            "timestamp=2026-01-31 10:00:00.0",
            "OffsetDateTime=2026-01-31T12:00+02:00"),
        row(SqlType.VARCHAR, "2026-02-30", "date=22007", "timestamp=22007", "LocalDate=22007"),
        row(SqlType.VARCHAR, "2026-1-1", "date=22007"),
        row(SqlType.VARCHAR, "10:11", "time=10:11:00", "date=22007"),
        row(SqlType.VARCHAR, ID.toString(), "UUID=" + ID),
        row(SqlType.VARCHAR, "https://example.org/a", "url=https://example.org/a"),
        row(SqlType.VARCHAR, "no url", "url=22018"),
        row(
            SqlType.CLOB,
            "long text",
            "string=long text",
            "clob=long text",
            "object=long text",
            "reader=long text",
            "String=long text"),
        row(
            SqlType.VARBINARY,
            new byte[] {1, (byte) 0xfe},
            "bytes=01fe",
            "object=01fe",
            "string=01fe",
            "blob=01fe",
            "binary=01fe",
            "int=22018",
            "date=22018"),
        row(
            SqlType.DATE,
            LocalDate.of(2026, 3, 1),
            "date=2026-03-01",
            "string=2026-03-01",
            "timestamp=2026-03-01 00:00:00.0",
            "LocalDate=2026-03-01",
            "object=2026-03-01",
            "LocalDateTime=2026-03-01T00:00",
            "int=22018",
            "long=22018",
            "time=22018"),
        row(
            SqlType.DATE,
            LocalDate.of(1500, 2, 28),
            "date=1500-02-28",
            "LocalDate=1500-02-28",
            "string=1500-02-28",
            "timestamp=1500-02-28 00:00:00.0"),
        row(SqlType.DATE, LocalDate.of(1969, 12, 31), "date=1969-12-31", "object=1969-12-31"),
        row(
            SqlType.TIME,
            LocalTime.of(1, 2, 3, 400_500_000),
            "time=01:02:03",
            "LocalTime=01:02:03.400500",
            "string=01:02:03.4005",
            "date=22018",
            "timestamp=1970-01-01 01:02:03.4005",
            "object=01:02:03"),
        row(
            SqlType.TIMESTAMP,
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
            "timestamp=1969-12-31 23:59:59.999999",
            "string=1969-12-31 23:59:59.999999",
            "date=1969-12-31",
            "time=23:59:59",
            "LocalDateTime=1969-12-31T23:59:59.999999",
            "object=1969-12-31 23:59:59.999999",
            "double=22018"),
        row(
            SqlType.TIMESTAMP,
            LocalDateTime.of(1581, 1, 2, 3, 4, 5),
            "timestamp=1581-01-02 03:04:05.0",
            "string=1581-01-02 03:04:05",
            "LocalDateTime=1581-01-02T03:04:05"),
        row(
            SqlType.TIMESTAMP_WITH_TIMEZONE,
            INSTANT,
            "timestamp=2026-03-01 22:05:06.123456",
            "OffsetDateTime=2026-03-01T22:05:06.123456Z",
            "Instant=2026-03-01T22:05:06.123456Z",
            "object=2026-03-01T22:05:06.123456Z",
            "string=2026-03-01 22:05:06.123456+00:00",
            "date=2026-03-01",
            "LocalDateTime=2026-03-01T22:05:06.123456"),
        row(
            SqlType.UUID,
            ID,
            "UUID=" + ID,
            "object=" + ID,
            "string=" + ID,
            "bytes=00112233445566778899aabbccddeeff",
            "int=22018"),
        row(SqlType.ARRAY, List.of("a", "b"), "array=[a, b]", "string=[a,b]", "int=22018"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("matrix")
  void everyGetterGivesTheValueOrRefuses(SqlType type, Object value, List<String> expected)
      throws Exception {
    String typeName = type == SqlType.ARRAY ? "VARCHAR ARRAY" : type.name();
    FakeSession session = new FakeSession();
    session.query(
        "q",
        List.of(
            new io.omnigraph.sql.session.SqlColumn("v", "v", "", "", type, typeName, 0, 0, true)),
        new Object[] {value});
    try (Connection connection = session.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("q")) {
      rows.next();
      for (String line : expected) {
        int equals = line.indexOf('=');
        assertThat(line.substring(0, equals) + "=" + read(rows, line.substring(0, equals)))
            .isEqualTo(line);
      }
    }
  }

  private static String read(ResultSet rows, String getter) throws Exception {
    try {
      Object value = getter(getter).get(rows);
      assertThat(rows.wasNull()).isFalse();
      return text(value);
    } catch (SQLDataException e) {
      return e.getSQLState();
    }
  }

  private static String text(Object value) throws Exception {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof InputStream in) {
      return HexFormat.of().formatHex(in.readAllBytes());
    }
    if (value instanceof Reader reader) {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    }
    if (value instanceof Clob clob) {
      return clob.getSubString(1, (int) clob.length());
    }
    if (value instanceof Blob blob) {
      return text(blob.getBytes(1, (int) blob.length()));
    }
    return String.valueOf(value);
  }

  @Test
  void nullIsNullOrZeroForEveryTypeAndGetter() throws Exception {
    for (SqlType type : SqlType.values()) {
      FakeSession session = new FakeSession();
      session.query("q", List.of(column("v", type)), new Object[] {null});
      try (Connection connection = session.connect();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("q")) {
        rows.next();
        assertThat(rows.getInt(1)).isZero();
        assertThat(rows.wasNull()).isTrue();
        assertThat(rows.getDouble(1)).isZero();
        assertThat(rows.getFloat(1)).isZero();
        assertThat(rows.getBoolean(1)).isFalse();
        assertThat(rows.getBigDecimal(1)).isNull();
        assertThat(rows.getString(1)).isNull();
        assertThat(rows.getBytes(1)).isNull();
        assertThat(rows.getDate(1)).isNull();
        assertThat(rows.getTime(1)).isNull();
        assertThat(rows.getTimestamp(1)).isNull();
        assertThat(rows.getObject(1)).isNull();
        assertThat(rows.getObject(1, LocalDate.class)).isNull();
        assertThat(rows.getArray(1)).isNull();
        assertThat(rows.getClob(1)).isNull();
        assertThat(rows.getBinaryStream(1)).isNull();
        assertThat(rows.wasNull()).isTrue();
      }
    }
  }

  @Test
  void classOfGetObjectIsWhatMetadataSays() throws Exception {
    Map<SqlType, Object> values = new EnumMap<>(SqlType.class);
    values.put(SqlType.BOOLEAN, true);
    values.put(SqlType.TINYINT, 1);
    values.put(SqlType.SMALLINT, 1);
    values.put(SqlType.INTEGER, 1);
    values.put(SqlType.BIGINT, 1L);
    values.put(SqlType.REAL, 1f);
    values.put(SqlType.DOUBLE, 1d);
    values.put(SqlType.DECIMAL, BigDecimal.ONE);
    values.put(SqlType.CHAR, "c");
    values.put(SqlType.VARCHAR, "v");
    values.put(SqlType.CLOB, "clob");
    values.put(SqlType.BINARY, new byte[1]);
    values.put(SqlType.VARBINARY, new byte[1]);
    values.put(SqlType.DATE, LocalDate.EPOCH);
    values.put(SqlType.TIME, LocalTime.NOON);
    values.put(SqlType.TIMESTAMP, LocalDate.EPOCH.atStartOfDay());
    values.put(SqlType.TIMESTAMP_WITH_TIMEZONE, INSTANT);
    values.put(SqlType.UUID, ID);
    values.put(SqlType.OTHER, "1 day");
    for (Map.Entry<SqlType, Object> entry : values.entrySet()) {
      FakeSession session = new FakeSession();
      SqlType type = entry.getKey();
      session.query("q", List.of(column("v", type)), new Object[] {entry.getValue()});
      try (Connection connection = session.connect();
          ResultSet rows = connection.createStatement().executeQuery("q")) {
        rows.next();
        Class<?> said = Class.forName(rows.getMetaData().getColumnClassName(1));
        assertThat(rows.getObject(1)).as(type.name()).isInstanceOf(said);
      }
    }
  }

  @Test
  void calendarsGiveTheZoneBothWaysAndStayUntouched() throws Exception {
    java.util.Calendar tokyo =
        java.util.Calendar.getInstance(java.util.TimeZone.getTimeZone("Asia/Tokyo"));
    long before = tokyo.getTimeInMillis();
    FakeSession session = new FakeSession();
    session.query(
        "q",
        List.of(
            column("ts", SqlType.TIMESTAMP),
            column("d", SqlType.DATE),
            column("t", SqlType.TIME),
            column("tz", SqlType.TIMESTAMP_WITH_TIMEZONE)),
        new Object[] {
          LocalDateTime.of(2026, 1, 1, 9, 0), LocalDate.of(2026, 1, 1), LocalTime.of(9, 0), INSTANT
        });
    try (Connection connection = session.connect();
        ResultSet rows = connection.createStatement().executeQuery("q")) {
      rows.next();
      assertThat(rows.getTimestamp(1, tokyo)).isEqualTo(Timestamp.valueOf("2026-01-01 00:00:00"));
      assertThat(rows.getDate(2, tokyo).getTime())
          .isEqualTo(Timestamp.valueOf("2025-12-31 15:00:00").getTime());
      assertThat(rows.getTime(3, tokyo).getTime()).isZero();
      assertThat(rows.getTimestamp(4, tokyo).toInstant()).isEqualTo(INSTANT.toInstant());
      assertThat(rows.getDate(4, tokyo).getTime())
          .isEqualTo(Timestamp.valueOf("2026-03-01 15:00:00").getTime());
    }
    assertThat(tokyo.getTimeInMillis()).isEqualTo(before);
  }

  @Test
  void timesKeepMilliseconds() throws Exception {
    FakeSession session = new FakeSession();
    session.query(
        "q", List.of(column("t", SqlType.TIME)), new Object[] {LocalTime.of(0, 0, 1, 234_000_000)});
    try (Connection connection = session.connect();
        ResultSet rows = connection.createStatement().executeQuery("q")) {
      rows.next();
      assertThat(rows.getTime(1)).isEqualTo(new Time(1234));
    }
  }
}
