package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.FakeSession.marker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.SqlType;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What arrives in the session for what is set. */
class PreparedParametersTest {
  private final FakeSession session = new FakeSession();
  private final List<Object> arrived = new ArrayList<>();
  private Connection connection;

  /** Sets one parameter. */
  private interface Setter {
    void on(PreparedStatement statement) throws SQLException;
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = session.connect();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private Object sent(SqlType type, Setter setter) throws SQLException {
    session.on(
        "u",
        PreparedSql.Kind.UPDATE,
        List.of(),
        List.of(marker(type)),
        (values, options) -> {
          arrived.add(values[0]);
          return FakeSession.count(1);
        });
    try (PreparedStatement statement = connection.prepareStatement("u")) {
      setter.on(statement);
      statement.executeUpdate();
    }
    return arrived.remove(0);
  }

  private Object sent(Setter setter) throws SQLException {
    return sent(SqlType.VARCHAR, setter);
  }

  @Test
  void plainSetters() throws SQLException {
    assertThat(sent(s -> s.setBoolean(1, true))).isEqualTo(true);
    assertThat(sent(s -> s.setByte(1, (byte) -1))).isEqualTo(-1);
    assertThat(sent(s -> s.setShort(1, (short) 2))).isEqualTo(2);
    assertThat(sent(s -> s.setInt(1, 3))).isEqualTo(3);
    assertThat(sent(s -> s.setLong(1, 4))).isEqualTo(4L);
    assertThat(sent(s -> s.setFloat(1, 1.5f))).isEqualTo(1.5f);
    assertThat(sent(s -> s.setDouble(1, 2.5))).isEqualTo(2.5);
    assertThat(sent(s -> s.setBigDecimal(1, BigDecimal.TEN))).isEqualTo(BigDecimal.TEN);
    assertThat(sent(s -> s.setString(1, "x"))).isEqualTo("x");
    assertThat(sent(s -> s.setNString(1, "x"))).isEqualTo("x");
    assertThat(sent(s -> s.setBytes(1, new byte[] {1}))).isEqualTo(new byte[] {1});
    assertThat(sent(s -> s.setNull(1, Types.INTEGER))).isNull();
    assertThat(sent(s -> s.setNull(1, Types.OTHER, "UUID"))).isNull();
    assertThat(sent(s -> s.setString(1, null))).isNull();
    assertThat(sent(s -> s.setDate(1, null))).isNull();
    assertThat(sent(s -> s.setObject(1, null))).isNull();
    assertThat(sent(s -> s.setObject(1, null, Types.DATE))).isNull();
  }

  @Test
  void datesGoByTheirFieldsAlsoOldOnes() throws SQLException {
    assertThat(sent(s -> s.setDate(1, Date.valueOf("1500-03-01"))))
        .isEqualTo(LocalDate.of(1500, 3, 1));
    assertThat(sent(s -> s.setTime(1, new Time(-1)))).isEqualTo(LocalTime.parse("23:59:59.999"));
    assertThat(sent(s -> s.setTimestamp(1, Timestamp.valueOf("1969-12-31 23:59:59.123456"))))
        .isEqualTo(LocalDateTime.parse("1969-12-31T23:59:59.123456"));
    Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
    assertThat(sent(s -> s.setTimestamp(1, new Timestamp(0), tokyo)))
        .isEqualTo(LocalDateTime.parse("1970-01-01T09:00"));
    assertThat(sent(s -> s.setTime(1, new Time(0), tokyo))).isEqualTo(LocalTime.of(9, 0));
    assertThat(sent(s -> s.setDate(1, new Date(16 * 3_600_000), tokyo)))
        .isEqualTo(LocalDate.of(1970, 1, 2));
  }

  @Test
  void streamsAndLobsAreReadAtOnce() throws SQLException {
    byte[] bytes = {1, 2, 3};
    assertThat(sent(s -> s.setBinaryStream(1, new ByteArrayInputStream(bytes)))).isEqualTo(bytes);
    assertThat(sent(s -> s.setBinaryStream(1, new ByteArrayInputStream(bytes), 2)))
        .isEqualTo(new byte[] {1, 2});
    assertThat(sent(s -> s.setBlob(1, new ByteArrayInputStream(bytes)))).isEqualTo(bytes);
    assertThat(sent(s -> s.setCharacterStream(1, new StringReader("é☃"), 2L))).isEqualTo("é☃");
    assertThat(sent(s -> s.setNCharacterStream(1, new StringReader("n")))).isEqualTo("n");
    assertThat(sent(s -> s.setClob(1, new StringReader("c")))).isEqualTo("c");
    assertThat(
            sent(
                s ->
                    s.setAsciiStream(
                        1, new ByteArrayInputStream("a".getBytes(StandardCharsets.US_ASCII)))))
        .isEqualTo("a");
    Blob blob = connection.createBlob();
    blob.setBytes(1, bytes);
    assertThat(sent(s -> s.setBlob(1, blob))).isEqualTo(bytes);
    Clob clob = connection.createClob();
    clob.setString(1, "text");
    assertThat(sent(s -> s.setClob(1, clob))).isEqualTo("text");
    assertThatThrownBy(() -> sent(s -> s.setBinaryStream(1, new ByteArrayInputStream(bytes), 4)))
        .isInstanceOf(SQLDataException.class)
        .hasMessageContaining("3 of 4");
  }

