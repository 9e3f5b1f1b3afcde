package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that an application makes by mistake, on the real engine. */
class MisuseTest {
  private static final String QUERY = "SELECT name, age FROM Person ORDER BY name";
  private static final String UPDATE = "UPDATE Person SET age = 1";

  @TempDir Path folder;
  private Connection connection;
  private GraphState before;
  private Path root;

  @BeforeEach
  void open() throws Exception {
    root = folder.resolve("g");
    GraphFixture.create(root);
    connection = connect(root);
    before = GraphState.of(connection, root);
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    try (Connection again = connect(root)) {
      before.assertUnchanged(again, root);
    }
  }

  @Test
  void theWrongExecuteIsRefusedBeforeItRuns() throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement update = connection.prepareStatement(UPDATE);
        PreparedStatement query = connection.prepareStatement(QUERY)) {
      Refusal.of("07005", () -> statement.executeQuery(UPDATE), "no rows", "executeUpdate");
      Refusal.of("07005", update::executeQuery, "no rows", "executeUpdate");
      Refusal.of("07003", () -> statement.executeUpdate(QUERY), "executeQuery");
      Refusal.of("07003", query::executeLargeUpdate, "executeQuery");
    }
  }

  @Test
  void parametersAreCheckedByPosition() throws SQLException {
    String sql = "SELECT name FROM Person WHERE age > ? AND name <> ?";
    try (PreparedStatement prepared = connection.prepareStatement(sql)) {
      Refusal.of("22023", () -> prepared.setInt(0, 1), "0");
      Refusal.of("22023", () -> prepared.setInt(3, 1), "3", "2");
      prepared.setInt(1, 1);
      Refusal.of("07001", prepared::executeQuery, "Parameter 2 of 2", "Set it");
      prepared.setString(2, "Bob");
      prepared.executeQuery().close();
      prepared.clearParameters();
      Refusal.of("07001", prepared::executeQuery, "Parameter 1 of 2", "Set it");
    }
  }

  @Test
  void columnsAndTheCursorAreChecked() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      Refusal.of("24000", () -> rows.getString(1), "next()");
      rows.next();
      Refusal.of("22023", () -> rows.getString(0), "0");
      Refusal.of("22023", () -> rows.getString(3), "3", "2");
      Refusal.of("42S22", () -> rows.getString("nam"), "\"nam\"");
      Refusal.of("22018", () -> rows.getInt("name"), "Alice");
      while (rows.next()) {
        // to the end
      }
      Refusal.of("24000", () -> rows.getString(1), "row");
    }
  }

  @Test
  void whatIsClosedSaysSo() throws SQLException {
    Statement statement = connection.createStatement();
    PreparedStatement prepared = connection.prepareStatement(QUERY);
    ResultSet rows = statement.executeQuery(QUERY);
    rows.close();
    Refusal.of("55000", rows::next, "closed", "Make a new one");
    Refusal.of("55000", () -> rows.getString(1), "closed");
    statement.close();
    Refusal.of("55000", () -> statement.executeQuery(QUERY), "closed");
    ResultSet open = prepared.executeQuery();
    connection.close();
    Refusal.of("08003", () -> connection.createStatement(), "closed", "Open a new one");
    Refusal.of("08003", () -> rows(connection, QUERY), "closed");
    Refusal.of("08003", prepared::executeQuery, "closed");
    Refusal.of("08003", open::next, "closed");
  }
}
