package io.omnigraph.sql.parser;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/** What the grammar's actions call. */
@SuppressWarnings("DoNotCallSuggester") // refusals are what the grammar calls them for
public final class Commands {
  private Commands() {}

  /** Refuses a statement that parses but is not built. */
  public static void unsupported(String feature) {
    unsupported(feature, "");
  }

  /**
   * @param hint begins with a space, or is empty
   */
  public static void unsupported(String feature, String hint) {
    throw new OmnigraphException(ErrorCode.UNSUPPORTED, feature, hint);
  }

  /** FOR VERSION AS OF; the engine reads heads only so far. */
  public static SqlNode versionOf(SqlNode table, SqlNode version) {
    throw new OmnigraphException(
        ErrorCode.UNSUPPORTED, table + " FOR VERSION AS OF " + version, "");
  }

  /** Value of a text literal. */
  public static String text(SqlNode literal) {
    return ((SqlLiteral) literal).getValueAs(String.class);
  }

  public static Optional<String> optionalText(SqlNode literal) {
    return literal == null ? Optional.empty() : Optional.of(text(literal));
  }

  /**
   * @param name or null
   */
  public static Command.Argument argument(SqlIdentifier name, SqlNode value) {
    return new Command.Argument(Optional.ofNullable(name).map(SqlIdentifier::getSimple), value);
  }

  /** Names of a list of simple identifiers; empty for null. */
  public static List<String> names(SqlNodeList list) {
    return list == null
        ? List.of()
        : list.getList().stream().map(n -> ((SqlIdentifier) n).getSimple()).toList();
  }

  public static List<String> namesOrNull(SqlNodeList list) {
    return list == null ? null : names(list);
  }

  /** The last part of each name: {@code t.a} is column a in a SET list. */
  static List<String> lastNames(List<SqlIdentifier> ids) {
    return ids.stream().map(i -> i.names.get(i.names.size() - 1)).toList();
  }
}
