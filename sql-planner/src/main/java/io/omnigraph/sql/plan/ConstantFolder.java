package io.omnigraph.sql.plan;

import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.Util;

/**
 * Computes constant expressions with our own kernels. Calcite's would generate code for each, and
 * cut times to milliseconds. What fails here fails again, with its message, when the plan runs.
 */
final class ConstantFolder implements RexExecutor {
  private static final ColumnBatch ONE_ROW = new ColumnBatch(new Column[0], 0, 1, null);

  @Override
  public void reduce(RexBuilder builder, List<RexNode> constants, List<RexNode> reduced) {
    for (RexNode constant : constants) {
      reduced.add(folded(builder, constant));
    }
  }

  private static RexNode folded(RexBuilder builder, RexNode constant) {
    if (!isStable(constant)) {
      return constant;
    }
    try {
      VectorType type = RexCompiler.type(constant);
      Object value = value(builder, constant, type);
      if (value == null) {
        return builder.makeNullLiteral(constant.getType());
      }
      return switch (type.sqlType()) {
        case BOOLEAN, VARCHAR, DECIMAL, DOUBLE, TINYINT, SMALLINT, INTEGER, BIGINT ->
            builder.makeLiteral(value, constant.getType(), true);
        default -> constant;
      };
    } catch (RuntimeException e) {
      return constant;
    }
  }

  private static Object value(RexBuilder builder, RexNode constant, VectorType type) {
    Evaluation evaluation =
        new Evaluation(new Object[0], new AtomicBoolean(), 0, 0, "", ZoneId.systemDefault());
    Column column = new RexCompiler(builder, List.of()).compile(constant).eval(ONE_ROW, evaluation);
    return ValueReader.value(column, 0, type);
  }

  /** Whether every run would give the same: no CURRENT_DATE, no RAND. */
  private static boolean isStable(RexNode node) {
    try {
      node.accept(
          new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitCall(RexCall call) {
              if (!call.getOperator().isDeterministic() || call.getOperator().isDynamicFunction()) {
                throw Util.FoundOne.NULL;
              }
              return super.visitCall(call);
            }
          });
      return true;
    } catch (Util.FoundOne e) {
      return false;
    }
  }
}
