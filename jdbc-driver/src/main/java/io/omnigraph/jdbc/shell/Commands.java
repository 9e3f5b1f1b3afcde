package io.omnigraph.jdbc.shell;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a line that starts with {@code !} can do. */
final class Commands {
  /** Does it. */
  @FunctionalInterface
  interface Action {
    /**
     * @param args words after the name, quotes taken off
     * @param rest the same as one text
     */
    void run(ShellSession session, List<String> args, String rest) throws SQLException;
  }

  /**
   * @param usage arguments as the help shows them
   */
  record Command(String name, String usage, String help, Action action) {}

  static final List<Command> ALL =
      List.of(
          new Command("help", "", "this list", (s, args, rest) -> help(s)),
          new Command("tables", "", "tables of the branch", (s, args, rest) -> Listing.tables(s)),
          new Command(
              "describe",
              "TABLE",
              "its columns and keys",
              (s, args, rest) -> Listing.describe(s, one(args, "!describe TABLE"))),
          new Command(
              "schema",
              "[TABLE]",
              "the schema as SQL",
              (s, args, rest) -> SchemaText.print(s, args)),
          new Command(
              "branches",
              "",
              "all branches, * = checked out",
              (s, args, rest) -> Listing.branches(s)),
          new Command(
              "branch",
              "NAME",
              "check a branch out",
              (s, args, rest) -> s.connection().setSchema(one(args, "!branch NAME"))),
          new Command(
              "load",
              LoadCommand.TABLE_USAGE,
              "load a CSV or JSONL file into a table",
              (s, args, rest) -> LoadCommand.table(s, args)),
          new Command(
              "loadgraph",
              LoadCommand.GRAPH_USAGE,
              "load a JSONL file of nodes and edges",
              (s, args, rest) -> LoadCommand.graph(s, args)),
          new Command(
              "check",
              "[deep]",
              "verify the whole graph; no rows = no findings",
              (s, args, rest) -> check(s, args)),
          new Command("explain", "QUERY", "the query's plan", (s, args, rest) -> explain(s, rest)),
          new Command(
              "read",
              "FILE",
              "run a file",
              (s, args, rest) -> s.runFile(Path.of(one(args, "!read FILE")))),
          new Command(
              "format",
              "table|csv|json|jsonl",
              "how rows are printed",
              (s, args, rest) -> format(s, args)),
          new Command(
              "timing",
              "on|off",
              "show how long statements take",
              (s, args, rest) -> timing(s, args)),
          new Command("quit", "", "leave", (s, args, rest) -> s.askToQuit()));

  private Commands() {}

  static void run(ShellSession session, String line) throws SQLException {
    String text = line.endsWith(";") ? line.substring(0, line.length() - 1) : line;
    String name = text.substring(1).split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    String rest = text.substring(1 + name.length()).strip();
    for (Command command : ALL) {
      if (command.name().equals(name)) {
        command.action().run(session, words(rest), rest);
        return;
      }
    }
    throw new UsageException("There is no command !" + name + ". See !help.");
  }

  /** Splits at blanks outside of single or double quotes, which are taken off. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw new UsageException("A quote is not closed: " + text);
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }

  private static String one(List<String> args, String usage) {
    if (args.size() != 1) {
      throw new UsageException("Usage: " + usage);
    }
    return args.get(0);
  }

  private static void help(ShellSession session) {
    for (Command command : ALL) {
      String left = ("!" + command.name() + " " + command.usage()).strip();
      session
          .out()
          .printf(
              left.length() > 28 ? "  %s%n  %28s  %s%n" : "  %-28s%s  %s%n",
              left,
              "",
              command.help());
    }
    session
        .out()
        .println("Everything else is SQL and ends with ; (BEGIN, COMMIT and ROLLBACK work too).");
  }

  private static void check(ShellSession session, List<String> args) throws SQLException {
    boolean deep = args.equals(List.of("deep"));
    if (!deep && !args.isEmpty()) {
      throw new UsageException("Usage: !check [deep]");
    }
    session.sql("CALL omnigraph.check_graph(deep => " + deep + ")");
  }

  private static void explain(ShellSession session, String query) throws SQLException {
    if (query.isEmpty()) {
      throw new UsageException("Usage: !explain QUERY");
    }
    session.sql("EXPLAIN PLAN FOR " + query);
  }

  private static void format(ShellSession session, List<String> args) {
    String usage = "!format table|csv|json|jsonl";
    session.format(
        RowFormat.named(one(args, usage)).orElseThrow(() -> new UsageException("Usage: " + usage)));
  }

  private static void timing(ShellSession session, List<String> args) {
    String usage = "!timing on|off";
    switch (one(args, usage).toLowerCase(Locale.ROOT)) {
      case "on" -> session.timing(true);
      case "off" -> session.timing(false);
      default -> throw new UsageException("Usage: " + usage);
    }
  }
}
