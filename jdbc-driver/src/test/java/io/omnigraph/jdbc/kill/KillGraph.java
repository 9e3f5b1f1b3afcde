package io.omnigraph.jdbc.kill;

import io.omnigraph.engine.Graph;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The graph that the processes work on, as SQL. */
final class KillGraph {
  private KillGraph() {}

  static Connection connect(Path root) throws SQLException {
    return DriverManager.getConnection("jdbc:omnigraph:" + root + "?durability=os");
  }

  static void create(Path root, Thresholds thresholds) throws SQLException {
    try (Graph graph = thresholds.open(root);
        Connection connection = connect(root);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE Person (name VARCHAR PRIMARY KEY, age INTEGER);
          CREATE TABLE Item (key VARCHAR PRIMARY KEY, n INTEGER);
          CREATE TABLE Counter (name VARCHAR PRIMARY KEY, n INTEGER);
          CREATE EDGE TABLE Knows (id VARCHAR UNIQUE) FROM Person TO Person;
          INSERT INTO Person VALUES ('hub', 0);
          INSERT INTO Counter VALUES ('all', 0)""");
    }
  }

  /** The rows of one worker on every branch that is its, and on main. */
  static WorkerModel read(Connection connection, String worker) throws SQLException {
    WorkerModel model = new WorkerModel();
    model.branches.clear();
    for (String branch : branches(connection)) {
      if (branch.equals(WorkerModel.MAIN) || branch.startsWith(worker + "_")) {
        model.branches.put(branch, rows(connection, branch, worker));
      }
    }
    return model;
  }

  static List<String> branches(Connection connection) throws SQLException {
    List<String> branches = new ArrayList<>();
    try (ResultSet schemas = connection.getMetaData().getSchemas()) {
      while (schemas.next()) {
        String name = schemas.getString(1);
        if (!name.equals("information_schema") && !name.equals("omnigraph")) {
          branches.add(name);
        }
      }
    }
    return branches;
  }

  /** With {@code worker} empty, everybody's. */
  static SortedMap<String, String> rows(Connection connection, String branch, String worker)
      throws SQLException {
    SortedMap<String, String> rows = new TreeMap<>();
    String prefix = worker.isEmpty() ? "" : worker + "_";
    connection.setSchema(branch);
    try (Statement statement = connection.createStatement()) {
      add(rows, statement, "SELECT 'person ' || name, age FROM Person", prefix);
      add(rows, statement, "SELECT 'knows ' || id, src || ' ' || dst FROM Knows", prefix);
      add(rows, statement, "SELECT 'item ' || key, n FROM Item", prefix);
      for (String type : types(connection, branch)) {
        if (type.startsWith(prefix)) {
          rows.put("type " + type, "");
          String sql = "SELECT 'row %s ' || k, '' FROM %s".formatted(type, type);
          add(rows, statement, sql, "");
        }
      }
    } finally {
      connection.setSchema(WorkerModel.MAIN);
    }
    return rows;
  }

  private static List<String> types(Connection connection, String branch) throws SQLException {
    List<String> types = new ArrayList<>();
    try (ResultSet tables = connection.getMetaData().getTables(null, branch, "w%", null)) {
      while (tables.next()) {
        types.add(tables.getString("TABLE_NAME"));
      }
    }
    return types;
  }

  private static void add(
      SortedMap<String, String> rows, Statement statement, String sql, String prefix)
      throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        String key = result.getString(1);
        if (!prefix.isEmpty() && !key.substring(key.indexOf(' ') + 1).startsWith(prefix)) {
          continue;
        }
        if (rows.put(key, result.getString(2)) != null) {
          throw new AssertionError("twice: " + key);
        }
      }
    }
  }

  /** What check_graph finds, remarks left out. */
  static List<String> findings(Connection connection) throws SQLException {
    List<String> findings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("CALL omnigraph.check_graph()")) {
      while (result.next()) {
        if (!result.getString("severity").equals("info")) {
          StringBuilder finding = new StringBuilder();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            finding.append(result.getString(i)).append(' ');
          }
          findings.add(finding.toString());
        }
      }
    }
    return findings;
  }

  static int counted(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT n FROM Counter")) {
      result.next();
      return result.getInt(1);
    }
  }
}
