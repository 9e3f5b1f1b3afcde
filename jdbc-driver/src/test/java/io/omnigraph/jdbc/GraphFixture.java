package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Persons, companies and their edges in a directory: the catalogue's fixture F. */
final class GraphFixture {
  private static Path template;

  private GraphFixture() {}

  static Connection connect(Path root) throws SQLException {
    return DriverManager.getConnection("jdbc:omnigraph:" + root + "?durability=os");
  }

  /** Puts the fixture's graph there, closed. It is made once a JVM and copied. */
  static synchronized void create(Path root) throws SQLException, IOException {
    if (template == null) {
      template = Files.createTempDirectory(Path.of("target"), "fixture").resolve("template");
      make(template);
    }
    try (Stream<Path> files = Files.walk(template)) {
      for (Path file : files.toList()) {
        Files.copy(file, root.resolve(template.relativize(file).toString()));
      }
    }
  }

  private static void make(Path root) throws SQLException {
    try (Connection connection = connect(root);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE Person (name VARCHAR PRIMARY KEY, age INTEGER);
          CREATE TABLE Company (name VARCHAR PRIMARY KEY);
          CREATE EDGE TABLE Knows (since DATE) FROM Person TO Person;
          CREATE EDGE TABLE WorksAt FROM Person TO Company;
          INSERT INTO Person VALUES ('Alice', 30), ('Bob', 25), ('Charlie', 35), ('Diana', 28);
          INSERT INTO Company VALUES ('Acme'), ('Globex');
          INSERT INTO Knows (src, dst) VALUES
            ('Alice', 'Bob'), ('Alice', 'Charlie'), ('Bob', 'Diana');
          INSERT INTO WorksAt (src, dst) VALUES ('Alice', 'Acme'), ('Bob', 'Globex')""");
    }
  }

  /** Rows of a query, columns joined by a blank. */
  static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> read = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(rows.getString(i)));
        }
        read.add(String.join(" ", row));
      }
      return read;
    }
  }

  static long update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    }
  }

  /** Any text, whatever it gives. */
  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static void fails(String state, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).as("%s", e).isEqualTo(state));
  }
}
