package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The default of a property: one literal.
 *
 * @param kind STRING, INT, FLOAT, or NAME for true and false
 */
record DefaultValue(Token.Kind kind, String text) {
  private static final Pattern SQL_LITERAL =
      Pattern.compile(
          "(?is)\\s*(?:(?<word>TRUE|FALSE|NULL)|(?<number>[-+]?\\d+(?:\\.\\d+)?)"
              + "|(?:(?:DATE|TIMESTAMP|TIME)\\s+)?'(?<text>(?:[^']|'')*)')\\s*");

  /** Reads a SQL literal; empty when it is any other expression. */
  static Optional<DefaultValue> ofSql(String sql) {
    Matcher match = SQL_LITERAL.matcher(sql);
    if (!match.matches()) {
      return Optional.empty();
    }
    if (match.group("word") != null) {
      return Optional.of(
          new DefaultValue(Token.Kind.NAME, match.group("word").toLowerCase(Locale.ROOT)));
    }
    String number = match.group("number");
    if (number != null) {
      number = number.startsWith("+") ? number.substring(1) : number;
      return Optional.of(
          new DefaultValue(number.contains(".") ? Token.Kind.FLOAT : Token.Kind.INT, number));
    }
    return Optional.of(new DefaultValue(Token.Kind.STRING, match.group("text").replace("''", "'")));
  }

  boolean isNull() {
    return kind == Token.Kind.NAME && text.equals("null");
  }

  /**
   * @throws OmnigraphException when it is no value of the type
   */
  void check(PropertyType type) {
    boolean fits =
        switch (type.scalar()) {
          case BOOL -> kind == Token.Kind.NAME;
          case I8, I16, I32, I64, U32, U64 -> kind == Token.Kind.INT;
          case F32, F64, DECIMAL -> kind == Token.Kind.INT || kind == Token.Kind.FLOAT;
          default -> kind == Token.Kind.STRING;
        };
    if (!fits || type.list()) {
      throw new OmnigraphException(
          ErrorCode.VALUE_INVALID, "expected %s, got %s".formatted(TypeNames.pg(type), text));
    }
    ValueText.parse(type, text);
  }

  String sql(PropertyType type) {
    return switch (kind) {
      case NAME -> text.toUpperCase(Locale.ROOT);
      case STRING -> prefix(type) + "'" + text.replace("'", "''") + "'";
      default -> text;
    };
  }

  private static String prefix(PropertyType type) {
    return switch (type.scalar()) {
      case DATE -> "DATE ";
      case TIME -> "TIME ";
      case DATETIME -> "TIMESTAMP ";
      default -> "";
    };
  }
}
