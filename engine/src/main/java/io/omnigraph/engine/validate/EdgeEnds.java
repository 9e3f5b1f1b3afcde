package io.omnigraph.engine.validate;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Whether the ends of edges exist; judged on the net result of a commit. */
public final class EdgeEnds {
  private EdgeEnds() {}

  /** A pending edge whose end is not there. */
  public record Missing(
      EdgeType type, boolean source, KeyColumns keys, int position, RowsView nodes) {
    /** The end's key as text. */
    public String key() {
      return ShownKey.of(
          Uniqueness.properties(nodes.type(), nodes.type().keyColumns()), keys, position);
    }

    public OmnigraphException violation() {
      return new OmnigraphException(
          ErrorCode.MISSING_END, type.name(), source ? "src" : "dst", nodes.type().name(), key());
    }
  }

  /**
   * @param edges its live pending rows are looked at
   * @return the first missing end, or null
   */
  public static Missing firstMissing(RowsView edges, RowsView from, RowsView to) {
    EdgeType type = (EdgeType) edges.type();
    Missing missing = firstMissing(edges, type, true, from);
    return missing == null ? firstMissing(edges, type, false, to) : missing;
  }

  private static Missing firstMissing(
      RowsView edges, EdgeType type, boolean source, RowsView nodes) {
    int[] ordinals = source ? type.srcColumns() : type.dstColumns();
    Column[] columns = new Column[ordinals.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = edges.pendingColumn(ordinals[i]);
    }
    KeyColumns keys = new KeyColumns(columns);
    int[] positions = new int[edges.pendingSize()];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = edges.isPendingLive(row) ? row : -1;
    }
    int[] found = nodes.findAll(keys, positions, positions.length);
    for (int row = 0; row < found.length; row++) {
      if (positions[row] >= 0 && found[row] < 0) {
        return new Missing(type, source, keys, row, nodes);
      }
    }
    return null;
  }
}
