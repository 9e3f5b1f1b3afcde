package io.omnigraph.jdbc.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;

/** One connection and how its results are shown; runs statements and commands one at a time. */
final class ShellSession {
  private final Connection connection;
  private final PrintStream out;
  private final PrintStream err;
  private final IntSupplier width;
  private final boolean progress;
  private RowFormat format;
  private boolean timing;
  private boolean quit;
  private volatile Statement running;

  /**
   * @param width cells of a terminal line, 0 = unlimited
   * @param progress whether {@code err} is a terminal on which a bar can be drawn
   */
  ShellSession(
      Connection connection,
      PrintStream out,
      PrintStream err,
      IntSupplier width,
      RowFormat format,
      boolean progress) {
    this.connection = connection;
    this.out = out;
    this.err = err;
    this.width = width;
    this.format = format;
    this.progress = progress;
    this.timing = progress;
  }

  Connection connection() {
    return connection;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean progress() {
    return progress;
  }

  boolean quit() {
    return quit;
  }

  void askToQuit() {
    quit = true;
  }

  void format(RowFormat newFormat) {
    format = newFormat;
  }

  void timing(boolean on) {
    timing = on;
  }

  boolean timing() {
    return timing;
  }

  /** Ends the running statement, if any; called from another thread. */
  void cancel() throws SQLException {
    Statement statement = running;
    if (statement != null) {
      statement.cancel();
    }
  }

  void run(StatementSplitter.Piece piece) throws SQLException {
    if (piece.command()) {
      Commands.run(this, piece.text());
    } else {
      sql(piece.text());
    }
  }

  /** Runs a file; an error in it ends it. */
  void runFile(Path file) throws SQLException {
    StatementSplitter splitter = new StatementSplitter();
    try (var lines = Files.lines(file)) {
      for (var line = lines.iterator(); line.hasNext() && !quit; ) {
        splitter.add(line.next());
        runAll(splitter);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new UsageException("Cannot read " + file + ": " + e.getMessage());
    }
    splitter.end();
    runAll(splitter);
  }

  private void runAll(StatementSplitter splitter) throws SQLException {
    Optional<StatementSplitter.Piece> piece = splitter.poll();
    while (piece.isPresent() && !quit) {
      run(piece.get());
      piece = splitter.poll();
    }
  }

  /** Prints rows in the session's format. */
  void print(Rows rows) throws SQLException {
    printer().print(rows, out);
  }

  void sql(String text) throws SQLException {
    long start = System.nanoTime();
    String done = transactionWord(text);
    if (done == null) {
      done = execute(text);
    }
    if (format == RowFormat.TABLE) {
      out.println(timing ? done + " (" + millis(System.nanoTime() - start) + ")" : done);
    }
  }

  /** JDBC has methods for these; users type words. Null if the text is something else. */
  private String transactionWord(String text) throws SQLException {
    switch (text.toUpperCase(Locale.ROOT).replaceAll("\\s+", " ")) {
      case "BEGIN", "BEGIN TRANSACTION", "START TRANSACTION" -> connection.setAutoCommit(false);
      case "COMMIT", "COMMIT WORK" -> {
        connection.commit();
        connection.setAutoCommit(true);
      }
      case "ROLLBACK", "ROLLBACK WORK" -> {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      default -> {
        return null;
      }
    }
    return "ok";
  }

  private String execute(String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      running = statement;
      boolean rows = statement.execute(text);
      String done = rows ? printed(statement) : updated(statement.getUpdateCount());
      ErrorText.printWarnings(err, statement.getWarnings());
      return done;
    } finally {
      running = null;
    }
  }

  private String printed(Statement statement) throws SQLException {
    try (ResultSet result = statement.getResultSet()) {
      return count(printer().print(Rows.of(result), out), "");
    }
  }

  private RowPrinter printer() {
    return RowPrinter.of(format, width.getAsInt());
  }

  private static String updated(int count) {
    return count > 0 ? count(count, " affected") : "ok";
  }

  private static String count(long rows, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", rows, rows == 1 ? "row" : "rows", what);
  }

  static String millis(long nanos) {
    return nanos < 10_000_000_000L
        ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
