package io.omnigraph.sql.plan;

import io.omnigraph.engine.schema.Ulid;
import io.omnigraph.sql.exec.FilterSource;
import io.omnigraph.sql.exec.TableColumn;
import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.Decimals;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.column.RowFilter.Operator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Which conditions a table can decide itself, and their form there. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class FilterPushdown {
  private static final RowFilter NEVER = new RowFilter.Or(List.of());

  private final List<TableColumn> columns;

  /**
   * @param columns what input references mean
   */
  FilterPushdown(List<TableColumn> columns) {
    this.columns = columns;
  }

  /** {@code column = constant}, when that is what the condition says. */
  Optional<KeyTerm> keyTerm(RexNode condition) {
    if (condition.getKind() != SqlKind.EQUALS) {
      return Optional.empty();
    }
    return operands((RexCall) condition)
        .filter(o -> !o.swapped || o.operator == Operator.EQ)
        .flatMap(
            o ->
                constant(o.value, columns.get(o.column))
                    .map(c -> new KeyTerm(o.column, c, o.value.toString())));
  }

  /**
   * @param column position in the columns
   */
  record KeyTerm(int column, Function<Evaluation, Object> value, String text) {}

  /** The condition as a filter, or empty when only a kernel can decide it. */
  Optional<FilterSource> filter(RexNode condition) {
    return switch (condition.getKind()) {
      case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison((RexCall) condition);
      case IS_NULL -> nullTest((RexCall) condition, RowFilter.IsNull::new);
      case IS_NOT_NULL -> nullTest((RexCall) condition, RowFilter.IsNotNull::new);
      case AND -> all((RexCall) condition, RowFilter.And::new);
      case OR -> all((RexCall) condition, RowFilter.Or::new);
      default -> bool(condition);
    };
  }

  private Optional<FilterSource> bool(RexNode condition) {
    if (condition instanceof RexInputRef ref) {
      return Optional.of(fixed(condition, new RowFilter.Compare(ordinal(ref), Operator.EQ, 1)));
    }
    if (condition.getKind() == SqlKind.NOT
        && ((RexCall) condition).getOperands().get(0) instanceof RexInputRef ref) {
      return Optional.of(fixed(condition, new RowFilter.Compare(ordinal(ref), Operator.EQ, 0)));
    }
    return Optional.empty();
  }

  private int ordinal(RexInputRef ref) {
    return columns.get(ref.getIndex()).ordinal();
  }

  private static FilterSource fixed(RexNode condition, RowFilter filter) {
    return FilterSource.of(condition.toString(), e -> filter);
  }

  private Optional<FilterSource> nullTest(RexCall call, Function<Integer, RowFilter> filter) {
    return call.getOperands().get(0) instanceof RexInputRef ref && ordinal(ref) >= 0
        ? Optional.of(fixed(call, filter.apply(ordinal(ref))))
        : Optional.empty();
  }

  private Optional<FilterSource> all(RexCall call, Function<List<RowFilter>, RowFilter> make) {
    List<FilterSource> terms = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      Optional<FilterSource> term = filter(operand);
      if (term.isEmpty()) {
        return Optional.empty();
      }
      terms.add(term.get());
    }
    return Optional.of(
        FilterSource.of(
            call.toString(), e -> make.apply(terms.stream().map(t -> t.bind(e)).toList())));
  }

  private Optional<FilterSource> comparison(RexCall call) {
    Optional<Operands> operands = operands(call);
    if (operands.isEmpty()) {
      return Optional.empty();
    }
    Operands o = operands.get();
    TableColumn column = columns.get(o.column);
    boolean ordered = o.operator != Operator.EQ && o.operator != Operator.NE;
    if (ordered
        && (column.type().isDecimal() || column.conversion() != TableColumn.Conversion.NONE)) {
      return Optional.empty();
    }
    if (column.conversion() != TableColumn.Conversion.NONE && o.operator != Operator.EQ) {
      return Optional.empty();
    }
    return constant(o.value, column)
        .map(
            c ->
                FilterSource.of(
                    call.toString(),
                    e -> {
                      Object value = c.apply(e);
                      return value == null
                          ? NEVER
                          : new RowFilter.Compare(column.ordinal(), o.operator, value);
                    }));
  }

  private record Operands(int column, Operator operator, RexNode value, boolean swapped) {}

  private Optional<Operands> operands(RexCall call) {
    RexNode left = strip(call.getOperands().get(0));
    RexNode right = strip(call.getOperands().get(1));
    Operator operator =
        switch (call.getKind()) {
          case EQUALS -> Operator.EQ;
          case NOT_EQUALS -> Operator.NE;
          case LESS_THAN -> Operator.LT;
          case LESS_THAN_OR_EQUAL -> Operator.LE;
          case GREATER_THAN -> Operator.GT;
          default -> Operator.GE;
        };
    if (left instanceof RexInputRef ref && isConstant(right) && usable(ref)) {
      return Optional.of(new Operands(ref.getIndex(), operator, right, false));
    }
    if (right instanceof RexInputRef ref && isConstant(left) && usable(ref)) {
      return Optional.of(new Operands(ref.getIndex(), mirrored(operator), left, true));
    }
    return Optional.empty();
  }

  private boolean usable(RexInputRef ref) {
    return ordinal(ref) >= 0;
  }

  private static boolean isConstant(RexNode node) {
    return node instanceof RexLiteral || node instanceof RexDynamicParam;
  }

  /** Takes casts off that change no comparison: to a wider integer or a longer text. */
  private static RexNode strip(RexNode node) {
    if (node.getKind() != SqlKind.CAST) {
      return node;
    }
    RexNode inner = ((RexCall) node).getOperands().get(0);
    VectorType from = RexCompiler.type(inner);
    VectorType to = RexCompiler.type(node);
    boolean wider =
        from.isInteger() && to.isInteger() && from.sqlType().compareTo(to.sqlType()) <= 0;
    boolean longer =
        from.isText()
            && to.isText()
            && (to.precision() == 0 || from.precision() != 0 && to.precision() >= from.precision());
    return wider || longer ? inner : node;
  }

  private static Operator mirrored(Operator operator) {
    return switch (operator) {
      case LT -> Operator.GT;
      case LE -> Operator.GE;
      case GT -> Operator.LT;
      case GE -> Operator.LE;
      default -> operator;
    };
  }

  /** The constant in the column's stored memory form; null where nothing can equal it. */
  private static Optional<Function<Evaluation, Object>> constant(RexNode node, TableColumn column) {
    VectorType from = RexCompiler.type(node);
    VectorType to = column.type();
    boolean comparable =
        from.isText() && to.isText()
            || from.isInteger() && to.isInteger()
            || from.sqlType() == to.sqlType()
                && from.scale() == to.scale()
                && from.layout() == to.layout()
            || to.layout() == Layout.DOUBLE && to.sqlType() == SqlType.DOUBLE && from.isInteger();
    if (!comparable) {
      return Optional.empty();
    }
    if (node instanceof RexLiteral literal) {
      Object boxed = RexCompiler.boxed(literal, from);
      Object stored = boxed == null ? null : stored(boxed, column);
      if (boxed != null && stored == null && column.conversion() == TableColumn.Conversion.NONE) {
        return Optional.empty(); // out of the column's range: the kernel compares it right
      }
      return Optional.of(e -> stored);
    }
    int index = ((RexDynamicParam) node).getIndex();
    if (from.isInteger() && from.layout() != to.layout() && to.layout() == Layout.INT) {
      return Optional.empty();
    }
    return Optional.of(
        e -> {
          Object value = e.parameter(index);
          return value == null ? null : stored(value, column);
        });
  }

  private static Object stored(Object boxed, TableColumn column) {
    if (column.conversion() == TableColumn.Conversion.ULID) {
      String text = new String((byte[]) boxed, StandardCharsets.UTF_8);
      return Ulid.isUlid(text) ? Ulid.parse(text) : null; // another text equals no id
    }
    if (column.conversion() == TableColumn.Conversion.UNSIGNED) {
      var value = Decimals.read((byte[]) boxed, 0, 0).toBigInteger();
      return value.signum() < 0 || value.bitLength() > 64 ? null : (Object) value.longValue();
    }
    return switch (column.type().layout()) {
      case INT ->
          boxed instanceof Long l ? (l == (int) (long) l ? (Object) (int) (long) l : null) : boxed;
      case LONG -> ((Number) boxed).longValue();
      case DOUBLE -> ((Number) boxed).doubleValue();
      case BYTES -> boxed;
    };
  }
}
