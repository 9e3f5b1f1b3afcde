package io.omnigraph.sql.graph;

import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** An aggregate over the edges of the walk that an edge variable is bound to. */
final class GroupValue {
  private final MatchColumn.Group group;
  private final Bindings.Walk walk;
  private final NumberSpace edges;
  private final Column[] columns;
  private final Layout layout;

  GroupValue(MatchColumn.Group group, MatchInput input, Bindings bindings) {
    this.group = group;
    this.walk = bindings.walks[group.edge()];
    this.edges = input.edges();
    this.columns = new Column[edges.size()];
    this.layout = layout(group, input);
    if (!group.property().isEmpty()) {
      for (int table : MatchOutput.tables(input.pattern().edges().get(group.edge()))) {
        TableView view = edges.table(table);
        int ordinal = view.type().columnIndex(group.property());
        columns[table] = ordinal < 0 ? null : view.column(ordinal);
      }
    }
  }

  static Layout layout(MatchColumn.Group group, MatchInput input) {
    return switch (group.function()) {
      case COUNT -> Layout.LONG;
      case LISTAGG -> Layout.BYTES;
      case AVG -> Layout.DOUBLE;
      case MIN, MAX -> propertyLayout(group, input);
      case SUM -> propertyLayout(group, input) == Layout.DOUBLE ? Layout.DOUBLE : Layout.LONG;
    };
  }

  private static Layout propertyLayout(MatchColumn.Group group, MatchInput input) {
    List<Integer> tables = MatchOutput.tables(input.pattern().edges().get(group.edge()));
    return MatchOutput.layout(input.edges(), tables, group.property());
  }

  Layout layout() {
    return layout;
  }

  /** Its value for the present walk in boxed memory form, or null. */
  Object get() {
    if (group.property().isEmpty()) {
      return (long) walk.length;
    }
    List<Object> values = values();
    return switch (group.function()) {
      case COUNT -> (long) values.size();
      case LISTAGG -> values.isEmpty() ? null : joined(values);
      case AVG -> values.isEmpty() ? null : (Object) (sum(values) / values.size());
      case SUM -> values.isEmpty() ? null : total(values);
      case MIN -> extreme(values, -1);
      case MAX -> extreme(values, 1);
    };
  }

  /** Values along the walk without NULLs, each once if DISTINCT; texts as String. */
  private List<Object> values() {
    List<Object> values = new ArrayList<>(walk.length);
    for (int i = 0; i < walk.length; i++) {
      int table = edges.tableOf(walk.edges[i]);
      int row = walk.edges[i] - edges.base(table);
      Column column = columns[table];
      if (column != null && !column.isNull(row)) {
        Object value = value(column, row);
        if (!group.distinct() || !values.contains(value)) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private static Object value(Column column, int row) {
    if (column instanceof IntColumn ints) {
      return ints.values()[row];
    }
    if (column instanceof LongColumn longs) {
      return longs.values()[row];
    }
    return column instanceof DoubleColumn doubles
        ? (Object) doubles.values()[row]
        : ((BytesColumn) column).text(row);
  }

  private byte[] joined(List<Object> values) {
    String text =
        values.stream().map(Object::toString).collect(Collectors.joining(group.separator()));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static double sum(List<Object> values) {
    double sum = 0;
    for (Object value : values) {
      sum += ((Number) value).doubleValue();
    }
    return sum;
  }

  private Object total(List<Object> values) {
    if (layout == Layout.DOUBLE) {
      return sum(values);
    }
    long total = 0;
    try {
      for (Object value : values) {
        total = Math.addExact(total, ((Number) value).longValue());
      }
    } catch (ArithmeticException e) {
      throw new OmnigraphException(
              ErrorCode.VALUE_OUT_OF_RANGE, group.label() + " is out of the range of BIGINT.")
          .causedBy(e);
    }
    return total;
  }

  private static Object extreme(List<Object> values, int sign) {
    Object best = null;
    for (Object value : values) {
      if (best == null || compare(value, best) * sign > 0) {
        best = value;
      }
    }
    return best instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : best;
  }

  private static int compare(Object a, Object b) {
    if (a instanceof String text) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
    }
    return a instanceof Double d
        ? Double.compare(d, (Double) b)
        : Long.compare(((Number) a).longValue(), ((Number) b).longValue());
  }
}
