package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
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
  // As people write literals, and as a SQL printer does: _UTF8'x', U&'\\00fc', 1.5E0.
  private static final Pattern SQL_LITERAL =
      Pattern.compile(
          "(?is)\\s*(?:(?<word>TRUE|FALSE|NULL)"
              + "|(?<sign>[-+]?)\\s*(?<number>(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:E[-+]?\\d{1,3})?)"
              + "|(?:DATE\\s+|TIMESTAMP\\s+|TIME\\s+|_[A-Z0-9_-]+\\s*|(?<unicode>U&))?"
              + "'(?<text>(?:[^']|'')*)')\\s*");
  private static final Pattern UNICODE_ESCAPE =
      Pattern.compile("(?i)\\\\(?:([0-9A-F]{4})|\\+([0-9A-F]{6})|(\\\\))");

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
    if (match.group("number") != null) {
      String digits = new BigDecimal(match.group("number")).toPlainString();
      String number = match.group("sign").equals("-") ? "-" + digits : digits;
      return Optional.of(
          new DefaultValue(number.contains(".") ? Token.Kind.FLOAT : Token.Kind.INT, number));
    }
    String text = match.group("text").replace("''", "'");
    return Optional.of(
        new DefaultValue(
            Token.Kind.STRING, match.group("unicode") == null ? text : unescaped(text)));
  }

  private static String unescaped(String text) {
    return UNICODE_ESCAPE
        .matcher(text)
        .replaceAll(
            m -> {
              String hex = m.group(1) != null ? m.group(1) : m.group(2);
              String character = hex == null ? "\\" : Character.toString(Integer.parseInt(hex, 16));
              return Matcher.quoteReplacement(character);
            });
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
