package io.omnigraph.jdbc.shell;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Reads statements from a terminal, with editing, history and completion. */
final class Interactive {
  private final Connection connection;
  private final ShellOptions options;
  private final Optional<Path> history;

  /**
   * @param history file of the lines typed before; empty = they are not kept
   */
  Interactive(Connection connection, ShellOptions options, Optional<Path> history) {
    this.connection = connection;
    this.options = options;
    this.history = history;
  }

  /** Whether a person sits at both ends. */
  // Null is the answer before JDK 22 only; isTerminal is asked from there on.
  @SuppressWarnings("SystemConsoleNull")
  static boolean possible() {
    Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      // Since JDK 22 there is a Console without a terminal too, and a way to ask.
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  ExitCode run() {
    try (Terminal terminal =
        TerminalBuilder.builder().system(true).encoding(StandardCharsets.UTF_8).build()) {
      return run(terminal);
    } catch (IOException e) {
      System.err.println("The terminal cannot be opened: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  /** Separate from {@link #run()} so that tests can bring a terminal. */
  ExitCode run(Terminal terminal) {
    PrintStream screen = new PrintStream(terminal.output(), true, StandardCharsets.UTF_8);
    ShellSession session =
        new ShellSession(
            connection,
            screen,
            screen,
            terminal::getWidth,
            options.format().orElse(RowFormat.TABLE),
            true);
    ShellCompleter completer = new ShellCompleter(connection);
    LineReader reader = reader(terminal, completer);
    screen.println(
        "OmniGraph " + ShellOptions.versionText() + ". !help lists commands, SQL ends with ;");
    while (!session.quit()) {
      try {
        readAndRun(session, reader, terminal);
        completer.refresh();
      } catch (UserInterruptException e) {
        // Ctrl-C at the prompt drops what was typed.
      } catch (EndOfFileException e) {
        session.askToQuit();
      }
    }
    return ExitCode.OK;
  }

  private LineReader reader(Terminal terminal, ShellCompleter completer) {
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("omnigraph")
            .completer(completer)
            .parser(new ShellLineParser())
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P-> ")
            .variable(LineReader.INDENTATION, 2)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.CASE_INSENSITIVE, true);
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    return builder.build();
  }

  /** Where the user's shell keeps its history. */
  static Optional<Path> historyFile() {
    String state = System.getenv("XDG_STATE_HOME");
    Path folder =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    try {
      return Optional.of(Files.createDirectories(folder.resolve("omnigraph")).resolve("history"));
    } catch (IOException e) {
      // A shell without memory is better than none.
      return Optional.empty();
    }
  }

  private void readAndRun(ShellSession session, LineReader reader, Terminal terminal) {
    String text = reader.readLine(prompt());
    StatementSplitter splitter = new StatementSplitter();
    text.lines().forEach(splitter::add);
    splitter.end();
    Optional<StatementSplitter.Piece> piece = splitter.poll();
    while (piece.isPresent() && !session.quit()) {
      if (!runOne(session, piece.get(), terminal)) {
        return;
      }
      piece = splitter.poll();
    }
  }

  private static boolean runOne(
      ShellSession session, StatementSplitter.Piece piece, Terminal terminal) {
    Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> cancel(session));
    try {
      session.run(piece);
      return true;
    } catch (SQLException e) {
      ErrorText.print(session.err(), e);
    } catch (UsageException e) {
      session.err().println(e.getMessage());
    } finally {
      terminal.handle(Terminal.Signal.INT, before);
    }
    return false;
  }

  private static void cancel(ShellSession session) {
    try {
      session.cancel();
    } catch (SQLException e) {
      ErrorText.print(session.err(), e);
    }
  }

  /** Graph and branch; a star while a transaction is open. */
  private String prompt() {
    AttributedStringBuilder prompt = new AttributedStringBuilder();
    try {
      prompt.append(connection.getCatalog());
      prompt.append(':');
      prompt.styled(
          AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN), connection.getSchema());
      if (!connection.getAutoCommit()) {
        prompt.styled(AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW), "*");
      }
    } catch (SQLException e) {
      prompt.append("(not connected)");
    }
    return prompt.append("> ").toAnsi();
  }
}
