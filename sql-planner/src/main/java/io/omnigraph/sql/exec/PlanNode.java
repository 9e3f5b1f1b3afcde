package io.omnigraph.sql.exec;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import java.util.List;

/**
 * One operator of a finished plan. Immutable and shared by executions; what runs is the cursor that
 * {@link #open} makes.
 */
public interface PlanNode {
  /** One a column of the batches. */
  List<VectorType> types();

  /**
   * Starts it; the cursor owns the cursors of the inputs. Batches hold at most a few thousand rows.
   */
  BatchCursor open(Execution execution);

  /** Its line in EXPLAIN, without inputs. */
  String describe();

  /** Inputs, for EXPLAIN. */
  List<PlanNode> inputs();

  /** The tree as EXPLAIN shows it: one line a node, indented. */
  static String explain(PlanNode root) {
    StringBuilder out = new StringBuilder();
    explain(root, 0, out);
    return out.toString();
  }

  private static void explain(PlanNode node, int depth, StringBuilder out) {
    out.append("  ".repeat(depth)).append(node.describe()).append('\n');
    for (PlanNode input : node.inputs()) {
      explain(input, depth + 1, out);
    }
  }
}
