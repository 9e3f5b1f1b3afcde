package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnType.Layout;
import java.util.List;
import java.util.function.IntPredicate;

/** Looks one node up in the key index. */
final class FindRun extends StepRun {
  private final Bindings bindings;
  private final int node;
  private final int found;
  private boolean done;

  FindRun(MatchInput input, Bindings bindings, int node) {
    this.bindings = bindings;
    this.node = node;
    this.found = find(input, node);
  }

  private static int find(MatchInput input, int node) {
    int table = input.pattern().nodes().get(node).tables().get(0);
    TableView view = input.nodes().table(table);
    int row = row(input, view, input.conditions().key(node).orElseThrow());
    int number = row < 0 ? -1 : row + input.nodes().base(table);
    IntPredicate test = input.nodeTest(node);
    return number >= 0 && (test == null || test.test(number)) ? number : -1;
  }

  private static int row(MatchInput input, TableView view, List<ElementCondition.Compare> key) {
    Column[] columns = new Column[key.size()];
    for (int i = 0; i < columns.length; i++) {
      Layout layout = layout(view.type(), i);
      Object value = ElementCondition.value(key.get(i).value(), input.parameters());
      if (value == null || (layout == Layout.INT && !fitsInt(value))) {
        return -1;
      }
      if (columns.length == 1 && value instanceof Long number && layout != Layout.DOUBLE) {
        return view.find((long) number);
      }
      if (columns.length == 1 && value instanceof byte[] bytes) {
        return view.find(bytes);
      }
      columns[i] = single(value, layout);
    }
    return view.find(ColumnBatch.of(columns))[0];
  }

  private static Layout layout(TableType type, int keyPosition) {
    return type.columns().get(type.keyColumns()[keyPosition]).type().stored().layout();
  }

  private static boolean fitsInt(Object value) {
    return value instanceof Long number && (int) (long) number == number;
  }

  private static Column single(Object value, Layout layout) {
    ColumnBuilder builder = ColumnBuilder.of(layout);
    if (layout == Layout.INT) {
      builder.appendBoxed((int) (long) (Long) value);
    } else {
      builder.appendBoxed(
          layout == Layout.DOUBLE ? (Object) ((Number) value).doubleValue() : value);
    }
    return builder.build();
  }

  @Override
  void open() {
    done = found < 0;
  }

  @Override
  boolean next() {
    if (done) {
      return false;
    }
    done = true;
    bindings.nodes[node] = found;
    return true;
  }
}
