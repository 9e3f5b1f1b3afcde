package io.omnigraph.engine.validate;

import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;

/**
 * What every row of one type must satisfy by itself: values in the range of their type, required
 * columns, enums, lengths, {@code @range} and {@code @check}. Checks run column by column.
 * Immutable.
 */
public final class RowRules {
  /** One rule on one column. */
  interface ColumnRule {
    /** First row of the batch that breaks the rule, or -1. */
    int firstBroken(Column column, ColumnBatch rows);

    OmnigraphException error(TableType type, Property property, Column column, int position);
  }

  private record Bound(int ordinal, ColumnRule rule) {}

  private final TableType type;
  private final List<Bound> rules = new ArrayList<>();

  public RowRules(TableType type) {
    this.type = type;
    List<Property> columns = type.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (!columns.get(i).nullable()) {
        rules.add(new Bound(i, new Required()));
      }
      for (ColumnRule rule : ValueRules.of(columns.get(i).type())) {
        rules.add(new Bound(i, rule));
      }
    }
    for (Constraint constraint : type.constraints()) {
      if (constraint instanceof Constraint.Range range) {
        rules.add(new Bound(range.column(), new RangeRule(range, columns.get(range.column()))));
      } else if (constraint instanceof Constraint.Pattern pattern) {
        rules.add(new Bound(pattern.column(), new PatternRule(pattern)));
      }
    }
  }

  /**
   * @param rows all columns of the type
   * @throws OmnigraphException the first violation
   */
  public void check(ColumnBatch rows) {
    for (Bound bound : rules) {
      Column column = rows.column(bound.ordinal());
      int row = bound.rule().firstBroken(column, rows);
      if (row >= 0) {
        throw bound
            .rule()
            .error(type, type.columns().get(bound.ordinal()), column, rows.position(row));
      }
    }
  }

  /** The row of the batch that {@link #check} would complain about, or -1. */
  public int firstBroken(ColumnBatch rows) {
    int first = -1;
    for (Bound bound : rules) {
      int row = bound.rule().firstBroken(rows.column(bound.ordinal()), rows);
      if (row >= 0 && (first < 0 || row < first)) {
        first = row;
      }
    }
    return first;
  }

  /** The column must have a value. */
  private static final class Required implements ColumnRule {
    @Override
    public int firstBroken(Column column, ColumnBatch rows) {
      if (column.nulls() == null) {
        return -1;
      }
      for (int row = 0; row < rows.rowCount(); row++) {
        if (column.isNull(rows.position(row))) {
          return row;
        }
      }
      return -1;
    }

    @Override
    public OmnigraphException error(
        TableType type, Property property, Column column, int position) {
      return new OmnigraphException(
          ErrorCode.NOT_NULL_VIOLATION, type.name(), property.name(), position + 1);
    }
  }

  static OmnigraphException checkViolation(
      TableType type, Property property, Column column, int position, String rule) {
    return new OmnigraphException(
        ErrorCode.CHECK_VIOLATION,
        type.name(),
        property.name(),
        "\"" + ShownKey.of(property.type(), column, position) + "\"",
        rule);
  }
}
