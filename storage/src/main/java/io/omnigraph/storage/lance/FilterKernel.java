package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.column.RowFilter.Operator;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A filter over the columns of one chunk. Each term takes a list of positions and leaves those for
 * which it is true, in order; an And hands the list on, an Or merges.
 */
final class FilterKernel {
  private interface Term {
    /** Keeps the first entries of {@code positions} that pass; answers how many. */
    int narrow(int[] positions, int count);
  }

  /** Decides one value of a bytes column. */
  private interface BytesTest {
    boolean test(byte[] bytes, int from, int to);
  }

  private final int[] ordinals;
  private final Column[] columns;
  private final Term root;

  /**
   * @param ordinals of the columns at hand, ascending
   */
  FilterKernel(RowFilter filter, int[] ordinals, Column[] columns) {
    this.ordinals = ordinals;
    this.columns = columns;
    root = term(filter);
  }

  int narrow(int[] positions, int count) {
    return root.narrow(positions, count);
  }

  /** The columns a filter reads. */
  static void columns(RowFilter filter, Collection<Integer> into) {
    if (filter instanceof RowFilter.And and) {
      and.terms().forEach(term -> columns(term, into));
    } else if (filter instanceof RowFilter.Or or) {
      or.terms().forEach(term -> columns(term, into));
    } else {
      into.add(column(filter));
    }
  }

  private static int column(RowFilter filter) {
    if (filter instanceof RowFilter.Compare compare) {
      return compare.column();
    }
    if (filter instanceof RowFilter.In in) {
      return in.column();
    }
    return filter instanceof RowFilter.IsNull isNull
        ? isNull.column()
        : ((RowFilter.IsNotNull) filter).column();
  }

  /** Refuses a filter that this table cannot decide. */
  static void check(RowFilter filter, TableSchema schema) {
    if (filter instanceof RowFilter.And and) {
      and.terms().forEach(term -> check(term, schema));
    } else if (filter instanceof RowFilter.Or or) {
      or.terms().forEach(term -> check(term, schema));
    } else {
      ColumnType type = schema.columns().get(column(filter)).type();
      if (filter instanceof RowFilter.Compare compare) {
        boolean ordered = compare.operator() != Operator.EQ && compare.operator() != Operator.NE;
        if (ordered && (type.kind() == Kind.DECIMAL || type.kind() == Kind.UINT64)) {
          throw new OmnigraphException(
              ErrorCode.INTERNAL, type.kind() + " has no order in a filter");
        }
        checkConstant(type, compare.value());
      } else if (filter instanceof RowFilter.In in) {
        in.values().forEach(value -> checkConstant(type, value));
      }
    }
  }

