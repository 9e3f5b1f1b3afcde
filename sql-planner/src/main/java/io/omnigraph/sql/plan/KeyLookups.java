package io.omnigraph.sql.plan;

import io.omnigraph.sql.catalog.GraphTable;
import io.omnigraph.sql.exec.KeyLookupNode;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.exec.ScanNode;
import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.storage.column.ColumnType.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.rex.RexNode;

/** Finds {@code key = constant} for all columns of a primary key. */
record KeyLookups(GraphTable table) {
  /**
   * @param conjuncts those that the look-up decides are taken out
   */
  Optional<PlanNode> find(ScanNode scan, FilterPushdown pushdown, List<RexNode> conjuncts) {
    int[] key = table.type().keyColumns();
    List<Function<Evaluation, Object>> values = new ArrayList<>();
    List<Layout> layouts = new ArrayList<>();
    List<RexNode> used = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int ordinal : key) {
      boolean found = false;
      for (RexNode conjunct : conjuncts) {
        Optional<FilterPushdown.KeyTerm> term = pushdown.keyTerm(conjunct);
        if (term.isPresent() && scan.columns().get(term.get().column()).ordinal() == ordinal) {
          values.add(term.get().value());
          layouts.add(table.type().storedSchema().columns().get(ordinal).type().layout());
          used.add(conjunct);
          texts.add(term.get().text());
          found = true;
          break;
        }
      }
      if (!found) {
        return Optional.empty();
      }
    }
    conjuncts.removeAll(used);
    return Optional.of(
        new KeyLookupNode(scan.table(), scan.columns(), values, layouts, String.join(", ", texts)));
  }
}
