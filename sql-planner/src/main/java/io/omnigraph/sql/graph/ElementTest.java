package io.omnigraph.sql.graph;

import io.omnigraph.engine.session.TableView;
import io.omnigraph.sql.graph.ElementCondition.Compare;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.apache.calcite.sql.SqlKind;

/** Element conditions bound to one table and one set of parameters: a test of row numbers. */
final class ElementTest {
  private final TableView table;
  private final IntFunction<Object> parameters;

  private ElementTest(TableView table, IntFunction<Object> parameters) {
    this.table = table;
    this.parameters = parameters;
  }

  /** All conditions together, or null when there is none. */
  static IntPredicate of(
      List<ElementCondition> conditions, TableView table, IntFunction<Object> parameters) {
    if (conditions.isEmpty()) {
      return null;
    }
    return new ElementTest(table, parameters).test(new ElementCondition.All(conditions));
  }

  private static boolean never(int row) {
    return false;
  }

  private static boolean always(int row) {
    return true;
  }

  private IntPredicate test(ElementCondition condition) {
    if (condition instanceof ElementCondition.All all) {
      return all.terms().stream()
          .map(this::test)
          .reduce(IntPredicate::and)
          .orElse(ElementTest::always);
    }
    if (condition instanceof ElementCondition.Any any) {
      return any.terms().stream()
          .map(this::test)
          .reduce(IntPredicate::or)
          .orElse(ElementTest::never);
    }
    if (condition instanceof ElementCondition.Null test) {
      return nullTest(test);
    }
    return comparison((Compare) condition);
  }

  private IntPredicate nullTest(ElementCondition.Null test) {
    int ordinal = table.type().columnIndex(test.property());
    if (ordinal < 0) {
      return test.isNull() ? ElementTest::always : ElementTest::never;
    }
    Column column = table.column(ordinal);
    return row -> column.isNull(row) == test.isNull();
  }

  private IntPredicate comparison(Compare compare) {
    int ordinal = table.type().columnIndex(compare.property());
    Object value = ElementCondition.value(compare.value(), parameters);
    if (ordinal < 0 || value == null) {
      return ElementTest::never;
    }
    Column column = table.column(ordinal);
    SqlKind operator = compare.operator();
    IntPredicate test;
    if (column instanceof BytesColumn bytes) {
      test = bytes(bytes, operator, (byte[]) value);
    } else if (column instanceof DoubleColumn doubles) {
      double bound = ((Number) value).doubleValue();
      test = row -> holds(operator, Double.compare(doubles.values()[row] + 0.0, bound + 0.0));
    } else {
      test = integers(column, operator, ((Number) value).longValue());
    }
    return column.nulls() == null ? test : test.and(row -> !column.isNull(row));
  }

  private static IntPredicate integers(Column column, SqlKind operator, long bound) {
    if (column instanceof IntColumn ints) {
      int[] values = ints.values();
      return row -> holds(operator, Long.compare(values[row], bound));
    }
    long[] values = ((LongColumn) column).values();
    return row -> holds(operator, Long.compare(values[row], bound));
  }

  private static IntPredicate bytes(BytesColumn column, SqlKind operator, byte[] bound) {
    byte[] bytes = column.bytes();
    int[] offsets = column.offsets();
    return row -> {
      int slot = column.slot(row);
      int from = offsets[slot];
      int to = offsets[slot + 1];
      return holds(operator, Arrays.compareUnsigned(bytes, from, to, bound, 0, bound.length));
    };
  }

  private static boolean holds(SqlKind operator, int order) {
    return switch (operator) {
      case EQUALS -> order == 0;
      case NOT_EQUALS -> order != 0;
      case LESS_THAN -> order < 0;
      case LESS_THAN_OR_EQUAL -> order <= 0;
      case GREATER_THAN -> order > 0;
      case GREATER_THAN_OR_EQUAL -> order >= 0;
      default -> throw new IllegalArgumentException(operator.name());
    };
  }
}
