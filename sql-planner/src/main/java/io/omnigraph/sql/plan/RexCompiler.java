package io.omnigraph.sql.plan;

import io.omnigraph.sql.catalog.CalciteTypes;
import io.omnigraph.sql.kernel.Arithmetic;
import io.omnigraph.sql.kernel.Casts;
import io.omnigraph.sql.kernel.Comparison;
import io.omnigraph.sql.kernel.DateTimeFunctions;
import io.omnigraph.sql.kernel.Functions;
import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.kernel.Leaves;
import io.omnigraph.sql.kernel.Logic;
import io.omnigraph.sql.kernel.RowFunction;
import io.omnigraph.sql.kernel.Values;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.DateTimes;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/** Turns row expressions into kernels. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
public final class RexCompiler {
  private final RexBuilder builder;
  private final List<VectorType> inputs;

  /**
   * @param inputs types of the columns that input references mean
   */
  public RexCompiler(RexBuilder builder, List<VectorType> inputs) {
    this.builder = builder;
    this.inputs = inputs;
  }

  public static VectorType type(RexNode node) {
    return CalciteTypes.vector(node.getType());
  }

  public Kernel compile(RexNode node) {
    if (node instanceof RexInputRef ref) {
      return Leaves.input(ref.getIndex());
    }
    if (node instanceof RexLiteral literal) {
      VectorType type = type(literal);
      return Leaves.constant(boxed(literal, type), type);
    }
    if (node instanceof RexDynamicParam parameter) {
      return Leaves.parameter(parameter.getIndex(), type(parameter));
    }
    if (node instanceof RexFieldAccess access
        && access.getReferenceExpr() instanceof RexCorrelVariable variable) {
      return Leaves.outer(variable.id.getId(), access.getField().getIndex(), type(node));
    }
    if (node instanceof RexCall call) {
      return call(call);
    }
    throw unsupported(node.toString());
  }

  /** Operands converted to {@code type}. */
  private Kernel as(RexNode node, VectorType type) {
    return Casts.of(compile(node), type(node), type);
  }

  private Kernel call(RexCall call) {
    List<RexNode> operands = call.getOperands();
    return switch (call.getKind()) {
      case AND -> Logic.and(operands.stream().map(this::compile).toList());
      case OR -> Logic.or(operands.stream().map(this::compile).toList());
      case NOT -> Logic.not(compile(operands.get(0)));
      case IS_NULL -> Logic.isNull(compile(operands.get(0)), 1);
      case IS_NOT_NULL -> Logic.isNull(compile(operands.get(0)), 0);
      case IS_TRUE -> Logic.is(compile(operands.get(0)), 1, 0, 0);
      case IS_NOT_TRUE -> Logic.is(compile(operands.get(0)), 0, 1, 1);
      case IS_FALSE -> Logic.is(compile(operands.get(0)), 0, 1, 0);
      case IS_NOT_FALSE -> Logic.is(compile(operands.get(0)), 1, 0, 1);
      case EQUALS -> compare(Comparison.Op.EQ, operands);
      case NOT_EQUALS -> compare(Comparison.Op.NE, operands);
      case LESS_THAN -> compare(Comparison.Op.LT, operands);
      case LESS_THAN_OR_EQUAL -> compare(Comparison.Op.LE, operands);
      case GREATER_THAN -> compare(Comparison.Op.GT, operands);
      case GREATER_THAN_OR_EQUAL -> compare(Comparison.Op.GE, operands);
      case IS_DISTINCT_FROM -> Logic.not(notDistinct(operands));
      case IS_NOT_DISTINCT_FROM -> notDistinct(operands);
      case SEARCH -> compile(RexUtil.expandSearch(builder, null, call));
      case PLUS, CHECKED_PLUS -> plus(call);
      case MINUS, CHECKED_MINUS -> minus(call);
      case TIMES, CHECKED_TIMES -> arithmetic(Arithmetic.Op.TIMES, call);
      case DIVIDE, CHECKED_DIVIDE -> arithmetic(Arithmetic.Op.DIVIDE, call);
      case MOD -> arithmetic(Arithmetic.Op.MOD, call);
      case MINUS_PREFIX, CHECKED_MINUS_PREFIX -> negate(call);
      case PLUS_PREFIX -> compile(operands.get(0));
      case CAST, SAFE_CAST -> as(operands.get(0), type(call));
      case REINTERPRET -> compile(operands.get(0));
      case CASE -> choose(call);
      case COALESCE -> coalesce(call);
      case LIKE -> like(call);
      case EXTRACT -> extract(call);
      case TRIM -> trim(call);
      case FLOOR, CEIL ->
          operands.size() == 2 && operands.get(1).getType().getSqlTypeName() == SqlTypeName.SYMBOL
              ? roundTime(call)
              : named(call);
      case GREATEST -> extreme(call, 1);
      case LEAST -> extreme(call, -1);
      case NULLIF -> throw unsupported(call.toString());
      default -> named(call);
    };
  }

  private Kernel compare(Comparison.Op op, List<RexNode> operands) {
    VectorType common = common(type(operands.get(0)), type(operands.get(1)));
    return Comparison.of(op, as(operands.get(0), common), as(operands.get(1), common), common);
  }

  private Kernel notDistinct(List<RexNode> operands) {
    Kernel equal = Logic.is(compare(Comparison.Op.EQ, operands), 1, 0, 0);
    Kernel bothNull = Logic.and(operands.stream().map(o -> Logic.isNull(compile(o), 1)).toList());
    return Logic.or(List.of(equal, bothNull));
  }

  /** The type in which two operands are compared. */
  public static VectorType common(VectorType a, VectorType b) {
    if (a.sqlType() == SqlType.NULL || b.sqlType() == SqlType.NULL) {
      return a.sqlType() == SqlType.NULL ? b : a;
    }
    if (a.isNumber() && b.isNumber()) {
      if (a.layout() == Layout.DOUBLE || b.layout() == Layout.DOUBLE) {
        return VectorType.DOUBLE;
      }
      if (a.isDecimal() || b.isDecimal()) {
        return VectorType.decimal(38, Math.max(a.scale(), b.scale()));
      }
      return a.layout() == Layout.LONG || b.layout() == Layout.LONG
          ? VectorType.BIGINT
          : VectorType.INTEGER;
    }
    if (a.sqlType() == SqlType.DATE && b.layout() == Layout.LONG) {
      return b;
    }
    if (b.sqlType() == SqlType.DATE && a.layout() == Layout.LONG) {
      return a;
    }
    if (a.isText() && b.isText()) {
      return VectorType.VARCHAR;
    }
    return a;
  }

  private Kernel plus(RexCall call) {
    return isTemporal(call) ? timePlus(call, 1) : arithmetic(Arithmetic.Op.PLUS, call);
  }

  private Kernel minus(RexCall call) {
    List<RexNode> o = call.getOperands();
    VectorType left = type(o.get(0));
    VectorType right = type(o.get(1));
    boolean instants = left.sqlType() != SqlType.OTHER && right.sqlType() != SqlType.OTHER;
    if (type(call).sqlType() == SqlType.OTHER && instants) {
      return strict(DateTimeFunctions.minus(left, right, type(call)), o.subList(0, 2), type(call));
    }
    return isTemporal(call) ? timePlus(call, -1) : arithmetic(Arithmetic.Op.MINUS, call);
  }

  private static boolean isTemporal(RexCall call) {
    return switch (type(call).sqlType()) {
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> true;
      default -> false;
    };
  }

  private Kernel timePlus(RexCall call, int sign) {
    VectorType result = type(call);
    RexNode first = call.getOperands().get(0);
    RexNode second = call.getOperands().get(1);
    boolean swapped = type(first).sqlType() == SqlType.OTHER;
    RexNode time = swapped ? second : first;
    RexNode interval = swapped ? first : second;
    return RowFunction.strict(
        DateTimeFunctions.plus(result, type(interval), sign),
        List.of(as(time, result), compile(interval)),
        List.of(result, type(interval)),
        result);
  }

  private Kernel arithmetic(Arithmetic.Op op, RexCall call) {
    List<RexNode> o = call.getOperands();
    VectorType result = type(call);
    VectorType left = type(o.get(0));
    VectorType right = type(o.get(1));
    if (result.isDecimal()
        || result.layout() != Layout.DOUBLE && (left.isDecimal() || right.isDecimal())) {
      return strict(Arithmetic.decimalFunction(op, result), o, result);
    }
    if (result.sqlType() == SqlType.OTHER) { // interval arithmetic is on plain numbers
      Kernel x = Casts.of(compile(o.get(0)), plain(left), VectorType.BIGINT);
      Kernel y = Casts.of(compile(o.get(1)), plain(right), VectorType.BIGINT);
      return Arithmetic.of(op, x, y, VectorType.BIGINT);
    }
    if (left.sqlType() == SqlType.OTHER || right.sqlType() == SqlType.OTHER) {
      Kernel x = Casts.of(compile(o.get(0)), plain(left), VectorType.BIGINT);
      Kernel y = Casts.of(compile(o.get(1)), plain(right), VectorType.BIGINT);
      return Casts.of(Arithmetic.of(op, x, y, VectorType.BIGINT), VectorType.BIGINT, result);
    }
    VectorType common = common(left, right);
    if (common.layout() == Layout.DOUBLE || result.layout() == Layout.DOUBLE) {
      VectorType wide = result.layout() == Layout.DOUBLE ? result : VectorType.DOUBLE;
      Kernel kernel =
          Arithmetic.of(op, as(o.get(0), VectorType.DOUBLE), as(o.get(1), VectorType.DOUBLE), wide);
      return Casts.of(kernel, wide, result);
    }
    if (result.layout() == Layout.INT && common.layout() == Layout.LONG) { // MOD(bigint, int)
      Kernel kernel = Arithmetic.of(op, as(o.get(0), common), as(o.get(1), common), common);
      return Casts.of(kernel, common, result);
    }
    return Arithmetic.of(op, as(o.get(0), result), as(o.get(1), result), result);
  }

  private static VectorType plain(VectorType type) {
    return type.sqlType() == SqlType.OTHER ? VectorType.BIGINT : type;
  }

  private Kernel negate(RexCall call) {
    VectorType type = type(call);
    if (type.isDecimal()) {
      return strict((a, e) -> ((BigDecimal) a[0]).negate(), call.getOperands(), type);
    }
    VectorType numbers = plain(type);
    Object zero =
        Values.boxed(numbers.layout() == Layout.DOUBLE ? (Object) 0.0 : (Object) 0L, numbers);
    Kernel operand = compile(call.getOperands().get(0));
    if (numbers.layout() == Layout.DOUBLE) { // 0 - 0.0 is not -0.0
      return RowFunction.strict((a, e) -> -(Double) a[0], List.of(operand), List.of(type), type);
    }
    return Arithmetic.of(Arithmetic.Op.MINUS, Leaves.constant(zero, numbers), operand, numbers);
  }

  private Kernel choose(RexCall call) {
    VectorType type = type(call);
    List<Kernel> conditions = new ArrayList<>();
    List<Kernel> values = new ArrayList<>();
    List<RexNode> o = call.getOperands();
    for (int i = 0; i + 1 < o.size(); i += 2) {
      conditions.add(compile(o.get(i)));
      values.add(as(o.get(i + 1), type));
    }
    values.add(as(o.get(o.size() - 1), type));
    return Logic.choose(conditions, values, type);
  }

  private Kernel coalesce(RexCall call) {
    VectorType type = type(call);
    List<RexNode> o = call.getOperands();
    return Logic.choose(
        o.subList(0, o.size() - 1).stream().map(x -> Logic.isNull(compile(x), 0)).toList(),
        o.stream().map(x -> as(x, type)).toList(),
        type);
  }

  private Kernel like(RexCall call) {
    List<RexNode> o = call.getOperands();
    boolean ignoreCase = call.getOperator().getName().contains("ILIKE");
    Kernel like =
        Functions.like(
            o.stream().map(this::compile).toList(),
            o.stream().map(RexCompiler::type).toList(),
            ignoreCase,
            VectorType.BOOLEAN);
    return call.getOperator().getName().startsWith("NOT") ? Logic.not(like) : like;
  }

  private Kernel extract(RexCall call) {
    String unit = symbol(call.getOperands().get(0));
    RexNode value = call.getOperands().get(1);
    return ofLocal(value, type -> DateTimeFunctions.extract(unit, type), type(call));
  }

  /** A function of what the session's clock shows at an instant, or of a time without zone. */
  private Kernel ofLocal(
      RexNode value, Function<VectorType, RowFunction> function, VectorType result) {
    VectorType given = type(value);
    VectorType local =
        given.sqlType() == SqlType.TIMESTAMP_WITH_TIMEZONE ? VectorType.TIMESTAMP : given;
    return RowFunction.strict(
        function.apply(local), List.of(as(value, local)), List.of(local), result);
  }

  private Kernel trim(RexCall call) {
    String flag = symbol(call.getOperands().get(0));
    return strict(
        Functions.trim(!flag.equals("TRAILING"), !flag.equals("LEADING")),
        call.getOperands().subList(1, 3),
        type(call));
  }

  private Kernel roundTime(RexCall call) {
    RexNode value = call.getOperands().get(0);
    String unit = symbol(call.getOperands().get(1));
    VectorType type = type(value);
    RowFunction round = DateTimeFunctions.round(unit, call.getKind() == SqlKind.CEIL, type);
    return Casts.of(strict(round, List.of(value), type), type, type(call));
  }

  private Kernel extreme(RexCall call, int sign) {
    VectorType type = type(call);
    List<Kernel> args = call.getOperands().stream().map(o -> as(o, type)).toList();
    return RowFunction.strict(
        Functions.extreme(sign), args, call.getOperands().stream().map(o -> type).toList(), type);
  }

  private static String symbol(RexNode node) {
    return ((Enum<?>) ((RexLiteral) node).getValueAs(Enum.class)).name();
  }

  private Kernel strict(RowFunction function, List<RexNode> args, VectorType type) {
    return RowFunction.strict(
        function,
        args.stream().map(this::compile).toList(),
        args.stream().map(RexCompiler::type).toList(),
        type);
  }

  private Kernel named(RexCall call) {
    String name = call.getOperator().getName();
    List<RexNode> o = call.getOperands();
    Kernel special = special(name, call);
    if (special != null) {
      return special;
    }
    Optional<RowFunction> function = Functions.find(name);
    if (function.isPresent()) {
      return strict(function.get(), o, type(call));
    }
    return GeneratedKernel.of(call, builder, this);
  }

  private Kernel special(String name, RexCall call) {
    VectorType type = type(call);
    return switch (name) {
      case "CURRENT_TIMESTAMP", "NOW" ->
          type.sqlType() == SqlType.TIMESTAMP_WITH_TIMEZONE
              ? constantNow((a, e) -> DateTimes.round(e.nowMicros(), type.precision()), type)
              : constantNow((a, e) -> DateTimes.round(e.localNowMicros(), type.precision()), type);
      case "LOCALTIMESTAMP" ->
          constantNow((a, e) -> DateTimes.round(e.localNowMicros(), type.precision()), type);
      case "CURRENT_DATE" ->
          constantNow((a, e) -> Math.floorDiv(e.localNowMicros(), DateTimes.MICROS_PER_DAY), type);
      case "CURRENT_TIME", "LOCALTIME" ->
          constantNow(
              (a, e) ->
                  DateTimes.truncate(
                      Math.floorMod(e.localNowMicros(), DateTimes.MICROS_PER_DAY),
                      type.precision()),
              type);
      case "CURRENT_SCHEMA" -> constantNow((a, e) -> e.branch(), type);
      case "USER", "CURRENT_USER", "SESSION_USER", "SYSTEM_USER" ->
          constantNow((a, e) -> System.getProperty("user.name", ""), type);
      case "RAND", "RANDOM" ->
          constantNow(
              (a, e) -> java.util.concurrent.ThreadLocalRandom.current().nextDouble(), type);
      case "DAYNAME", "MONTHNAME" -> {
        yield ofLocal(
            call.getOperands().get(0),
            name.equals("DAYNAME") ? DateTimeFunctions::dayName : DateTimeFunctions::monthName,
            type);
      }
      case "CONCAT" ->
          RowFunction.lenient(
              (a, e) -> {
                StringBuilder out = new StringBuilder();
                for (Object part : a) {
                  out.append(part == null ? "" : part);
                }
                return out.toString();
              },
              call.getOperands().stream().map(this::compile).toList(),
              call.getOperands().stream().map(RexCompiler::type).toList(),
              type);
      default -> null;
    };
  }

  private static Kernel constantNow(RowFunction function, VectorType type) {
    return RowFunction.strict(function, List.of(), List.of(), type);
  }

  /** Types of the input columns. */
  List<VectorType> inputs() {
    return inputs;
  }

  /** A literal in boxed memory form, or null. */
  public static Object boxed(RexLiteral literal, VectorType type) {
    return literal.isNull() ? null : Values.boxed(value(literal, literal.getType()), type);
  }

  private static Object value(RexLiteral literal, RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> literal.getValueAs(Boolean.class);
      case DECIMAL -> literal.getValueAs(BigDecimal.class);
      case REAL, FLOAT, DOUBLE -> literal.getValueAs(Double.class);
      case CHAR, VARCHAR -> literal.getValueAs(String.class);
      case BINARY, VARBINARY -> literal.getValueAs(ByteString.class).getBytes();
      case DATE -> (long) literal.getValueAs(DateString.class).getDaysSinceEpoch();
      case TIME -> DateTimes.parseTime(literal.getValueAs(TimeString.class).toString());
      case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          DateTimes.parseTimestamp(literal.getValueAs(TimestampString.class).toString());
      default -> {
        if (literal.getValue() instanceof BigDecimal number) {
          yield number.longValue();
        }
        throw unsupported(literal.toString());
      }
    };
  }

  static OmnigraphException unsupported(String what) {
    return new OmnigraphException(ErrorCode.UNSUPPORTED, what, "");
  }
}
