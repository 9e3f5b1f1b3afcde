package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a property's type. */
final class TypeParser {
  private static final int DEFAULT_FRACTION_DIGITS = 6;
  private static final int MAX_DECIMAL_PRECISION = 38;

  static final Map<String, Scalar> PLAIN =
      Map.ofEntries(
          Map.entry("String", Scalar.STRING),
          Map.entry("Blob", Scalar.BLOB),
          Map.entry("Bool", Scalar.BOOL),
          Map.entry("I8", Scalar.I8),
          Map.entry("I16", Scalar.I16),
          Map.entry("I32", Scalar.I32),
          Map.entry("I64", Scalar.I64),
          Map.entry("U32", Scalar.U32),
          Map.entry("U64", Scalar.U64),
          Map.entry("F32", Scalar.F32),
          Map.entry("F64", Scalar.F64),
          Map.entry("Date", Scalar.DATE),
          Map.entry("DateTime", Scalar.DATETIME),
          Map.entry("DateTimeTz", Scalar.DATETIME_TZ),
          Map.entry("Time", Scalar.TIME),
          Map.entry("Uuid", Scalar.UUID),
          Map.entry("Text", Scalar.TEXT),
          Map.entry("Json", Scalar.JSON),
          Map.entry("Bytes", Scalar.BYTES));

  private final PgTokens tokens;

  TypeParser(PgTokens tokens) {
    this.tokens = tokens;
  }

  PropertyType type() {
    if (tokens.accept("[")) {
      Token item = tokens.current();
      PropertyType scalar = scalar();
      if (scalar.scalar() == Scalar.BLOB
          || scalar.scalar() == Scalar.VECTOR
          || scalar.scalar() == Scalar.ENUM) {
        throw tokens.error(item, "a list cannot hold " + item.text() + " items");
      }
      tokens.expect("]");
      return new PropertyType(scalar.scalar(), scalar.length(), scalar.scale(), true, List.of());
    }
    return scalar();
  }

  private PropertyType scalar() {
    Token name = tokens.current();
    if (name.kind() != Token.Kind.NAME) {
      throw tokens.error(name, "expected a type, found " + name.shown());
    }
    tokens.advance();
    return switch (name.text()) {
      case "enum" -> enumType();
      case "Vector" ->
          new PropertyType(Scalar.VECTOR, size(name, Integer.MAX_VALUE), 0, false, List.of());
      case "Char" -> sized(Scalar.CHAR, name);
      case "Binary" -> sized(Scalar.BINARY, name);
      case "Decimal" -> decimal(name);
      case "String" -> optionallySized(Scalar.STRING, name);
      case "Bytes" -> optionallySized(Scalar.BYTES, name);
      case "Time" -> withFraction(Scalar.TIME);
      case "DateTime" -> withFraction(Scalar.DATETIME);
      default -> plain(name);
    };
  }

  private PropertyType plain(Token name) {
    Scalar scalar = PLAIN.get(name.text());
    if (scalar == null) {
      throw tokens.error(name, "unknown type " + name.text());
    }
    return PropertyType.of(scalar);
  }

  private PropertyType sized(Scalar scalar, Token name) {
    return new PropertyType(scalar, size(name, Integer.MAX_VALUE), 0, false, List.of());
  }

  private PropertyType optionallySized(Scalar scalar, Token name) {
    return tokens.current().is("(") ? sized(scalar, name) : PropertyType.of(scalar);
  }

  private int size(Token type, int max) {
    tokens.expect("(");
    int size = integer(type, 1, max);
    tokens.expect(")");
    return size;
  }

  private PropertyType decimal(Token name) {
    tokens.expect("(");
    int precision = integer(name, 1, MAX_DECIMAL_PRECISION);
    int scale = tokens.accept(",") ? integer(name, 0, precision) : 0;
    tokens.expect(")");
    return new PropertyType(Scalar.DECIMAL, precision, scale, false, List.of());
  }

  private PropertyType withFraction(Scalar scalar) {
    int digits = DEFAULT_FRACTION_DIGITS;
    if (tokens.accept("(")) {
      digits = integer(tokens.current(), 0, DEFAULT_FRACTION_DIGITS);
      tokens.expect(")");
    }
    return new PropertyType(scalar, 0, digits, false, List.of());
  }

  private int integer(Token type, int min, int max) {
    Token number = tokens.current();
    if (number.kind() != Token.Kind.INT) {
      throw tokens.error(number, "expected a whole number, found " + number.shown());
    }
    tokens.advance();
    long value = number.text().length() > 18 ? Long.MAX_VALUE : Long.parseLong(number.text());
    if (value < min || value > max) {
      throw tokens.error(
          number, "%s of %s is outside %d..%d".formatted(number.text(), type.text(), min, max));
    }
    return (int) value;
  }

  private PropertyType enumType() {
    List<String> values = new ArrayList<>();
    if (!tokens.current().is("(")) {
      throw tokens.error(tokens.current(), "expected \"(\" after enum");
    }
    do {
      Token value = tokens.enumValue();
      if (value.kind() != Token.Kind.WORD && value.kind() != Token.Kind.STRING) {
        throw tokens.error(value, "expected a value of the enum, found " + value.shown());
      }
      if (values.contains(value.text())) {
        throw tokens.error(value, "the enum has the value " + value.text() + " twice");
      }
      values.add(value.text());
      tokens.advance();
    } while (tokens.current().is(","));
    tokens.expect(")");
    values.sort(Names.ORDER);
    return new PropertyType(Scalar.ENUM, 0, 0, false, values);
  }
}
