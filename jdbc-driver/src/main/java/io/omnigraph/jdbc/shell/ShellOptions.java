package io.omnigraph.jdbc.shell;

import io.omnigraph.engine.check.CheckOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param inputs what to run, in order; empty = standard input
 * @param format of results; empty = table
 * @param keepGoing whether a script goes on after an error
 * @param check present when the directory is to be verified, and nothing else
 */
record ShellOptions(
    String url,
    List<Source> inputs,
    Optional<RowFormat> format,
    boolean keepGoing,
    Optional<CheckOptions> check,
    boolean help,
    boolean version) {
  static final String HELP =
      """
      Usage: java -jar omnigraph-jdbc-all.jar [options] GRAPH

      GRAPH is a directory or a jdbc: URL. An absent directory becomes a new graph.
      Without -e and -f, statements come from the terminal or from standard input.

        -e SQL          run these statements or !commands; may be repeated
        -f FILE         run this file; may be repeated
        --table         results as tables (default)
        --csv           results as CSV with a header line (NULL is an empty field)
        --json          results as a JSON array of objects
        --jsonl         results as one JSON object a line
        --check         verify the directory, even one that cannot be opened, and leave
        --check-deep    the same, comparing the checksum of every file
        --keep-going    go on after an error; the exit code still tells
        --version       print the version
        --help          print this text

      Exit codes: 0 all ran, 1 a statement failed or the check found damage, 2 wrong usage, 3 cannot connect.
      Inside the shell, !help lists the commands.
      """;

  /** Where statements come from. */
  sealed interface Source {
    /** Given on the command line. */
    record Text(String sql) implements Source {}

    /** In a file. */
    record File(Path path) implements Source {}
  }

  static String versionText() {
    String version = ShellOptions.class.getPackage().getImplementationVersion();
    return version == null ? "(development build)" : version;
  }

  static ShellOptions parse(String... args) {
    return new Parser(List.of(args).iterator()).parse();
  }

  private static final class Parser {
    private final Iterator<String> args;
    private final List<Source> inputs = new ArrayList<>();
    private String graph;
    private Optional<RowFormat> format = Optional.empty();
    private boolean keepGoing;
    private Optional<CheckOptions> check = Optional.empty();
    private boolean help;
    private boolean version;

    Parser(Iterator<String> args) {
      this.args = args;
    }

    ShellOptions parse() {
      while (args.hasNext()) {
        option(args.next());
      }
      if (graph == null && !help && !version) {
        throw new UsageException("Which graph? Name a directory or a jdbc: URL.");
      }
      String url =
          graph == null || graph.regionMatches(true, 0, "jdbc:", 0, 5)
              ? graph
              : "jdbc:omnigraph:" + graph;
      return new ShellOptions(url, List.copyOf(inputs), format, keepGoing, check, help, version);
    }

    private void option(String arg) {
      switch (arg) {
        case "-e" -> inputs.add(new Source.Text(value(arg)));
        case "-f" -> inputs.add(new Source.File(Path.of(value(arg))));
        case "--table" -> format = Optional.of(RowFormat.TABLE);
        case "--csv" -> format = Optional.of(RowFormat.CSV);
        case "--json" -> format = Optional.of(RowFormat.JSON);
        case "--jsonl" -> format = Optional.of(RowFormat.JSONL);
        case "--keep-going" -> keepGoing = true;
        case "--check" -> check = Optional.of(CheckOptions.shallow());
        case "--check-deep" -> check = Optional.of(CheckOptions.deepest());
        case "--help", "-h" -> help = true;
        case "--version" -> version = true;
        default -> graph(arg);
      }
    }

    private void graph(String arg) {
      if (arg.startsWith("-")) {
        throw new UsageException("Unknown option " + arg + ".");
      }
      if (graph != null) {
        throw new UsageException("One graph at a time: " + graph + " or " + arg + "?");
      }
      graph = arg;
    }

    private String value(String option) {
      if (!args.hasNext()) {
        throw new UsageException("Option " + option + " needs a value.");
      }
      return args.next();
    }
  }
}
