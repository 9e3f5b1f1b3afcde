package io.omnigraph.sql.statement;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadRequest.CsvOptions;
import io.omnigraph.engine.load.LoadRequest.Format;
import io.omnigraph.engine.load.LoadRequest.Mode;
import io.omnigraph.engine.load.LoadRequest.Target;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.sql.parser.Command;
import io.omnigraph.sql.parser.CommandOptions;
import io.omnigraph.sql.parser.Commands;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.session.SqlResult.Warning;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;

/** COPY … FROM and LOAD GRAPH. */
final class BulkLoads {
  private static final Set<String> KNOWN =
      Set.of("FORMAT", "MODE", "HEADER", "DELIMITER", "NULL", "BRANCH", "BRANCH_FROM");
  private static final Set<String> UNBUILT =
      Set.of("COMMIT_EVERY", "MAX_ERRORS", "REJECTS", "REJECT_LIMIT", "LENIENT", "IGNORE_EXTRA");

  private BulkLoads() {}

  static SqlResult copy(Command.Copy copy, Object[] parameters, EngineSession session) {
    check(copy.options());
    List<String> names = copy.table().names;
    Path file = file(copy.file(), parameters);
    Optional<Target> target = target(names, copy.options(), session);
    Optional<String> table = Optional.of(names.get(names.size() - 1));
    return run(request(table, copy.columns(), file, copy.options()), target, session);
  }

  static SqlResult load(Command.LoadGraph load, Object[] parameters, EngineSession session) {
    check(load.options());
    Path file = file(load.file(), parameters);
    Optional<Target> target = target(List.of(), load.options(), session);
    return run(request(Optional.empty(), List.of(), file, load.options()), target, session);
  }

  /** An overwrite would undo what the faster writer did; a branch is made at once. */
  static boolean repeatable(CommandOptions options) {
    return !options.text("MODE").map(Mode.OVERWRITE.name()::equalsIgnoreCase).orElse(false)
        && options.text("BRANCH_FROM").isEmpty();
  }

  private static SqlResult run(
      LoadRequest request, Optional<Target> target, EngineSession session) {
    LoadResult done =
        session.settled().load(target.isPresent() ? request.onto(target.get()) : request);
    List<Warning> warnings =
        done.base().isPresent() && !done.branchCreated()
            ? List.of(
                new Warning(
                    "01OG3",
                    "BRANCH_FROM \"%s\" was not used: branch \"%s\" is there already."
                        .formatted(done.base().get(), done.branch())))
            : List.of();
    return new SqlResult(Optional.empty(), done.rows(), Optional.empty(), warnings);
  }

  /** The option BRANCH, or the branch that qualifies the table's name. */
  private static Optional<Target> target(
      List<String> names, CommandOptions options, EngineSession session) {
    if (names.size() > 2 && !names.get(names.size() - 3).equalsIgnoreCase(session.graph().name())) {
      throw new OmnigraphException(
          ErrorCode.TABLE_NOT_FOUND, String.join(".", names), session.settled().branch(), "");
    }
    Optional<String> qualifier =
        names.size() > 1 ? Optional.of(names.get(names.size() - 2)) : Optional.empty();
    Optional<String> option = options.text("BRANCH");
    if (qualifier.isPresent() && option.isPresent()) {
      throw new OmnigraphException(
          ErrorCode.SYNTAX_ERROR, "The branch is named twice: by the table and by BRANCH.");
    }
    Optional<String> branch = option.or(() -> qualifier);
    if (branch.isEmpty() && options.text("BRANCH_FROM").isPresent()) {
      throw new OmnigraphException(
          ErrorCode.SYNTAX_ERROR, "BRANCH_FROM needs BRANCH, the branch to make.");
    }
    return branch.map(name -> new Target(name, options.text("BRANCH_FROM")));
  }

  private static void check(CommandOptions options) {
    for (String name : options.names()) {
      if (UNBUILT.contains(name)) {
        throw EngineSession.unsupported("Option " + name, "");
      }
      if (!KNOWN.contains(name)) {
        throw new OmnigraphException(
            ErrorCode.SYNTAX_ERROR,
            "There is no option " + name + ". Known are " + KNOWN.stream().sorted().toList() + ".");
      }
    }
  }

  private static Path file(SqlNode node, Object[] parameters) {
    if (node instanceof SqlDynamicParam parameter) {
      Object value = parameters[parameter.getIndex()];
      if (!(value instanceof String text)) {
        throw EngineSession.unsupported("Loading from a stream", " Give a file name.");
      }
      return path(text);
    }
    return path(Commands.text(node));
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new OmnigraphException(
              ErrorCode.LOAD_FILE_NOT_FOUND, text.replace('\0', '?'), e.getReason())
          .causedBy(e);
    }
  }

  private static char delimiter(String text) {
    if (text.length() != 1 || text.equals("\"") || text.equals("\n") || text.equals("\r")) {
      throw new OmnigraphException(
          ErrorCode.PARAMETER_INVALID,
          "DELIMITER '" + text + "' must be one character, and no quote or line end.");
    }
    return text.charAt(0);
  }

  private static boolean header(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      default ->
          throw new OmnigraphException(
              ErrorCode.PARAMETER_INVALID, "HEADER '" + text + "' must be true or false.");
    };
  }

  private static LoadRequest request(
      Optional<String> table, List<String> columns, Path file, CommandOptions options) {
    boolean header = columns.isEmpty();
    if (options.text("HEADER").isPresent()) {
      header = header(options.text("HEADER").get());
    }
    CsvOptions csv =
        new CsvOptions(
            header,
            options.text("DELIMITER").map(BulkLoads::delimiter).orElse(','),
            options.text("NULL").orElse(""),
            Map.of("from", "src", "to", "dst"));
    return new LoadRequest(
        table,
        columns,
        file,
        format(table, file, options),
        mode(options),
        csv,
        LoadRequest.Progress.NONE);
  }

  private static Format format(Optional<String> table, Path file, CommandOptions options) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String byName =
        name.endsWith(".csv")
            ? "CSV"
            : name.endsWith(".jsonl") || name.endsWith(".json")
                ? "JSONL"
                : table.isEmpty() ? "JSONL" : "CSV";
    String format = options.text("FORMAT").orElse(byName).toUpperCase(Locale.ROOT);
    return switch (format) {
      case "CSV" -> Format.CSV;
      case "JSONL" -> Format.JSONL;
      default -> throw EngineSession.unsupported("Format " + format, " Use CSV or JSONL.");
    };
  }

  private static Mode mode(CommandOptions options) {
    String mode = options.text("MODE").orElse("APPEND").toUpperCase(Locale.ROOT);
    try {
      return Mode.valueOf(mode);
    } catch (IllegalArgumentException e) {
      throw new OmnigraphException(
              ErrorCode.SYNTAX_ERROR,
              "There is no mode " + mode + ". Use APPEND, MERGE or OVERWRITE.")
          .causedBy(e);
    }
  }
}
