package io.omnigraph.sql.plan;

import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.kernel.RowFunction;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * A function that only Calcite implements, run row by row through its code generator. Not for
 * times: Calcite computes them in milliseconds.
 */
final class GeneratedKernel {
  private GeneratedKernel() {}

  static Kernel of(RexCall call, RexBuilder builder, RexCompiler compiler) {
    RelDataTypeFactory.Builder row = builder.getTypeFactory().builder();
    List<RexNode> operands = new ArrayList<>();
    List<Kernel> args = new ArrayList<>();
    List<VectorType> types = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      if (operand instanceof RexLiteral) {
        operands.add(operand);
        continue;
      }
      VectorType type = RexCompiler.type(operand);
      refuseTime(call, type);
      operands.add(new RexInputRef(args.size(), operand.getType()));
      row.add("a" + args.size(), operand.getType());
      args.add(compiler.compile(operand));
      types.add(type);
    }
    VectorType result = RexCompiler.type(call);
    refuseTime(call, result);
    RexNode flat = call.clone(call.getType(), operands);
    Function1<DataContext, Object[]> function;
    try {
      function = RexExecutorImpl.getExecutable(builder, List.of(flat), row.build()).getFunction();
    } catch (RuntimeException e) {
      throw RexCompiler.unsupported("Function " + call.getOperator().getName()).causedBy(e);
    }
    List<SqlTypeName> names =
        call.getOperands().stream()
            .filter(o -> !(o instanceof RexLiteral))
            .map(o -> o.getType().getSqlTypeName())
            .toList();
    RowFunction run =
        (a, e) -> {
          Object[] values = new Object[a.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = toCalcite(a[i], names.get(i));
          }
          return result(call, () -> function.apply(new Row(values, builder.getTypeFactory())));
        };
    return RowFunction.lenient(run, args, types, result);
  }

  /** Generated code knows no errors of ours: what it throws, some value made it throw. */
  private static Object result(RexCall call, Supplier<Object[]> run) {
    try {
      return fromCalcite(run.get()[0]);
    } catch (ArithmeticException e) {
      throw e;
    } catch (RuntimeException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String why = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
      throw new OmnigraphException(
              ErrorCode.PARAMETER_INVALID,
              "%s does not take these values: %s. Check its arguments."
                  .formatted(call.getOperator().getName(), why))
          .causedBy(e);
    }
  }

  private static void refuseTime(RexCall call, VectorType type) {
    if (type.sqlType() == SqlType.TIMESTAMP
        || type.sqlType() == SqlType.TIMESTAMP_WITH_TIMEZONE
        || type.sqlType() == SqlType.TIME
        || type.sqlType() == SqlType.UUID) {
      throw RexCompiler.unsupported(
          "Function " + call.getOperator().getName() + " of a " + type.sqlType());
    }
  }

  private static Object toCalcite(Object value, SqlTypeName type) {
    if (value instanceof Long l) {
      return switch (type) {
        case TINYINT -> l.byteValue();
        case SMALLINT -> l.shortValue();
        case INTEGER, DATE -> l.intValue();
        default -> l;
      };
    }
    if (value instanceof Double d && type == SqlTypeName.REAL) {
      return d.floatValue();
    }
    return value instanceof byte[] bytes ? new ByteString(bytes) : value;
  }

  private static Object fromCalcite(Object value) {
    if (value instanceof ByteString bytes) {
      return bytes.getBytes();
    }
    if (value instanceof Number n && !(value instanceof BigDecimal)) {
      return value instanceof Double || value instanceof Float
          ? (Object) n.doubleValue()
          : (Object) n.longValue();
    }
    return value instanceof Character c ? c.toString() : value;
  }

  /** The row as generated code asks for it. */
  private record Row(Object[] values, RelDataTypeFactory types) implements DataContext {
    @Override
    public SchemaPlus getRootSchema() {
      return null;
    }

    @Override
    public JavaTypeFactory getTypeFactory() {
      return (JavaTypeFactory) types;
    }

    @Override
    public QueryProvider getQueryProvider() {
      return null;
    }

    @Override
    public Object get(String name) {
      return name.equals("inputRecord")
          ? values
          : Map.of(DataContext.Variable.TIME_ZONE.camelName, (Object) TimeZone.getTimeZone("UTC"))
              .get(name);
    }
  }
}
