package io.omnigraph.engine.validate;

import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.schema.TextPattern;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.OmnigraphException;

/** {@code @check}: the text holds a match. NULL passes. */
final class PatternRule implements RowRules.ColumnRule {
  private final TextPattern pattern;
  private final String text;

  PatternRule(Constraint.Pattern pattern) {
    this.pattern = TextPattern.of(pattern.regex());
    this.text = "@check(\"" + pattern.regex() + "\")";
  }

  @Override
  public int firstBroken(Column column, ColumnBatch rows) {
    BytesColumn texts = (BytesColumn) column;
    for (int row = 0; row < rows.rowCount(); row++) {
      int position = rows.position(row);
      if (!texts.isNull(position) && !pattern.matches(texts.text(position))) {
        return row;
      }
    }
    return -1;
  }

  @Override
  public OmnigraphException error(TableType type, Property property, Column column, int position) {
    return RowRules.checkViolation(type, property, column, position, text);
  }
}
