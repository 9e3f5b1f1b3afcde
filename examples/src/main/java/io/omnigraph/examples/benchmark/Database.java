package io.omnigraph.examples.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** One database: how it is opened, filled and asked. What does not say otherwise is plain SQL. */
abstract class Database {
  static final String PERSON =
      "CREATE TABLE person (id BIGINT PRIMARY KEY, name VARCHAR(40), age INTEGER, city VARCHAR(20))";
  static final String POST =
      "CREATE TABLE post (id BIGINT PRIMARY KEY, author BIGINT, lang VARCHAR(2), length INTEGER)";
  static final String KNOWS =
      "CREATE TABLE knows (src BIGINT NOT NULL, dst BIGINT NOT NULL, since INTEGER)";

  /** Waits until the connection's commits are on the disk. */
  @FunctionalInterface
  interface Sync {
    void run() throws SQLException;
  }

  abstract String url(Path folder);

  /** The edge table of {@link SmallGraph}. */
  String edgeTable() {
    return "CREATE TABLE knows (src BIGINT NOT NULL, dst BIGINT NOT NULL)";
  }

  /** Run after each commit that is measured; nothing where a commit itself waits for the disk. */
  Sync syncOn(Connection connection) throws SQLException {
    return () -> {};
  }

  /** Settings that its own guide gives for a durable, fast database; none by default. */
  List<String> settings() {
    return List.of();
  }

  /** Tables, without indexes. */
  List<String> schema() {
    return List.of(PERSON, POST, KNOWS);
  }

  /** Run after the load, and counted as part of it. */
  List<String> indexes() {
    return List.of(
        "CREATE INDEX knows_src ON knows (src)", "CREATE INDEX knows_dst ON knows (dst)");
  }

  /** The fastest way in that its JDBC driver offers. */
  abstract void load(Connection connection, String table, Path csv) throws Exception;

  String pointRead() {
    return "SELECT name, age, city FROM person WHERE id = ?";
  }

  String oneHop() {
    return "SELECT p.id, p.name FROM knows k JOIN person p ON p.id = k.dst WHERE k.src = ?";
  }

  String twoHops() {
    return "SELECT COUNT(DISTINCT l.dst) FROM knows k JOIN knows l ON l.src = k.dst WHERE k.src = ?";
  }

  final String groupBy() {
    return "SELECT lang, COUNT(*), SUM(length) FROM post GROUP BY lang";
  }

  final Connection open(Path folder) throws SQLException {
    Connection connection = DriverManager.getConnection(url(folder));
    try (Statement statement = connection.createStatement()) {
      for (String setting : settings()) {
        statement.execute(setting);
      }
    }
    return connection;
  }

  static void execute(Connection connection, List<String> texts) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String text : texts) {
        statement.execute(text);
      }
    }
  }

  /** Fills a table by prepared batches in one transaction: what any driver can. */
  static void loadByBatches(Connection connection, String table, Path csv, int columns)
      throws Exception {
    connection.setAutoCommit(false);
    String marks = ", ?".repeat(columns).substring(2);
    try (PreparedStatement statement =
            connection.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")");
        var lines = java.nio.file.Files.lines(csv).skip(1)) {
      int inBatch = 0;
      for (var line = lines.iterator(); line.hasNext(); ) {
        String[] fields = line.next().split(",");
        for (int i = 0; i < columns; i++) {
          statement.setString(i + 1, fields[i]);
        }
        statement.addBatch();
        if (++inBatch % 10_000 == 0) {
          statement.executeBatch();
        }
      }
      statement.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }
}
