package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The columns of one metadata result, and the columns it is sorted by. */
final class Shape {
  private final List<SqlColumn> columns = new ArrayList<>();
  private int[] sortedBy = {};

  private Shape() {}

  static Shape of() {
    return new Shape();
  }

  Shape text(String... names) {
    return add(SqlType.VARCHAR, names);
  }

  /** Columns the Javadoc calls short. */
  Shape shorts(String... names) {
    return add(SqlType.SMALLINT, names);
  }

  Shape ints(String... names) {
    return add(SqlType.INTEGER, names);
  }

  Shape longs(String... names) {
    return add(SqlType.BIGINT, names);
  }

  Shape booleans(String... names) {
    return add(SqlType.BOOLEAN, names);
  }

  private Shape add(SqlType type, String... names) {
    for (String name : names) {
      columns.add(new SqlColumn(name, name, "", "", type, TypeTable.of(type).name(), 0, 0, true));
    }
    return this;
  }

  /** Positions of the columns to sort by, from 0. */
  Shape sortedBy(int... positions) {
    sortedBy = positions;
    return this;
  }

  MetaRows empty() {
    return new MetaRows(List.copyOf(columns), List.of());
  }

  MetaRows rows(List<Object[]> rows) {
    List<Object[]> sorted = new ArrayList<>(rows);
    sorted.sort(this::compare);
    return new MetaRows(List.copyOf(columns), sorted);
  }

  private int compare(Object[] left, Object[] right) {
    for (int column : sortedBy) {
      int order = NULLS_FIRST.compare(left[column], right[column]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static final Comparator<Object> NULLS_FIRST = Comparator.nullsFirst(Shape::compareValues);

  // Values of one column have one class: String, Integer, Long or Boolean.
  @SuppressWarnings("unchecked")
  private static int compareValues(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }
}
