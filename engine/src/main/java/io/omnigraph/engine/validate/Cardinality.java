package io.omnigraph.engine.validate;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/**
 * {@code @card}: how many edges a source may or must have; judged on the net result of a commit,
 * for sources whose edges changed and that still exist.
 */
public final class Cardinality {
  private Cardinality() {}

  public static boolean isBounded(EdgeType type) {
    return type.minEdges() > 0 || type.maxEdges().isPresent();
  }

  /**
   * @throws OmnigraphException CARDINALITY_VIOLATION
   */
  public static void check(RowsView edges, RowsView from) {
    EdgeType type = (EdgeType) edges.type();
    if (!isBounded(type) || !edges.changed()) {
      return;
    }
    KeyColumns sources = sources(edges, type);
    int limit = edges.rowNumberLimit();
    int[] all = new int[limit];
    long[] live = edges.live();
    boolean[] touched = new boolean[from.rowNumberLimit()];
    int[] counts = new int[from.rowNumberLimit()];
    for (int edge = 0; edge < limit; edge++) {
      all[edge] = edge;
    }
    int[] nodes = from.findAll(sources, all, limit);
    for (int edge = 0; edge < limit; edge++) {
      int node = nodes[edge];
      if (node < 0) {
        continue;
      }
      boolean counts1 = live == null || RowBits.get(live, edge);
      counts[node] += counts1 ? 1 : 0;
      boolean changed = edge < edges.storedLimit() ? edges.isHidden(edge) : counts1;
      touched[node] |= changed;
    }
    for (int node = 0; node < counts.length; node++) {
      if (touched[node]) {
        checkOne(type, from, node, counts[node]);
      }
    }
  }

  private static KeyColumns sources(RowsView edges, EdgeType type) {
    Column[] columns = new Column[type.srcColumns().length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = edges.column(type.srcColumns()[i]);
    }
    return new KeyColumns(columns);
  }

  /**
   * @throws OmnigraphException CARDINALITY_VIOLATION
   */
  static void checkOne(EdgeType type, RowsView from, int node, long count) {
    boolean few = count < type.minEdges();
    boolean many = type.maxEdges().isPresent() && count > type.maxEdges().get();
    if (few || many) {
      int[] keys = from.type().keyColumns();
      KeyColumns key = new KeyColumns(from.gather(new int[] {node}, 1, keys).columns());
      throw new OmnigraphException(
          ErrorCode.CARDINALITY_VIOLATION,
          type.from(),
          ShownKey.of(Uniqueness.properties(from.type(), keys), key, 0),
          count,
          type.name(),
          few ? "it needs min " + type.minEdges() : "it may have max " + type.maxEdges().get());
    }
  }
}
