package io.omnigraph.engine.validate;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.rows.OrdinalList;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and {@code @unique}: rows to be added clash neither among each other nor with rows of a view
 * (from which rows that they replace have been taken out).
 */
public final class Uniqueness {
  private Uniqueness() {}

  /**
   * @throws OmnigraphException KEY_CONFLICT
   */
  public static void checkKey(RowsView view, ColumnBatch rows) {
    TableType type = view.type();
    int clash = firstClash(view, new OrdinalList(type.keyColumns()), rows);
    if (clash >= 0) {
      throw keyConflict(type, rows, clash, "");
    }
  }

  public static OmnigraphException keyConflict(
      TableType type, ColumnBatch rows, int row, String where) {
    KeyColumns keys = KeyColumns.of(rows, type.keyColumns());
    return new OmnigraphException(
        ErrorCode.KEY_CONFLICT,
        type.name(),
        ShownKey.of(properties(type, type.keyColumns()), keys, rows.position(row)),
        where);
  }

  /**
   * @throws OmnigraphException UNIQUE_VIOLATION
   */
  public static void checkUnique(RowsView view, ColumnBatch rows) {
    for (Constraint constraint : view.type().constraints()) {
      if (constraint instanceof Constraint.Unique unique) {
        int clash = firstClash(view, new OrdinalList(unique.columns()), rows);
        if (clash >= 0) {
          throw uniqueViolation(view.type(), unique, rows, clash);
        }
      }
    }
  }

  public static OmnigraphException uniqueViolation(
      TableType type, Constraint.Unique unique, ColumnBatch rows, int row) {
    List<Property> properties = properties(type, unique.columns());
    KeyColumns keys = KeyColumns.of(rows, unique.columns());
    return new OmnigraphException(
        ErrorCode.UNIQUE_VIOLATION,
        type.name(),
        "\"" + ShownKey.of(properties, keys, rows.position(row)) + "\"",
        String.join(", ", properties.stream().map(Property::name).toList()),
        " (@unique violation)");
  }

  /** First row of the batch whose values are taken, by the view or by an earlier row; or -1. */
  public static int firstClash(RowsView view, OrdinalList ordinals, ColumnBatch rows) {
    int[] columns = new int[ordinals.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = ordinals.at(i);
    }
    KeyColumns keys = KeyColumns.of(rows, columns);
    KeyIndex seen = rows.rowCount() > 1 ? new KeyIndex(rows.rowCount()) : null;
    for (int row = 0; row < rows.rowCount(); row++) {
      int position = rows.position(row);
      if (keys.hasNull(position)) {
        continue;
      }
      if (view.find(ordinals, keys, position) >= 0) {
        return row;
      }
      if (seen != null) {
        if (seen.find(keys, Integer.MAX_VALUE, null, keys, position) >= 0) {
          return row;
        }
        seen.add(keys, position, position + 1);
      }
    }
    return -1;
  }

  /** Properties of some columns, in their order. */
  public static List<Property> properties(TableType type, int[] ordinals) {
    List<Property> properties = new ArrayList<>();
    for (int ordinal : ordinals) {
      properties.add(type.columns().get(ordinal));
    }
    return properties;
  }
}
