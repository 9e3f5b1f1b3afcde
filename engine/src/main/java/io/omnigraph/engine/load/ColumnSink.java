package io.omnigraph.engine.load;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.engine.schema.ValueText;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBuilder;
import java.util.Optional;

/**
 * Takes the values of one column, batch after batch. One class a layout, so that a loop over one
 * column always calls the same method.
 */
abstract class ColumnSink {
  final Property property;
  final PropertyType type;
  private final Object defaultValue;
  private final boolean required;

  ColumnSink(Property property) {
    this.property = property;
    this.type = property.type();
    this.defaultValue = LiteralDefault.of(property);
    boolean generated = type.scalar() == PropertyType.Scalar.ULID && property.name().equals("_id");
    this.required = !property.nullable() && !generated;
  }

  static ColumnSink of(Property property) {
    return switch (property.type().stored().layout()) {
      case INT -> new Ints(property);
      case LONG -> new Longs(property);
      case DOUBLE -> new Doubles(property);
      case BYTES -> new Bytes(property);
    };
  }

  abstract ColumnBuilder builder();

  /** Starts a batch. */
  abstract void begin(int expectedRows);

  /** Reads one value as people write it. */
  abstract void text(byte[] b, int from, int to);

  final int length() {
    return builder().length();
  }

  final void boxed(Object value) {
    builder().appendBoxed(value);
  }

  final Column build() {
    return builder().build();
  }

  /** Whether a row may leave the column out, or say NULL. */
  final boolean mayBeAbsent() {
    return !required || defaultValue != null;
  }

  /** Puts what stands for a column that a row does not have; false = a value is required. */
  final boolean absent() {
    if (defaultValue != null) {
      builder().appendBoxed(defaultValue);
    } else if (required) {
      return false;
    } else {
      builder().appendNull();
    }
    return true;
  }

  /** Puts what an explicit NULL means; false = a value is required. */
  final boolean nothing() {
    if (!required) {
      builder().appendNull();
      return true;
    }
    return absent();
  }

  /** Where numbers may have spaces around them. */
  static int skipSpaces(byte[] b, int from, int to) {
    int at = from;
    while (at < to && b[at] == ' ') {
      at++;
    }
    return at;
  }

  static int dropSpaces(byte[] b, int from, int to) {
    int end = to;
    while (end > from && b[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  /** BOOL, I8, I16, I32, DATE. */
  private static final class Ints extends ColumnSink {
    private ColumnBuilder.Ints builder;

    Ints(Property property) {
      super(property);
    }

    @Override
    ColumnBuilder builder() {
      return builder;
    }

    @Override
    void begin(int expectedRows) {
      builder = new ColumnBuilder.Ints(expectedRows);
    }

    @Override
    void text(byte[] b, int start, int end) {
      int from = skipSpaces(b, start, end);
      int to = dropSpaces(b, from, end);
      builder.append(
          switch (type.scalar()) {
            case BOOL -> ValueText.bool(type, b, from, to);
            case DATE -> ValueText.date(type, b, from, to);
            default -> (int) ValueText.integer(type, b, from, to);
          });
    }
  }

  /** I64, U32, U64, TIME, DATETIME, DATETIME_TZ. */
  private static final class Longs extends ColumnSink {
    private ColumnBuilder.Longs builder;

    Longs(Property property) {
      super(property);
    }

    @Override
    ColumnBuilder builder() {
      return builder;
    }

    @Override
    void begin(int expectedRows) {
      builder = new ColumnBuilder.Longs(expectedRows);
    }

    @Override
    void text(byte[] b, int start, int end) {
      int from = skipSpaces(b, start, end);
      int to = dropSpaces(b, from, end);
      builder.append(
          switch (type.scalar()) {
            case TIME -> ValueText.time(type, b, from, to);
            case DATETIME, DATETIME_TZ -> ValueText.dateTime(type, b, from, to);
            default -> ValueText.integer(type, b, from, to);
          });
    }
  }

  /** F32, F64. */
  private static final class Doubles extends ColumnSink {
    private ColumnBuilder.Doubles builder;

    Doubles(Property property) {
      super(property);
    }

    @Override
    ColumnBuilder builder() {
      return builder;
    }

    @Override
    void begin(int expectedRows) {
      builder = new ColumnBuilder.Doubles(expectedRows);
    }

    @Override
    void text(byte[] b, int start, int end) {
      int from = skipSpaces(b, start, end);
      builder.append(ValueText.real(type, b, from, dropSpaces(b, from, end)));
    }
  }

  /** Texts and all else that is stored as bytes. */
  private static final class Bytes extends ColumnSink {
    private final boolean plain;
    private ColumnBuilder.Bytes builder;

    Bytes(Property property) {
      super(property);
      plain =
          switch (type.scalar()) {
            case STRING, TEXT, ENUM -> true;
            default -> false;
          };
    }

    @Override
    ColumnBuilder builder() {
      return builder;
    }

    @Override
    void begin(int expectedRows) {
      builder = new ColumnBuilder.Bytes(expectedRows);
    }

    @Override
    void text(byte[] b, int from, int to) {
      if (plain) {
        ValueText.checkLength(type, b, from, to);
        builder.append(b, from, to - from);
      } else {
        builder.append(ValueText.bytes(type, b, from, to));
      }
    }
  }

  /** The default of a column as a value. */
  private static final class LiteralDefault {
    private LiteralDefault() {}

    static Object of(Property property) {
      Optional<String> sql = property.defaultSql();
      return sql.map(s -> ValueText.ofSqlLiteral(property.type(), s)).orElse(null);
    }
  }
}