  @Test
  void objectsOfEveryClass() throws SQLException {
    UUID id = UUID.randomUUID();
    OffsetDateTime instant = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    assertThat(sent(s -> s.setObject(1, id))).isEqualTo(id);
    assertThat(sent(s -> s.setObject(1, BigInteger.TWO))).isEqualTo(BigDecimal.valueOf(2));
    assertThat(sent(s -> s.setObject(1, 'c'))).isEqualTo("c");
    assertThat(sent(s -> s.setObject(1, (short) 1))).isEqualTo(1);
    assertThat(sent(s -> s.setObject(1, LocalDate.EPOCH))).isEqualTo(LocalDate.EPOCH);
    assertThat(sent(s -> s.setObject(1, instant.toInstant()))).isEqualTo(instant);
    assertThat(sent(s -> s.setObject(1, ZonedDateTime.from(instant)))).isEqualTo(instant);
    assertThat(sent(s -> s.setObject(1, new Timestamp(0))))
        .isEqualTo(LocalDateTime.parse("1970-01-01T00:00"));
    assertThat(sent(s -> s.setObject(1, java.util.Date.from(Instant.EPOCH))))
        .isEqualTo(LocalDateTime.parse("1970-01-01T00:00"));
    assertThat(sent(s -> s.setObject(1, new float[] {1, 2}))).isEqualTo(List.of(1f, 2f));
    assertThat(sent(s -> s.setArray(1, connection.createArrayOf("VARCHAR", new String[] {"a"}))))
        .isEqualTo(List.of("a"));
    assertThatThrownBy(() -> sent(s -> s.setObject(1, new Object())))
        .isInstanceOf(SQLDataException.class);
  }

  @Test
  void targetTypesConvert() throws SQLException {
    assertThat(sent(s -> s.setObject(1, "12", Types.INTEGER))).isEqualTo(12);
    assertThat(sent(s -> s.setObject(1, 12, Types.VARCHAR))).isEqualTo("12");
    assertThat(sent(s -> s.setObject(1, "1.005", Types.DECIMAL, 2)))
        .isEqualTo(new BigDecimal("1.01"));
    assertThat(sent(s -> s.setObject(1, "true", JDBCType.BOOLEAN))).isEqualTo(true);
    assertThat(sent(s -> s.setObject(1, "2026-01-02", Types.DATE)))
        .isEqualTo(LocalDate.of(2026, 1, 2));
    assertThat(sent(s -> s.setObject(1, new StringReader("abc"), Types.VARCHAR, 2)))
        .isEqualTo("ab");
    assertThatThrownBy(() -> sent(s -> s.setObject(1, 300, Types.TINYINT)))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22003"));
    assertThatThrownBy(() -> sent(s -> s.setObject(1, "x", Types.SQLXML)))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThatThrownBy(() -> sent(s -> s.setObject(1, "x", 4711)))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
  }

  @Test
  void aTextBecomesTheMarkersType() throws SQLException {
    assertThat(sent(SqlType.INTEGER, s -> s.setString(1, "7"))).isEqualTo(new BigDecimal("7"));
    assertThat(sent(SqlType.TIMESTAMP, s -> s.setString(1, "2026-01-01")))
        .isEqualTo(LocalDateTime.parse("2026-01-01T00:00"));
    assertThat(sent(SqlType.BOOLEAN, s -> s.setInt(1, 1))).isEqualTo(true);
    assertThat(sent(SqlType.UUID, s -> s.setString(1, "00112233-4455-6677-8899-aabbccddeeff")))
        .isInstanceOf(UUID.class);
    assertThat(sent(SqlType.INTEGER, s -> s.setDouble(1, 1.5))).isEqualTo(1.5);
    assertThatThrownBy(() -> sent(SqlType.INTEGER, s -> s.setString(1, "seven")))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22018"));
  }

  @Test
  void missingAndWrongPositionsAreNamed() throws SQLException {
    assertThatThrownBy(() -> sent(s -> {}))
        .hasMessageContaining("Parameter 1 of 1")
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("07001"));
    assertThatThrownBy(() -> sent(s -> s.setInt(2, 1))).hasMessageContaining("outside of 1..1");
    assertThatThrownBy(() -> sent(s -> s.setInt(0, 1))).isInstanceOf(SQLException.class);
    assertThatThrownBy(
            () ->
                sent(
                    s -> {
                      s.setInt(1, 1);
                      s.clearParameters();
                    }))
        .hasMessageContaining("has no value");
  }

  @Test
  void parameterMetadata() throws SQLException {
    session.update("m", 0, marker(SqlType.BIGINT), marker(SqlType.TIMESTAMP_WITH_TIMEZONE));
    try (PreparedStatement statement = connection.prepareStatement("m")) {
      ParameterMetaData markers = statement.getParameterMetaData();
      assertThat(markers.getParameterCount()).isEqualTo(2);
      assertThat(markers.getParameterType(1)).isEqualTo(Types.BIGINT);
      assertThat(markers.getParameterClassName(1)).isEqualTo("java.lang.Long");
      assertThat(markers.getParameterTypeName(2)).isEqualTo("TIMESTAMP WITH TIME ZONE");
      assertThat(markers.isSigned(1)).isTrue();
      assertThat(markers.getParameterMode(2)).isEqualTo(ParameterMetaData.parameterModeIn);
      assertThatThrownBy(() -> markers.getParameterType(3)).isInstanceOf(SQLException.class);
      assertThat(statement.getMetaData()).isNull();
    }
  }
}
