package io.omnigraph.jdbc.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Runs statements from the command line, files or standard input, without a terminal. */
final class Script {
  private final ShellOptions options;
  private final InputStream in;
  private final PrintStream err;
  private final ShellSession session;
  private ExitCode result = ExitCode.OK;

  Script(
      Connection connection,
      ShellOptions options,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    this.options = options;
    this.in = in;
    this.err = err;
    RowFormat format = options.format().orElse(RowFormat.TABLE);
    this.session = new ShellSession(connection, out, err, () -> 0, format, false);
  }

  ExitCode run() {
    try {
      if (options.inputs().isEmpty()) {
        runReader("standard input", new InputStreamReader(in, StandardCharsets.UTF_8));
      }
      for (ShellOptions.Source source : options.inputs()) {
        if (ended()) {
          break;
        }
        runSource(source);
      }
    } catch (IOException e) {
      err.println("Cannot read: " + e);
      return ExitCode.USAGE;
    }
    return result;
  }

  private void runSource(ShellOptions.Source source) throws IOException {
    if (source instanceof ShellOptions.Source.Text text) {
      runReader("-e", new StringReader(text.sql()));
    } else if (source instanceof ShellOptions.Source.File file) {
      runReader(file.path().toString(), Files.newBufferedReader(file.path()));
    } else {
      throw new IllegalStateException("Unknown source " + source);
    }
  }

  private void runReader(String name, Reader reader) throws IOException {
    StatementSplitter splitter = new StatementSplitter();
    try (BufferedReader lines = new BufferedReader(reader)) {
      String line = lines.readLine();
      while (line != null && !ended()) {
        splitter.add(line);
        runPieces(name, splitter);
        line = lines.readLine();
      }
    }
    splitter.end();
    runPieces(name, splitter);
  }

  private void runPieces(String name, StatementSplitter splitter) {
    Optional<StatementSplitter.Piece> piece = splitter.poll();
    while (piece.isPresent() && !ended()) {
      runPiece(name, piece.get());
      piece = splitter.poll();
    }
  }

  private void runPiece(String name, StatementSplitter.Piece piece) {
    try {
      session.run(piece);
    } catch (SQLException e) {
      session.out().flush();
      err.println("In " + name + ", statement at line " + piece.line() + ":");
      ErrorText.print(err, e);
      result = worse(ExitCode.SQL_ERROR);
    } catch (UsageException e) {
      session.out().flush();
      err.println("In " + name + ", line " + piece.line() + ": " + e.getMessage());
      result = worse(ExitCode.USAGE);
    }
  }

  private ExitCode worse(ExitCode code) {
    return List.of(result, code).contains(ExitCode.SQL_ERROR) ? ExitCode.SQL_ERROR : code;
  }

  private boolean ended() {
    return session.quit() || (result != ExitCode.OK && !options.keepGoing());
  }
}
