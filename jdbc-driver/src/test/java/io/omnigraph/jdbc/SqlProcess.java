package io.omnigraph.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Another process with one connection to a graph. It runs a statement a line, each text prepared
 * once and kept, and answers with a line: rows, a count, or the SQLState of the refusal.
 */
final class SqlProcess implements AutoCloseable {
  private final Process process;
  private final Writer to;
  private final BufferedReader from;

  SqlProcess(Path root) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                SqlProcess.class.getName(),
                root.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    from = process.inputReader(StandardCharsets.UTF_8);
  }

  long pid() {
    return process.pid();
  }

  /** Starts a statement; {@link #answer} has its outcome. */
  void start(String sql) throws IOException {
    to.write(sql.replace('\n', ' ') + "\n");
    to.flush();
  }

  String answer() throws IOException {
    return from.readLine();
  }

  String run(String sql) throws IOException {
    start(sql);
    return answer();
  }

  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Connection connection = GraphFixture.connect(Path.of(arguments[0]))) {
      Map<String, PreparedStatement> prepared = new HashMap<>();
      in.lines().forEach(line -> out.println(outcome(connection, prepared, line)));
    } catch (UncheckedIOException e) {
      System.exit(1);
    }
  }

  private static String outcome(
      Connection connection, Map<String, PreparedStatement> prepared, String sql) {
    try {
      if (sql.startsWith("INSERT FOR ")) {
        return String.valueOf(insertFor(connection, Long.parseLong(sql.substring(11))));
      }
      PreparedStatement statement = prepared.get(sql);
      if (statement == null) {
        statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
      }
      if (!statement.execute()) {
        return String.valueOf(statement.getUpdateCount());
      }
      try (ResultSet rows = statement.getResultSet()) {
        return text(rows);
      }
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage().replace('\n', ' ');
    }
  }

  /** Inserts single rows as fast as they go, for some milliseconds; answers how many. */
  private static long insertFor(Connection connection, long millis) throws SQLException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long count = 0;
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO Company VALUES (?)")) {
      while (System.nanoTime() < until) {
        insert.setString(1, ProcessHandle.current().pid() + "-" + count);
        insert.executeUpdate();
        count++;
      }
    }
    return count;
  }

  private static String text(ResultSet rows) throws SQLException {
    List<String> read = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        row.add(String.valueOf(rows.getString(i)));
      }
      read.add(String.join(" ", row));
    }
    return String.join(", ", read);
  }
}
