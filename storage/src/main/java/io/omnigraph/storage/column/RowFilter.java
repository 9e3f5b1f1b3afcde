package io.omnigraph.storage.column;

import java.util.List;

/**
 * A condition over one row that a scan can decide by itself. NULL never satisfies a comparison.
 *
 * <p>Columns are ordinals of the table's schema. Constants are boxed in the column's memory form:
 * Integer for layout INT, Long for LONG, Double for DOUBLE, byte[] for BYTES (UTF-8 for texts).
 * DECIMAL and UINT64 columns cannot be compared by a filter other than EQ, NE and In.
 */
public sealed interface RowFilter {
  /** True where all are true; an empty list is true. */
  record And(List<RowFilter> terms) implements RowFilter {
    public And {
      terms = List.copyOf(terms);
    }
  }

  /** True where one is true; an empty list is false. */
  record Or(List<RowFilter> terms) implements RowFilter {
    public Or {
      terms = List.copyOf(terms);
    }
  }

  /** {@code column op value}; texts compare by code point, which is byte order of UTF-8. */
  record Compare(int column, Operator operator, Object value) implements RowFilter {}

  /** {@code column} equals one of the values. */
  record In(int column, List<Object> values) implements RowFilter {
    public In {
      values = List.copyOf(values);
    }
  }

  record IsNull(int column) implements RowFilter {}

  record IsNotNull(int column) implements RowFilter {}

  /** A comparison operator. */
  enum Operator {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
  }
}
