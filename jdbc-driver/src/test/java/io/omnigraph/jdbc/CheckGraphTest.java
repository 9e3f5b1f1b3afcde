package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.fails;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CALL of procedures, by the one that there is. */
class CheckGraphTest {
  private static final String CALL = "CALL omnigraph.check_graph()";

  @TempDir Path folder;
  private Path root;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
    connection = connect(root);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void damage() throws Exception {
    Files.delete(root.resolve("__writer.lock"));
  }

  private static List<String> checks(ResultSet findings) throws SQLException {
    List<String> checks = new ArrayList<>();
    while (findings.next()) {
      checks.add(findings.getString("severity") + " " + findings.getString("check"));
      assertThat(findings.getString("remedy")).isNotEmpty();
    }
    return checks;
  }

  @Test
  @DisplayName("CALL gives rows to every kind of statement")
  void everyWayToCall() throws Exception {
    assertThat(rows(connection, CALL)).isEmpty();
    damage();
    try (Statement statement = connection.createStatement()) {
      assertThat(checks(statement.executeQuery(CALL))).containsExactly("warning writer_lock");
      assertThat(statement.execute("CALL OMNIGRAPH.check_graph(Deep => false);")).isTrue();
      assertThat(checks(statement.getResultSet())).containsExactly("warning writer_lock");
      fails("0A000", () -> statement.execute("EXPLAIN " + CALL));
    }
    try (PreparedStatement prepared =
        connection.prepareStatement("CALL omnigraph.check_graph(deep => ?)")) {
      ParameterMetaData parameters = prepared.getParameterMetaData();
      assertThat(parameters.getParameterCount()).isEqualTo(1);
      assertThat(parameters.getParameterType(1)).isEqualTo(Types.BOOLEAN);
      ResultSetMetaData columns = prepared.getMetaData();
      assertThat(columns.getColumnCount()).isEqualTo(6);
      assertThat(columns.getColumnName(3)).isEqualTo("type_key");
      prepared.setBoolean(1, false);
      assertThat(checks(prepared.executeQuery())).containsExactly("warning writer_lock");
    }
    try (CallableStatement call = connection.prepareCall("{call omnigraph.check_graph(?)}")) {
      call.setBoolean(1, false);
      assertThat(call.execute()).isTrue();
      assertThat(checks(call.getResultSet())).containsExactly("warning writer_lock");
      fails("0A000", () -> call.getString(1));
    }
  }

  @Test
  @DisplayName("A check may run read-only, beside pending changes and on another branch")
  void wherever() throws Exception {
    connection.setAutoCommit(false);
    update(connection, "INSERT INTO Person VALUES ('x', 1)");
    assertThat(rows(connection, CALL)).isEmpty();
    assertThat(rows(connection, "SELECT name FROM Person WHERE name = 'x'")).hasSize(1);
    connection.rollback();
    connection.setAutoCommit(true);
    update(connection, "CREATE BRANCH winter");
    connection.setSchema("winter");
    assertThat(rows(connection, CALL)).isEmpty();
    try (Connection reading =
        DriverManager.getConnection("jdbc:omnigraph:" + root + "?readOnly=true")) {
      assertThat(rows(reading, CALL)).isEmpty();
    }
  }

  @Test
  @DisplayName("Metadata lists the procedure, its argument and the columns of its rows")
  void metadata() throws Exception {
    DatabaseMetaData metadata = connection.getMetaData();
    try (ResultSet procedures = metadata.getProcedures(null, "omni%", "check\\_%")) {
      assertThat(procedures.next()).isTrue();
      assertThat(procedures.getString("PROCEDURE_NAME")).isEqualTo("check_graph");
      assertThat(procedures.getString("REMARKS")).contains("finding");
      assertThat(procedures.next()).isFalse();
    }
    List<String> columns = new ArrayList<>();
    try (ResultSet listed = metadata.getProcedureColumns(null, null, "check_graph", "%")) {
      while (listed.next()) {
        columns.add(listed.getString("COLUMN_NAME") + " " + listed.getInt("COLUMN_TYPE"));
      }
    }
    assertThat(columns)
        .containsExactly(
            "deep 1", "severity 3", "check 3", "type_key 3", "id 3", "message 3", "remedy 3");
    assertThat(metadata.supportsStoredProcedures()).isTrue();
  }
}
