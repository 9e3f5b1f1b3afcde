package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static io.omnigraph.jdbc.MetaDataContentTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver on files, all layers real. */
class EngineJdbcTest {
  @TempDir Path folder;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    GraphFixture.create(folder.resolve("social"));
    connection = connect(folder.resolve("social"));
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  @DisplayName("JDBC-01 every type goes in by parameters and comes out equal, also NULL")
  void everyType() throws SQLException {
    update(
        connection,
        """
        CREATE TABLE v (k INTEGER PRIMARY KEY, b BOOLEAN, i1 TINYINT, i2 SMALLINT, i8 BIGINT,
          r REAL, d DOUBLE, n DECIMAL(20, 4), c CHAR(3), s VARCHAR, b2 BINARY(2), vb VARBINARY,
          dt DATE, t TIME, ts TIMESTAMP, tz TIMESTAMP WITH TIME ZONE, u UUID)""");
    Object[] values = {
      1,
      true,
      -128,
      32767,
      Long.MIN_VALUE,
      1.5f,
      -2.25,
      new BigDecimal("1234567890123456.7891"),
      "abc",
      "Zürich ☃ 𝄞",
      new byte[] {1, -1},
      new byte[] {},
      LocalDate.of(1500, 2, 28),
      LocalTime.of(23, 59, 59, 999_999_000),
      LocalDateTime.of(1969, 12, 31, 23, 59, 59, 123_456_000),
      OffsetDateTime.parse("2026-01-02T03:04:05.000006Z"),
      UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")
    };
    String markers = "?" + ", ?".repeat(values.length - 1);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO v VALUES (" + markers + ")")) {
      for (int i = 0; i < values.length; i++) {
        insert.setObject(i + 1, values[i]);
      }
      assertThat(insert.executeUpdate()).isEqualTo(1);
      insert.setInt(1, 2);
      for (int i = 1; i < values.length; i++) {
        insert.setNull(i + 1, Types.NULL);
      }
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM v ORDER BY k")) {
      rows.next();
      for (int i = 0; i < values.length; i++) {
        assertThat(rows.getObject(i + 1, values[i].getClass()))
            .as(rows.getMetaData().getColumnName(i + 1))
            .isEqualTo(values[i]);
      }
      rows.next();
      for (int i = 1; i < values.length; i++) {
        assertThat(rows.getObject(i + 1)).isNull();
        assertThat(rows.wasNull()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("JDBC-02 DBeaver's calls on a graph answer, keys of the diagram included")
  void dbeaver() throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    assertThat(read(metaData.getCatalogs(), "TABLE_CAT")).containsExactly("social");
    assertThat(read(metaData.getSchemas(), "TABLE_SCHEM")).contains("main");
    assertThat(read(metaData.getTables("social", "main", "%", null), "TABLE_NAME", "TABLE_TYPE"))
        .containsExactly("Company TABLE", "Knows TABLE", "Person TABLE", "WorksAt TABLE");
    assertThat(
            read(metaData.getColumns("social", "main", "Person", "%"), "COLUMN_NAME", "TYPE_NAME"))
        .containsExactly("name VARCHAR", "age INTEGER");
    assertThat(read(metaData.getIndexInfo("social", "main", "Person", true, true), "COLUMN_NAME"))
        .containsExactly("name");
    assertThat(
            read(
                metaData.getExportedKeys("social", "main", "Person"),
                "FKTABLE_NAME",
                "FKCOLUMN_NAME"))
        .containsExactlyInAnyOrder("Knows dst", "Knows src", "WorksAt src");
  }

  @Test
  @DisplayName("SCH-45 fixture F: 4 tables, keys, 4 edge keys that cascade")
  void keysOfTheFixture() throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    assertThat(read(metaData.getTables(null, "main", "%", new String[] {"TABLE"}), "TABLE_NAME"))
        .hasSize(4);
    assertThat(read(metaData.getPrimaryKeys(null, "main", "Person"), "COLUMN_NAME"))
        .containsExactly("name");
    assertThat(read(metaData.getPrimaryKeys(null, "main", "Knows"), "COLUMN_NAME"))
        .containsExactly("_id");
    assertThat(
            read(metaData.getImportedKeys(null, "main", "Knows"), "FKCOLUMN_NAME", "DELETE_RULE"))
        .containsExactlyInAnyOrder("src 0", "dst 0");
    assertThat(
            read(
                metaData.getImportedKeys(null, "main", "WorksAt"),
                "FKCOLUMN_NAME",
                "PKTABLE_NAME",
                "DELETE_RULE"))
        .containsExactlyInAnyOrder("src Person 0", "dst Company 0");
  }

  @Test
  @DisplayName("JDBC-04 one table whatever the case of its name")
  void caseOfNames() throws SQLException {
    for (String name : new String[] {"person", "PERSON", "\"pErSoN\""}) {
      assertThat(rows(connection, "SELECT COUNT(NAME) FROM " + name)).containsExactly("4");
    }
  }

  @Test
  @DisplayName("JDBC-06 generated ids of an edge and of a node without key")
  void generatedKeys() throws SQLException {
    update(connection, "CREATE TABLE note (text VARCHAR)");
    for (String sql :
        new String[] {
          "INSERT INTO note VALUES ('a')", "INSERT INTO Knows (src, dst) VALUES ('Bob', 'Alice')"
        }) {
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS);
        assertThat(read(statement.getGeneratedKeys(), "_id"))
            .singleElement()
            .satisfies(id -> assertThat(id).hasSize(26));
        statement.executeUpdate(sql, new String[] {"_id"});
        assertThat(read(statement.getGeneratedKeys(), "_id")).hasSize(1);
      }
    }
  }

  @Test
  @DisplayName("JDBC-10 two threads on two connections: a collision is 40001 and a retry succeeds")
  void twoConnectionsCount() throws Exception {
    update(connection, "CREATE TABLE c (k INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
    update(connection, "INSERT INTO c VALUES (1, 0)");
    Thread[] threads = new Thread[2];
    for (int t = 0; t < threads.length; t++) {
      threads[t] = new Thread(this::countTo10);
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(rows(connection, "SELECT n FROM c")).containsExactly("20");
  }

  private void countTo10() {
    try (Connection mine = connect(folder.resolve("social"))) {
      mine.setAutoCommit(false);
      int done = 0;
      while (done < 10) {
        try {
          update(mine, "UPDATE c SET n = n + 1 WHERE k = 1");
          mine.commit();
          done++;
        } catch (SQLException e) {
          assertThat(e.getSQLState()).isEqualTo("40001");
          mine.rollback();
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("JDBC-12 a BIGINT key keeps its name and gives src its type")
  void bigintKey() throws SQLException {
    update(connection, "CREATE TABLE airport (id BIGINT PRIMARY KEY)");
    update(connection, "CREATE EDGE TABLE flight FROM airport TO airport");
    update(connection, "INSERT INTO airport VALUES (1), (2)");
    update(connection, "INSERT INTO flight (src, dst) VALUES (1, 2)");
    DatabaseMetaData metaData = connection.getMetaData();
    assertThat(read(metaData.getTables(null, "main", "AIRPORT", null), "TABLE_NAME"))
        .containsExactly("airport");
    assertThat(read(metaData.getPrimaryKeys(null, "main", "airport"), "COLUMN_NAME"))
        .containsExactly("id");
    assertThat(read(metaData.getColumns(null, "main", "flight", "src"), "DATA_TYPE"))
        .containsExactly(String.valueOf(Types.BIGINT));
  }

  @Test
  @DisplayName("JDBC-13 a table without key behaves as it was declared")
  void tableWithoutKey() throws SQLException {
    update(connection, "CREATE TABLE t (a INT, b INT)");
    update(connection, "INSERT INTO t VALUES (1, 2)");
    DatabaseMetaData metaData = connection.getMetaData();
    assertThat(
            read(metaData.getColumns(null, "main", "t", null), "COLUMN_NAME", "IS_GENERATEDCOLUMN"))
        .containsExactly("a NO", "b NO", "_id YES");
    assertThat(read(metaData.getPrimaryKeys(null, "main", "t"), "COLUMN_NAME"))
        .containsExactly("_id");
    assertThat(rows(connection, "SELECT * FROM t")).containsExactly("1 2");
  }

  @Test
  void resultMetadataAgreesWithColumns() throws SQLException {
    update(connection, "CREATE TABLE m (k VARCHAR(9) PRIMARY KEY, n DECIMAL(9, 2), t TIMESTAMP)");
    try (PreparedStatement query =
        connection.prepareStatement("SELECT k AS label, n, t, n + 1 AS expr FROM m")) {
      ResultSetMetaData columns = query.getMetaData();
      assertThat(columns.getColumnLabel(1)).isEqualTo("label");
      assertThat(columns.getColumnName(1)).isEqualTo("k");
      assertThat(columns.getTableName(1)).isEqualTo("m");
      assertThat(columns.getSchemaName(1)).isEqualTo("main");
      assertThat(columns.getCatalogName(1)).isEqualTo("social");
      assertThat(columns.isNullable(1)).isEqualTo(ResultSetMetaData.columnNoNulls);
      assertThat(columns.getTableName(4)).isEmpty();
      assertThat(columns.getColumnType(4)).isEqualTo(Types.DECIMAL);
      ResultSet listed = connection.getMetaData().getColumns(null, "main", "m", null);
      for (int i = 1; i <= 3; i++) {
        listed.next();
        assertThat(columns.getColumnType(i)).isEqualTo(listed.getInt("DATA_TYPE"));
        assertThat(columns.getColumnTypeName(i)).isEqualTo(listed.getString("TYPE_NAME"));
        assertThat(columns.getPrecision(i)).isEqualTo(listed.getInt("COLUMN_SIZE"));
        assertThat(columns.getScale(i)).isEqualTo(listed.getInt("DECIMAL_DIGITS"));
      }
    }
  }

  @Test
  void batchesCountExactlyAndFailAsAWhole() throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM Person WHERE age > ?")) {
      delete.setInt(1, 29);
      delete.addBatch();
      delete.setInt(1, 24);
      delete.addBatch();
      assertThat(delete.executeBatch()).containsExactly(2, 2);
    }
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO Company VALUES (?)")) {
      for (String name : new String[] {"New", "Acme", "Newer"}) {
        insert.setString(1, name);
        insert.addBatch();
      }
      assertThatThrownBy(insert::executeBatch)
          .isInstanceOfSatisfying(
              BatchUpdateException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("23505");
                assertThat(e.getUpdateCounts()).containsExactly(-3, -3, -3);
                assertThat(e.getMessage()).contains("Entry 1 ");
              });
    }
    assertThat(rows(connection, "SELECT name FROM Company ORDER BY 1"))
        .containsExactly("Acme", "Globex");
  }

  @Test
  void maxRowsFetchSizeAndScrolling() throws SQLException {
    try (Statement statement =
        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
      statement.setMaxRows(3);
      statement.setFetchSize(1);
      ResultSet rows = statement.executeQuery("SELECT name FROM Person ORDER BY name");
      assertThat(rows.last()).isTrue();
      assertThat(rows.getRow()).isEqualTo(3);
      assertThat(rows.absolute(1)).isTrue();
      assertThat(rows.getString("NAME")).isEqualTo("Alice");
    }
  }

  @Test
  void escapesWork() throws SQLException {
    assertThat(rows(connection, "SELECT {fn UCASE('a')}, {d '2026-01-02'} FROM (VALUES (1))"))
        .containsExactly("A 2026-01-02");
    assertThat(
            rows(
                connection,
                "SELECT COUNT(*) FROM {oj Person p LEFT OUTER JOIN Knows k ON k.src = p.name}"))
        .containsExactly("5");
    assertThat(rows(connection, "SELECT name FROM Person WHERE name LIKE 'A!%' {escape '!'}"))
        .isEmpty();
    assertThat(rows(connection, "SELECT name FROM Person ORDER BY name {limit 1}"))
        .containsExactly("Alice");
    fails("42883", () -> rows(connection, "{call p()}"));
    fails("0A000", () -> rows(connection, "{? = call p()}"));
  }

  @Test
  void errorsHaveTheirStates() {
    fails("42601", () -> rows(connection, "SELEC 1"));
    fails("42S02", () -> rows(connection, "SELECT * FROM Persn"));
    fails("42S22", () -> rows(connection, "SELECT nam FROM Person"));
    fails("42S01", () -> update(connection, "CREATE TABLE Person (a INTEGER)"));
    fails("23502", () -> update(connection, "INSERT INTO Person (age) VALUES (1)"));
    fails("23503", () -> update(connection, "INSERT INTO Knows (src, dst) VALUES ('A', 'Bob')"));
    fails("3F000", () -> connection.setSchema("nowhere"));
    fails("22012", () -> rows(connection, "SELECT age / (age - 30) FROM Person"));
  }

  @Test
  void absentDirectoriesAndForeignOnes() throws Exception {
    fails(
        "3D000",
        () ->
            DriverManager.getConnection(
                "jdbc:omnigraph:" + folder.resolve("no") + "?create=false"));
    fails("3D000", () -> connect(folder.resolve("no/deeper")));
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("letter.txt"), "hello");
    fails("3D000", () -> connect(foreign));
    fails(
        "3F000",
        () ->
            DriverManager.getConnection(
                "jdbc:omnigraph:" + folder.resolve("social") + "?branch=nowhere"));
    try (Connection readOnly =
        DriverManager.getConnection(
            "jdbc:omnigraph:" + folder.resolve("social") + "?readOnly=true&name=renamed")) {
      assertThat(readOnly.isReadOnly()).isTrue();
      assertThat(readOnly.getCatalog()).isEqualTo("renamed");
      fails("25006", () -> update(readOnly, "DELETE FROM Person"));
      assertThat(rows(readOnly, "SELECT COUNT(*) FROM Person")).containsExactly("4");
    }
  }

  @Test
  void aGraphInMemoryOutlivesItsConnections() throws SQLException {
    String url = "jdbc:omnigraph:mem:EngineJdbcTest";
    try (Connection first = DriverManager.getConnection(url)) {
      update(first, "CREATE TABLE t (a INTEGER PRIMARY KEY)");
      update(first, "INSERT INTO t VALUES (1)");
    }
    try (Connection second = new OmnigraphDataSource(url).getConnection()) {
      assertThat(rows(second, "SELECT a FROM t")).containsExactly("1");
      assertThat(second.getCatalog()).isEqualTo("EngineJdbcTest");
    }
  }

  @Test
  void preparedStatementsFollowBranchAndSchema() throws SQLException {
    update(connection, "CREATE BRANCH winter FROM main");
    try (PreparedStatement count = connection.prepareStatement("SELECT COUNT(*) FROM Person")) {
      update(connection, "DELETE FROM Person WHERE name = 'Bob'");
      assertThat(read(count.executeQuery(), count.getMetaData().getColumnLabel(1)))
          .containsExactly("3");
      connection.setSchema("winter");
      assertThat(read(count.executeQuery(), count.getMetaData().getColumnLabel(1)))
          .containsExactly("4");
      update(connection, "CREATE TABLE other (a INTEGER)");
      assertThat(read(count.executeQuery(), count.getMetaData().getColumnLabel(1)))
          .containsExactly("4");
    }
  }
}