  private static void checkConstant(ColumnType type, Object value) {
    Class<?> expected =
        switch (type.layout()) {
          case INT -> Integer.class;
          case LONG -> Long.class;
          case DOUBLE -> Double.class;
          case BYTES -> byte[].class;
        };
    if (!expected.isInstance(value)) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "constant " + value + " for a column of " + type.kind());
    }
  }

  private Term term(RowFilter filter) {
    if (filter instanceof RowFilter.And and) {
      return new Conjunction(and.terms().stream().map(this::term).toList());
    }
    if (filter instanceof RowFilter.Or or) {
      return new Disjunction(or.terms().stream().map(this::term).toList());
    }
    Column column = columns[Arrays.binarySearch(ordinals, column(filter))];
    if (filter instanceof RowFilter.IsNull) {
      return nullTest(column, true);
    }
    if (filter instanceof RowFilter.IsNotNull) {
      return nullTest(column, false);
    }
    if (filter instanceof RowFilter.Compare compare) {
      return compare(column, compare);
    }
    return in(column, ((RowFilter.In) filter).values());
  }

  private record Conjunction(List<Term> terms) implements Term {
    @Override
    public int narrow(int[] positions, int count) {
      int left = count;
      for (Term term : terms) {
        left = term.narrow(positions, left);
      }
      return left;
    }
  }

  private record Disjunction(List<Term> terms) implements Term {
    @Override
    public int narrow(int[] positions, int count) {
      int[] rest = Arrays.copyOf(positions, count);
      int[] found = new int[count];
      int foundCount = 0;
      int restCount = count;
      for (Term term : terms) {
        int[] passed = Arrays.copyOf(rest, restCount);
        int passedCount = term.narrow(passed, restCount);
        restCount = without(rest, restCount, passed, passedCount);
        System.arraycopy(passed, 0, found, foundCount, passedCount);
        foundCount += passedCount;
      }
      Arrays.sort(found, 0, foundCount);
      System.arraycopy(found, 0, positions, 0, foundCount);
      return foundCount;
    }

    /** Removes from an ascending list another one that is part of it. */
    private static int without(int[] list, int count, int[] removed, int removedCount) {
      int kept = 0;
      int next = 0;
      for (int i = 0; i < count; i++) {
        if (next < removedCount && removed[next] == list[i]) {
          next++;
        } else {
          list[kept++] = list[i];
        }
      }
      return kept;
    }
  }

  private static Term nullTest(Column column, boolean wanted) {
    return (positions, count) -> {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (column.isNull(positions[i]) == wanted) {
          positions[kept++] = positions[i];
        }
      }
      return kept;
    };
  }

  /** Drops NULLs first, so that the value loops need not look. */
  private static Term notNullAnd(Column column, Term values) {
    if (column.nulls() == null) {
      return values;
    }
    return new Conjunction(List.of(nullTest(column, false), values));
  }

  private static Term compare(Column column, RowFilter.Compare compare) {
    Operator operator = compare.operator();
    if (column instanceof IntColumn ints) {
      LongRange range = LongRange.of(operator, (Integer) compare.value());
      return notNullAnd(column, (p, n) -> range.narrow(ints.values(), p, n));
    }
    if (column instanceof LongColumn longs) {
      LongRange range = LongRange.of(operator, (Long) compare.value());
      return notNullAnd(column, (p, n) -> range.narrow(longs.values(), p, n));
    }
    if (column instanceof DoubleColumn doubles) {
      double constant = (Double) compare.value();
      return notNullAnd(column, (p, n) -> narrow(doubles.values(), operator, constant, p, n));
    }
    byte[] constant = (byte[]) compare.value();
    return notNullAnd(column, bytesTerm((BytesColumn) column, bytesTest(operator, constant)));
  }

  /** A comparison of whole numbers as one range test, inverted for NE. */
  private record LongRange(long low, long high, boolean inside) {
    static LongRange of(Operator operator, long value) {
      return switch (operator) {
        case EQ -> new LongRange(value, value, true);
        case NE -> new LongRange(value, value, false);
        case GE -> new LongRange(value, Long.MAX_VALUE, true);
        case LT -> new LongRange(value, Long.MAX_VALUE, false);
        case LE -> new LongRange(Long.MIN_VALUE, value, true);
        case GT -> new LongRange(Long.MIN_VALUE, value, false);
      };
    }

    int narrow(long[] values, int[] positions, int count) {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int position = positions[i];
        long value = values[position];
        if ((value >= low && value <= high) == inside) {
          positions[kept++] = position;
        }
      }
      return kept;
    }

    int narrow(int[] values, int[] positions, int count) {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int position = positions[i];
        long value = values[position];
        if ((value >= low && value <= high) == inside) {
          positions[kept++] = position;
        }
      }
      return kept;
    }
  }

  /** IEEE comparison: NaN is unequal to everything and has no order. */
  private static int narrow(
      double[] values, Operator operator, double constant, int[] positions, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int position = positions[i];
      double value = values[position];
      boolean passes =
          switch (operator) {
            case EQ -> value == constant;
            case NE -> value != constant;
            case LT -> value < constant;
            case LE -> value <= constant;
            case GT -> value > constant;
            case GE -> value >= constant;
          };
      if (passes) {
        positions[kept++] = position;
      }
    }
    return kept;
  }

  private static BytesTest bytesTest(Operator operator, byte[] constant) {
    int length = constant.length;
    return switch (operator) {
      case EQ ->
          (b, from, to) -> to - from == length && Arrays.equals(b, from, to, constant, 0, length);
      case NE ->
          (b, from, to) -> to - from != length || !Arrays.equals(b, from, to, constant, 0, length);
      case LT -> (b, from, to) -> Arrays.compareUnsigned(b, from, to, constant, 0, length) < 0;
      case LE -> (b, from, to) -> Arrays.compareUnsigned(b, from, to, constant, 0, length) <= 0;
      case GT -> (b, from, to) -> Arrays.compareUnsigned(b, from, to, constant, 0, length) > 0;
      case GE -> (b, from, to) -> Arrays.compareUnsigned(b, from, to, constant, 0, length) >= 0;
    };
  }

  /** In the dictionary form each distinct value is tested once. */
  private static Term bytesTerm(BytesColumn column, BytesTest test) {
    int[] offsets = column.offsets();
    byte[] bytes = column.bytes();
    int[] codes = column.codes();
    if (codes == null) {
      return (positions, count) -> {
        int kept = 0;
        for (int i = 0; i < count; i++) {
          int position = positions[i];
          if (test.test(bytes, offsets[position], offsets[position + 1])) {
            positions[kept++] = position;
          }
        }
        return kept;
      };
    }
    boolean[] passes = new boolean[offsets.length - 1];
    for (int code = 0; code < passes.length; code++) {
      passes[code] = test.test(bytes, offsets[code], offsets[code + 1]);
    }
    return (positions, count) -> {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int position = positions[i];
        if (passes[codes[position]]) {
          positions[kept++] = position;
        }
      }
      return kept;
    };
  }

  private static Term in(Column column, List<Object> constants) {
    if (column instanceof DoubleColumn doubles) {
      List<Term> terms = new ArrayList<>();
      for (Object constant : constants) {
        double value = (Double) constant;
        terms.add((p, n) -> narrow(doubles.values(), Operator.EQ, value, p, n));
      }
      return notNullAnd(column, new Disjunction(terms));
    }
    if (column instanceof BytesColumn bytes) {
      ValueSet.OfBytes set = new ValueSet.OfBytes(constants);
      return notNullAnd(column, bytesTerm(bytes, set::contains));
    }
    ValueSet.OfLongs set = new ValueSet.OfLongs(constants);
    if (column instanceof IntColumn ints) {
      int[] values = ints.values();
      return notNullAnd(
          column,
          (positions, count) -> {
            int kept = 0;
            for (int i = 0; i < count; i++) {
              if (set.contains(values[positions[i]])) {
                positions[kept++] = positions[i];
              }
            }
            return kept;
          });
    }
    long[] values = ((LongColumn) column).values();
    return notNullAnd(
        column,
        (positions, count) -> {
          int kept = 0;
          for (int i = 0; i < count; i++) {
            if (set.contains(values[positions[i]])) {
              positions[kept++] = positions[i];
            }
          }
          return kept;
        });
  }
}
