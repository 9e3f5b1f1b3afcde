package io.omnigraph.engine.validate;

import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rules that a column's type brings: what its memory form can hold and the type cannot. */
final class ValueRules {
  private ValueRules() {}

  static List<RowRules.ColumnRule> of(PropertyType type) {
    List<RowRules.ColumnRule> rules = new ArrayList<>();
    switch (type.scalar()) {
      case I8 -> rules.add(new IntRange(Byte.MIN_VALUE, Byte.MAX_VALUE));
      case I16 -> rules.add(new IntRange(Short.MIN_VALUE, Short.MAX_VALUE));
      case U32 -> rules.add(new LongRange(0, 0xFFFF_FFFFL));
      case TIME -> rules.add(new LongRange(0, 86_400_000_000L - 1));
      case F32 -> rules.add(new Floats(Float.MAX_VALUE));
      case F64 -> rules.add(new Floats(Double.MAX_VALUE));
      case DECIMAL -> rules.add(new Precision(type.length()));
      case BINARY, BYTES -> addLength(rules, type, "bytes");
      case CHAR, STRING -> addLength(rules, type, "characters");
      case ENUM -> rules.add(new Member(type.enumValues()));
      default -> {
        // The other types take every value of their memory form.
      }
    }
    return rules;
  }

  private static void addLength(List<RowRules.ColumnRule> rules, PropertyType type, String unit) {
    if (type.length() > 0) {
      rules.add(new Length(type.length(), unit));
    }
  }

  /** Looks at values one by one. */
  private abstract static class EachValue implements RowRules.ColumnRule {
    abstract boolean holds(Column column, int position);

    @Override
    public final int firstBroken(Column column, ColumnBatch rows) {
      for (int row = 0; row < rows.rowCount(); row++) {
        int position = rows.position(row);
        if (!column.isNull(position) && !holds(column, position)) {
          return row;
        }
      }
      return -1;
    }
  }

  private static OmnigraphException outOfRange(
      TableType type, Property property, Column column, int position, String what) {
    return new OmnigraphException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "%s.%s: value %s %s. Supply another value."
            .formatted(
                type.name(),
                property.name(),
                ShownKey.of(property.type(), column, position),
                what));
  }

  private static final class IntRange extends EachValue {
    private final int min;
    private final int max;

    IntRange(int min, int max) {
      this.min = min;
      this.max = max;
    }

    @Override
    boolean holds(Column column, int position) {
      int value = ((IntColumn) column).values()[position];
      return value >= min && value <= max;
    }

    @Override
    public OmnigraphException error(TableType type, Property property, Column column, int at) {
      return outOfRange(type, property, column, at, "is not in " + min + ".." + max);
    }
  }

  private static final class LongRange extends EachValue {
    private final long min;
    private final long max;

    LongRange(long min, long max) {
      this.min = min;
      this.max = max;
    }

    @Override
    boolean holds(Column column, int position) {
      long value = ((LongColumn) column).values()[position];
      return value >= min && value <= max;
    }

    @Override
    public OmnigraphException error(TableType type, Property property, Column column, int at) {
      return new OmnigraphException(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "%s.%s: value %s is not in %s..%s. Supply another value."
              .formatted(
                  type.name(), property.name(), ((LongColumn) column).values()[at], min, max));
    }
  }

  private static final class Floats extends EachValue {
    private final double max;

    Floats(double max) {
      this.max = max;
    }

    @Override
    boolean holds(Column column, int position) {
      return Math.abs(((DoubleColumn) column).values()[position]) <= max;
    }

    @Override
    public OmnigraphException error(TableType type, Property property, Column column, int at) {
      return outOfRange(type, property, column, at, "is not a finite number of the type");
    }
  }

  private static final class Precision extends EachValue {
    private final int digits;
    private final BigInteger limit;

    Precision(int digits) {
      this.digits = digits;
      this.limit = BigInteger.TEN.pow(digits);
    }

    @Override
    boolean holds(Column column, int position) {
      BigInteger value = Decimals.unscaled(((BytesColumn) column).copyOf(position));
      return value.abs().compareTo(limit) < 0;
    }

    @Override
    public OmnigraphException error(TableType type, Property property, Column column, int at) {
      return outOfRange(type, property, column, at, "has more than " + digits + " digits");
    }
  }

  private static final class Length extends EachValue {
    private final int max;
    private final boolean bytes;

    Length(int max, String unit) {
      this.max = max;
      this.bytes = unit.equals("bytes");
    }

    @Override
    boolean holds(Column column, int position) {
      return length(column, position) <= max;
    }

    /** Characters are code points: bytes that do not continue one. */
    private int length(Column column, int position) {
      BytesColumn c = (BytesColumn) column;
      int slot = c.slot(position);
      int from = c.offsets()[slot];
      int to = c.offsets()[slot + 1];
      if (bytes || to - from <= max) {
        return to - from;
      }
      int count = 0;
      for (int i = from; i < to; i++) {
        count += (c.bytes()[i] & 0xC0) == 0x80 ? 0 : 1;
      }
      return count;
    }

    @Override
    public OmnigraphException error(TableType type, Property property, Column column, int at) {
      return new OmnigraphException(
          ErrorCode.STRING_TOO_LONG,
          "%s.%s: the value of row %s has %s %s, the type allows %s. Shorten it."
              .formatted(
                  type.name(),
                  property.name(),
                  at + 1,
                  length(column, at),
                  bytes ? "bytes" : "characters",
                  max));
    }
  }

  private static final class Member extends EachValue {
    private final List<String> values;
    private final Set<String> set;

    Member(List<String> values) {
      this.values = values;
      this.set = Set.copyOf(values);
    }

    @Override
    boolean holds(Column column, int position) {
      return set.contains(
          new String(((BytesColumn) column).copyOf(position), StandardCharsets.UTF_8));
    }

    @Override
    public OmnigraphException error(TableType type, Property property, Column column, int at) {
      return RowRules.checkViolation(
          type, property, column, at, "enum(" + String.join(", ", values) + ")");
    }
  }
}
