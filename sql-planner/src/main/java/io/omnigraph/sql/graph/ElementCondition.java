package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * A condition on the properties of one element that a match can decide by itself: comparisons of a
 * property with a constant or a parameter, IS [NOT] NULL, and these under AND and OR.
 *
 * <p>NULL never satisfies a comparison; as nothing here negates, unknown may count as false.
 */
sealed interface ElementCondition {
  /** All hold. */
  record All(List<ElementCondition> terms) implements ElementCondition {}

  /** One holds. */
  record Any(List<ElementCondition> terms) implements ElementCondition {}

  /** IS NULL, or IS NOT NULL. */
  record Null(String property, boolean isNull) implements ElementCondition {}

  /**
   * A comparison.
   *
   * @param value a RexLiteral or a RexDynamicParam
   */
  record Compare(String property, SqlKind operator, RexNode value) implements ElementCondition {}

  /**
   * @param properties the property that an input field is, or null if it is none that can be
   *     compared here
   * @return empty when the condition needs more than this
   */
  static Optional<ElementCondition> of(
      RexNode condition, IntFunction<Property> properties, RexBuilder rex) {
    return read(RexUtil.expandSearch(rex, null, condition), properties);
  }

  private static Optional<ElementCondition> read(
      RexNode condition, IntFunction<Property> properties) {
    if (!(condition instanceof RexCall call)) {
      return Optional.empty();
    }
    return switch (call.getKind()) {
      case AND -> terms(call, properties).map(All::new);
      case OR -> terms(call, properties).map(Any::new);
      case IS_NULL, IS_NOT_NULL ->
          property(call.getOperands().get(0), properties)
              .map(p -> new Null(p.name(), call.getKind() == SqlKind.IS_NULL));
      case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison(call, properties);
      default -> Optional.empty();
    };
  }

  private static Optional<List<ElementCondition>> terms(
      RexCall call, IntFunction<Property> properties) {
    List<ElementCondition> terms = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      Optional<ElementCondition> term = read(operand, properties);
      if (term.isEmpty()) {
        return Optional.empty();
      }
      terms.add(term.get());
    }
    return Optional.of(terms);
  }

  private static Optional<ElementCondition> comparison(
      RexCall call, IntFunction<Property> properties) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    if (property(left, properties).isPresent()) {
      return comparison(left, call.getKind(), right, properties);
    }
    return comparison(right, call.getKind().reverse(), left, properties);
  }

  private static Optional<ElementCondition> comparison(
      RexNode reference, SqlKind operator, RexNode value, IntFunction<Property> properties) {
    Optional<Property> property = property(reference, properties);
    RexNode bare = withoutCast(value);
    boolean constant = bare instanceof RexLiteral || bare instanceof RexDynamicParam;
    if (property.isEmpty() || !constant || !comparable(property.get(), bare)) {
      return Optional.empty();
    }
    return Optional.of(new Compare(property.get().name(), operator, bare));
  }

  private static Optional<Property> property(RexNode node, IntFunction<Property> properties) {
    return withoutCast(node) instanceof RexInputRef ref
        ? Optional.ofNullable(properties.apply(ref.getIndex()))
        : Optional.empty();
  }

  /** A cast between texts or to a wider integer changes no comparison. */
  private static RexNode withoutCast(RexNode node) {
    if (node instanceof RexCall cast && cast.getKind() == SqlKind.CAST) {
      RexNode inner = cast.getOperands().get(0);
      SqlTypeName from = inner.getType().getSqlTypeName();
      SqlTypeName to = cast.getType().getSqlTypeName();
      boolean texts =
          to == SqlTypeName.VARCHAR && SqlTypeFamily.CHARACTER.contains(inner.getType());
      boolean integers = isInteger(from) && isInteger(to) && from.compareTo(to) <= 0;
      return texts || integers ? withoutCast(inner) : node;
    }
    return node;
  }

  private static boolean isInteger(SqlTypeName type) {
    return SqlTypeName.INT_TYPES.contains(type);
  }

  private static boolean comparable(Property property, RexNode value) {
    SqlTypeName type = value.getType().getSqlTypeName();
    Scalar scalar = property.type().scalar();
    return switch (scalar) {
      case STRING, TEXT, ENUM -> SqlTypeName.CHAR_TYPES.contains(type);
      case I8, I16, I32, I64, U32 -> isInteger(type);
      case F32, F64 -> SqlTypeName.APPROX_TYPES.contains(type) || isInteger(type);
      case DATE -> type == SqlTypeName.DATE;
      case BOOL -> type == SqlTypeName.BOOLEAN;
      default -> false;
    };
  }

  /**
   * The value compared with: {@code byte[]} (texts, UTF-8), {@code Long} (integers, days, booleans)
   * or {@code Double}; {@code null} = NULL.
   *
   * @param parameters gives a parameter's value by its index, in boxed memory form
   */
  static Object value(RexNode value, IntFunction<Object> parameters) {
    if (value instanceof RexDynamicParam parameter) {
      Object given = parameters.apply(parameter.getIndex());
      return given instanceof Integer small ? (Object) small.longValue() : given;
    }
    RexLiteral literal = (RexLiteral) value;
    if (literal.isNull()) {
      return null;
    }
    SqlTypeName type = literal.getType().getSqlTypeName();
    if (SqlTypeName.CHAR_TYPES.contains(type)) {
      return literal.getValueAs(String.class).getBytes(StandardCharsets.UTF_8);
    }
    if (type == SqlTypeName.BOOLEAN) {
      return literal.getValueAs(Boolean.class) ? 1L : 0L;
    }
    if (type == SqlTypeName.DATE) {
      return (long) literal.getValueAs(Integer.class);
    }
    BigDecimal number = literal.getValueAs(BigDecimal.class);
    return isInteger(type) ? (Object) number.longValueExact() : (Object) number.doubleValue();
  }
}
