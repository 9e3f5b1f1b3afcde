package io.omnigraph.sql.plan;

import io.omnigraph.sql.exec.PlanNode;
import org.apache.calcite.rel.core.Window;

/** Turns a logical window into an operator. */
record WindowCompiler(RelCompiler compiler) {
  PlanNode compile(Window window) {
    throw RexCompiler.unsupported("OVER");
  }
}
