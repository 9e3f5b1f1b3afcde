package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Values as people write them in CSV files, defaults and bounds, read strictly: nothing is rounded,
 * wrapped or guessed. Errors say {@code expected I64, got "many"}.
 */
public final class ValueText {
  private static final int SHOWN_CHARACTERS = 256;
  private static final String BASE64 = "base64:";

  private ValueText() {}

  /**
   * Reads one value.
   *
   * @return boxed memory form: Integer, Long, Double or byte[], by the stored type's layout
   * @throws OmnigraphException VALUE_INVALID, VALUE_OUT_OF_RANGE, DATETIME_INVALID, …
   */
  public static Object parse(PropertyType type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parse(type, bytes, 0, bytes.length);
  }

  /** Reads one value from UTF-8; see {@link #parse(PropertyType, String)}. */
  public static Object parse(PropertyType type, byte[] b, int from, int to) {
    return switch (type.scalar()) {
      case BOOL -> bool(type, b, from, to);
      case I8, I16, I32 -> (int) integer(type, b, from, to);
      case I64, U32, U64 -> integer(type, b, from, to);
      case F32, F64 -> real(type, b, from, to);
      case DATE -> date(type, b, from, to);
      case DATETIME, DATETIME_TZ -> dateTime(type, b, from, to);
      case TIME -> time(type, b, from, to);
      default -> bytes(type, b, from, to);
    };
  }

  /**
   * The value of a column's default.
   *
   * @param sql a literal, as {@link Property#defaultSql()} has it
   * @return boxed memory form, or null for NULL
   */
  public static Object ofSqlLiteral(PropertyType type, String sql) {
    DefaultValue value =
        DefaultValue.ofSql(sql)
            .orElseThrow(
                () ->
                    new OmnigraphException(
                        ErrorCode.UNSUPPORTED, "The default " + sql, " Use a literal."));
    return value.isNull() ? null : parse(type, value.text());
  }

  /** {@code true} or {@code false}, in any case: 1 or 0. */
  public static int bool(PropertyType type, byte[] b, int from, int to) {
    String text = to - from > 5 ? "" : string(b, from, to);
    if (text.equalsIgnoreCase("true")) {
      return 1;
    }
    if (text.equalsIgnoreCase("false")) {
      return 0;
    }
    throw invalid(type, b, from, to);
  }

  /** All integer types; U64 as the same 64 bits. */
  public static long integer(PropertyType type, byte[] b, int from, int to) {
    return type.scalar() == PropertyType.Scalar.U64
        ? NumberText.unsigned(type, b, from, to)
        : NumberText.integer(type, b, from, to);
  }

  public static double real(PropertyType type, byte[] b, int from, int to) {
    return NumberText.real(type, b, from, to);
  }

  /** Days since 1970-01-01. */
  public static int date(PropertyType type, byte[] b, int from, int to) {
    return DateTimeText.date(type, b, from, to);
  }

  /** Microseconds since 1970-01-01T00:00Z. */
  public static long dateTime(PropertyType type, byte[] b, int from, int to) {
    return DateTimeText.dateTime(type, b, from, to);
  }

  /** Microseconds since midnight. */
  public static long time(PropertyType type, byte[] b, int from, int to) {
    return DateTimeText.time(type, b, from, to);
  }

  /** All types of layout BYTES. */
  public static byte[] bytes(PropertyType type, byte[] b, int from, int to) {
    return switch (type.scalar()) {
      case STRING, TEXT, ENUM, JSON, CHAR -> characters(type, b, from, to);
      case DECIMAL -> NumberText.decimal(type, b, from, to);
      case UUID -> uuid(type, b, from, to);
      case BINARY, BYTES -> binary(type, b, from, to);
      case ULID -> Ulid.ofAnyText(string(b, from, to));
      default ->
          throw new OmnigraphException(ErrorCode.UNSUPPORTED, "Text as " + TypeNames.pg(type), "");
    };
  }

