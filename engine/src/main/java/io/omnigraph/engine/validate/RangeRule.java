package io.omnigraph.engine.validate;

import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.schema.ValueText;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigInteger;

/** {@code @range}: both bounds inclusive; NULL passes, NaN does not. */
final class RangeRule implements RowRules.ColumnRule {
  private final Scalar scalar;
  private final Object min;
  private final Object max;
  private final String text;

  RangeRule(Constraint.Range range, Property property) {
    this.scalar = property.type().scalar();
    this.min = range.min().map(bound -> ValueText.parse(property.type(), bound)).orElse(null);
    this.max = range.max().map(bound -> ValueText.parse(property.type(), bound)).orElse(null);
    this.text = "@range(" + range.min().orElse("") + ".." + range.max().orElse("") + ")";
  }

  @Override
  public int firstBroken(Column column, ColumnBatch rows) {
    for (int row = 0; row < rows.rowCount(); row++) {
      int position = rows.position(row);
      if (!column.isNull(position) && !holds(column, position)) {
        return row;
      }
    }
    return -1;
  }

  private boolean holds(Column column, int at) {
    if (column instanceof IntColumn c) {
      int value = c.values()[at];
      return (min == null || value >= (Integer) min) && (max == null || value <= (Integer) max);
    }
    if (column instanceof LongColumn c) {
      return holds(c.values()[at]);
    }
    if (column instanceof DoubleColumn c) {
      double value = c.values()[at];
      return !Double.isNaN(value)
          && (min == null || value >= (Double) min)
          && (max == null || value <= (Double) max);
    }
    BigInteger value = Decimals.unscaled(((BytesColumn) column).copyOf(at));
    return (min == null || value.compareTo(Decimals.unscaled((byte[]) min)) >= 0)
        && (max == null || value.compareTo(Decimals.unscaled((byte[]) max)) <= 0);
  }

  private boolean holds(long value) {
    if (scalar == Scalar.U64) {
      return (min == null || Long.compareUnsigned(value, (Long) min) >= 0)
          && (max == null || Long.compareUnsigned(value, (Long) max) <= 0);
    }
    return (min == null || value >= (Long) min) && (max == null || value <= (Long) max);
  }

  @Override
  public OmnigraphException error(TableType type, Property property, Column column, int position) {
    return RowRules.checkViolation(type, property, column, position, text);
  }
}
