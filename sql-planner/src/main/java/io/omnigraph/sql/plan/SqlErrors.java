package io.omnigraph.sql.plan;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.parser.SqlParseException;

/**
 * The one place where Calcite's errors become ours. Its texts are matched here and nowhere else.
 */
public final class SqlErrors {
  private static final Pattern TABLE =
      Pattern.compile(
          "(?:Object|Table) '([^']*)' not found(?: within '([^']*)')?.*", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile(
          "Column '([^']*)' not found in (any table|table '([^']*)').*", Pattern.DOTALL);
  private static final Pattern FUNCTION =
      Pattern.compile("No match found for function signature (.*)", Pattern.DOTALL);
  private static final Pattern ENCOUNTERED = Pattern.compile("(?s)(Encountered \".*?\") at line.*");

  /** The place within a message of the parser, which gives it apart too. */
  private static final Pattern PLACE = Pattern.compile(" at line \\d+, column \\d+\\.?");

  private SqlErrors() {}

  public static OmnigraphException of(Throwable error, PlanningScope scope) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof OmnigraphException own) {
        return own;
      }
      if (t instanceof StackOverflowError) {
        return new OmnigraphException(
                ErrorCode.LIMIT_EXCEEDED,
                "The statement is nested too deeply. Write it with fewer levels, or as several.")
            .causedBy(t);
      }
    }
    Throwable cause = error;
    while (cause != null
        && !(cause instanceof SqlParseException)
        && !(cause instanceof CalciteContextException)) {
      cause = cause.getCause();
    }
    if (cause instanceof SqlParseException parse) {
      return syntax(parse);
    }
    if (cause instanceof CalciteContextException context) {
      return semantic(context, scope).causedBy(error);
    }
    if (error instanceof CalciteException || error instanceof IllegalArgumentException) {
      return new OmnigraphException(ErrorCode.SYNTAX_ERROR, firstLine(error)).causedBy(error);
    }
    if (error instanceof ArithmeticException || error instanceof NumberFormatException) {
      return new OmnigraphException(ErrorCode.VALUE_OUT_OF_RANGE, firstLine(error)).causedBy(error);
    }
    if (error instanceof ClassCastException && comparesRowsOfValues(error)) {
      return new OmnigraphException(
              ErrorCode.TYPE_MISMATCH,
              "The rows of VALUES have different types in one column. CAST them to one.")
          .causedBy(error);
    }
    if (error instanceof UnsupportedOperationException) {
      String what = firstLine(error).replaceFirst("^class [\\w.$]+: ", "");
      return new OmnigraphException(
              ErrorCode.UNSUPPORTED, what.equals("?") ? "A parameter in this place" : what, "")
          .causedBy(error);
    }
    return new OmnigraphException(ErrorCode.INTERNAL, error.toString()).causedBy(error);
  }

  /** Calcite's validator lets such rows pass; the first who looks at their order fails. */
  private static boolean comparesRowsOfValues(Throwable error) {
    return Arrays.stream(error.getStackTrace())
        .anyMatch(at -> at.getClassName().endsWith(".RelMdCollation"));
  }

  private static OmnigraphException syntax(SqlParseException parse) {
    String message = String.valueOf(parse.getMessage());
    Matcher found = ENCOUNTERED.matcher(message);
    String what =
        found.matches()
            ? found.group(1).replaceAll("\\s+", " ")
            : PLACE
                .matcher(message.lines().findFirst().orElse(""))
                .replaceAll("")
                .replaceAll("\\s+", " ");
    String at =
        parse.getPos() == null
            ? ""
            : "Line %d, column %d: "
                .formatted(parse.getPos().getLineNum(), parse.getPos().getColumnNum());
    return new OmnigraphException(
            ErrorCode.SYNTAX_ERROR,
            at + what + ". Check the statement there; quote names that are reserved words.")
        .causedBy(parse);
  }

  private static OmnigraphException semantic(CalciteContextException context, PlanningScope scope) {
    Throwable cause = context.getCause();
    if (cause instanceof OmnigraphException own) {
      return own;
    }
    String text = cause == null ? firstLine(context) : String.valueOf(cause.getMessage());
    if (text.contains(".$row'")) {
      return new OmnigraphException(
          ErrorCode.SYNTAX_ERROR,
          "An aggregate function cannot stand in UPDATE or DELETE itself. Use a sub-query.");
    }
    String at = "Line %d, column %d: ".formatted(context.getPosLine(), context.getPosColumn());
    Matcher table = TABLE.matcher(text);
    if (table.matches()) {
      return missingTable(table.group(1), table.group(2), scope, at);
    }
    Matcher column = COLUMN.matcher(text);
    if (column.matches()) {
      String in = column.group(3) == null ? "any table of FROM" : "\"" + column.group(3) + "\"";
      return new OmnigraphException(
          ErrorCode.COLUMN_NOT_FOUND,
          column.group(1),
          in,
          nearColumn(column.group(1), scope) + " (" + at.substring(0, at.length() - 2) + ")");
    }
    Matcher function = FUNCTION.matcher(text);
    if (function.matches()) {
      return new OmnigraphException(
          ErrorCode.FUNCTION_NOT_FOUND, at + "There is no function " + function.group(1) + ".");
    }
    if (text.contains("Cannot apply")
        || text.contains("cannot convert")
        || text.contains("type mismatch")
        || text.contains("Cast function cannot")) {
      return new OmnigraphException(ErrorCode.TYPE_MISMATCH, at + text);
    }
    if (text.contains("does not support FOR SYSTEM_TIME") || text.contains("temporal table")) {
      return new OmnigraphException(ErrorCode.UNSUPPORTED, "FOR SYSTEM_TIME AS OF", "");
    }
    return new OmnigraphException(ErrorCode.SYNTAX_ERROR, at + text);
  }

  private static OmnigraphException missingTable(
      String name, String within, PlanningScope scope, String at) {
    boolean branch = within == null && !scope.branch().isEmpty();
    String place = within == null ? scope.branch() : within;
    String near =
        io.omnigraph.engine.schema.NearNames.hint(
            name, scope.view().schema().tables().stream().map(t -> t.name()).toList());
    String text = near + " (" + at.substring(0, at.length() - 2) + ")";
    return new OmnigraphException(
        ErrorCode.TABLE_NOT_FOUND, name, branch ? scope.branch() : place, text);
  }

  private static String nearColumn(String name, PlanningScope scope) {
    return io.omnigraph.engine.schema.NearNames.hint(
        name,
        scope.view().schema().tables().stream()
            .flatMap(t -> t.columns().stream())
            .map(p -> p.name())
            .distinct()
            .toList());
  }

  private static String firstLine(Throwable error) {
    String message = error.getMessage();
    return message == null
        ? error.toString()
        : message.lines().findFirst().orElse(error.toString());
  }
}
