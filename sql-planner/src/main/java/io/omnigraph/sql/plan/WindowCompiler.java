package io.omnigraph.sql.plan;

import io.omnigraph.sql.exec.AggregateCall;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.exec.ProjectNode;
import io.omnigraph.sql.exec.WindowFrame;
import io.omnigraph.sql.exec.WindowNode;
import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.kernel.Leaves;
import io.omnigraph.sql.types.VectorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;

/** Turns a logical window into operators: one a group of functions with the same OVER. */
record WindowCompiler(RelCompiler compiler) {
  PlanNode compile(Window window) {
    List<VectorType> inputTypes = RelCompiler.types(window.getInput());
    List<VectorType> outTypes = RelCompiler.types(window);
    int width = inputTypes.size();
    // Constants of the window count as columns behind those of the input.
    PlanNode node =
        withConstants(compiler.compile(window.getInput()), inputTypes, window.constants);
    List<VectorType> types = new ArrayList<>(node.types());
    int done = width;
    for (Window.Group group : window.groups) {
      List<AggregateCall> calls = new ArrayList<>();
      for (Window.RexWinAggCall call : group.aggCalls) {
        calls.add(call(call, types, outTypes.get(done++)));
      }
      List<VectorType> next = new ArrayList<>(types);
      calls.forEach(c -> next.add(c.type()));
      node =
          new WindowNode(
              node,
              group.keys.asList(),
              group.orderKeys.getFieldCollations().stream()
                  .map(c -> RelCompiler.sortKey(c, c.getFieldIndex()))
                  .toList(),
              frame(group, width, window.constants),
              calls,
              next);
      types = next;
    }
    return window.constants.isEmpty()
        ? node
        : without(node, width, window.constants.size(), outTypes);
  }

  private static PlanNode withConstants(
      PlanNode input, List<VectorType> types, List<RexLiteral> constants) {
    if (constants.isEmpty()) {
      return input;
    }
    List<Kernel> kernels = new ArrayList<>();
    List<VectorType> all = new ArrayList<>(types);
    int[] refs = new int[types.size() + constants.size()];
    for (int i = 0; i < refs.length; i++) {
      boolean constant = i >= types.size();
      refs[i] = constant ? -1 : i;
      if (constant) {
        RexLiteral literal = constants.get(i - types.size());
        VectorType type = RexCompiler.type(literal);
        all.add(type);
        kernels.add(Leaves.constant(RexCompiler.boxed(literal, type), type));
      } else {
        kernels.add(null);
      }
    }
    return new ProjectNode(input, refs, kernels, all, "constants of the window");
  }

  private static PlanNode without(
      PlanNode node, int width, int constants, List<VectorType> outTypes) {
    int[] refs = new int[outTypes.size()];
    List<Kernel> kernels = new ArrayList<>();
    for (int i = 0; i < refs.length; i++) {
      refs[i] = i < width ? i : i + constants;
      kernels.add(null);
    }
    return new ProjectNode(node, refs, kernels, outTypes, "columns of the window");
  }

  private static AggregateCall call(
      Window.RexWinAggCall call, List<VectorType> types, VectorType result) {
    String function = call.getOperator().getName().toUpperCase(Locale.ROOT);
    if (!WindowNode.knows(function) || call.distinct || call.ignoreNulls) {
      throw RexCompiler.unsupported(
          (call.distinct ? "DISTINCT in " : call.ignoreNulls ? "IGNORE NULLS in " : "")
              + function
              + " OVER");
    }
    List<Integer> args = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      args.add(((RexInputRef) operand).getIndex());
    }
    return new AggregateCall(
        function,
        args,
        args.size(),
        args.stream().map(types::get).toList(),
        false,
        -1,
        List.of(),
        result,
        null);
  }

  private static WindowFrame frame(Window.Group group, int width, List<RexLiteral> constants) {
    RexWindowBound low = group.lowerBound;
    RexWindowBound high = group.upperBound;
    return new WindowFrame(
        group.isRows,
        low.isUnbounded(),
        low.isCurrentRow(),
        low.isUnbounded() ? 0 : offset(low, width, constants),
        high.isUnbounded(),
        high.isCurrentRow(),
        high.isUnbounded() ? 0 : offset(high, width, constants));
  }

  private static long offset(RexWindowBound bound, int width, List<RexLiteral> constants) {
    if (bound.isCurrentRow()) {
      return 0;
    }
    RexNode node = bound.getOffset();
    RexLiteral literal =
        node instanceof RexInputRef ref ? constants.get(ref.getIndex() - width) : (RexLiteral) node;
    Long distance = literal.getValueAs(Long.class);
    return bound.isPreceding() ? -distance : distance;
  }
}
