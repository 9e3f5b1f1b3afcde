package io.omnigraph.sql.statement;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadRequest.CsvOptions;
import io.omnigraph.engine.load.LoadRequest.Format;
import io.omnigraph.engine.load.LoadRequest.Mode;
import io.omnigraph.sql.parser.Command;
import io.omnigraph.sql.parser.CommandOptions;
import io.omnigraph.sql.parser.Commands;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
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
  private static final Set<String> KNOWN = Set.of("FORMAT", "MODE", "HEADER", "DELIMITER", "NULL");
  private static final Set<String> UNBUILT =
      Set.of(
          "BRANCH",
          "BRANCH_FROM",
          "COMMIT_EVERY",
          "MAX_ERRORS",
          "REJECTS",
          "REJECT_LIMIT",
          "LENIENT",
          "IGNORE_EXTRA");

  private BulkLoads() {}

  static long copy(Command.Copy copy, Object[] parameters, EngineSession session) {
    check(copy.options());
    String table = copy.table().names.get(copy.table().names.size() - 1);
    Path file = file(copy.file(), parameters);
    return session
        .settled()
        .load(request(Optional.of(table), copy.columns(), file, copy.options()))
        .rows();
  }

  static long load(Command.LoadGraph load, Object[] parameters, EngineSession session) {
    check(load.options());
    Path file = file(load.file(), parameters);
    return session
        .settled()
        .load(request(Optional.empty(), List.of(), file, load.options()))
        .rows();
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
      return Path.of(text);
    }
    return Path.of(Commands.text(node));
  }

  private static LoadRequest request(
      Optional<String> table, List<String> columns, Path file, CommandOptions options) {
    boolean header = columns.isEmpty();
    if (options.text("HEADER").isPresent()) {
      header = Boolean.parseBoolean(options.text("HEADER").get());
    }
    CsvOptions csv =
        new CsvOptions(
            header,
            options.text("DELIMITER").map(d -> d.charAt(0)).orElse(','),
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