  /** A Char is stored without its padding, so that two spellings of one key are one key. */
  private static byte[] characters(PropertyType type, byte[] b, int from, int to) {
    checkLength(type, b, from, to);
    if (type.scalar() == PropertyType.Scalar.JSON) {
      JsonText.check(type, b, from, to);
    }
    int end = to;
    while (type.scalar() == PropertyType.Scalar.CHAR && end > from && b[end - 1] == ' ') {
      end--;
    }
    return Arrays.copyOfRange(b, from, end);
  }

  /** String(n) and Char(n) count code points; trailing spaces of a Char do not count. */
  public static void checkLength(PropertyType type, byte[] b, int from, int to) {
    if (type.length() == 0 || to - from <= type.length()) {
      return;
    }
    int end = to;
    while (type.scalar() == PropertyType.Scalar.CHAR && end > from && b[end - 1] == ' ') {
      end--;
    }
    int points = 0;
    for (int i = from; i < end; i++) {
      points += (b[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    if (points > type.length()) {
      throw new OmnigraphException(
          ErrorCode.STRING_TOO_LONG,
          "%s allows %d characters, got %d: \"%s\""
              .formatted(TypeNames.pg(type), type.length(), points, shown(b, from, to)));
    }
  }

  private static byte[] uuid(PropertyType type, byte[] b, int from, int to) {
    String text = string(b, from, to);
    boolean hyphens =
        text.length() == 36
            && text.charAt(8) == '-'
            && text.charAt(13) == '-'
            && text.charAt(18) == '-'
            && text.charAt(23) == '-';
    String hex = hyphens ? text.replace("-", "") : text;
    if (hex.length() != 32) {
      throw invalid(type, b, from, to);
    }
    return hex(type, hex, b, from, to);
  }

  private static byte[] binary(PropertyType type, byte[] b, int from, int to) {
    String text = string(b, from, to);
    byte[] value;
    if (text.startsWith(BASE64)) {
      try {
        value = Base64.getDecoder().decode(text.substring(BASE64.length()));
      } catch (IllegalArgumentException e) {
        throw invalid(type, b, from, to).causedBy(e);
      }
    } else {
      value = hex(type, text, b, from, to);
    }
    boolean fixed = type.scalar() == PropertyType.Scalar.BINARY;
    if (type.length() > 0
        && (fixed ? value.length != type.length() : value.length > type.length())) {
      throw new OmnigraphException(
          ErrorCode.STRING_TOO_LONG,
          "%s allows %s%d bytes, got %d"
              .formatted(TypeNames.pg(type), fixed ? "exactly " : "", type.length(), value.length));
    }
    return value;
  }

  private static byte[] hex(PropertyType type, String hex, byte[] b, int from, int to) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw invalid(type, b, from, to).causedBy(e);
    }
  }

  static OmnigraphException invalid(PropertyType type, byte[] b, int from, int to) {
    ErrorCode code =
        switch (type.scalar()) {
          case DATE, TIME, DATETIME, DATETIME_TZ -> ErrorCode.DATETIME_INVALID;
          default -> ErrorCode.VALUE_INVALID;
        };
    return error(code, type, b, from, to, "");
  }

  static OmnigraphException outOfRange(PropertyType type, byte[] b, int from, int to) {
    return error(ErrorCode.VALUE_OUT_OF_RANGE, type, b, from, to, ", which is out of its range");
  }

  static OmnigraphException noSuchTime(PropertyType type, byte[] b, int from, int to) {
    return error(ErrorCode.DATETIME_OVERFLOW, type, b, from, to, ", which does not exist");
  }

  static OmnigraphException tooFine(PropertyType type, byte[] b, int from, int to) {
    return error(
        ErrorCode.DATETIME_OVERFLOW,
        type,
        b,
        from,
        to,
        ", which is finer than %d fraction digits".formatted(type.scale()));
  }

  private static OmnigraphException error(
      ErrorCode code, PropertyType type, byte[] b, int from, int to, String why) {
    return new OmnigraphException(
        code, "expected %s, got \"%s\"%s".formatted(TypeNames.pg(type), shown(b, from, to), why));
  }

  private static String shown(byte[] b, int from, int to) {
    String text = string(b, from, Math.min(to, from + 4 * SHOWN_CHARACTERS));
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private static String string(byte[] b, int from, int to) {
    return new String(b, from, to - from, StandardCharsets.UTF_8);
  }
}
