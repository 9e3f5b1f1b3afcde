package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.load.RowBatch;
import io.omnigraph.engine.load.RowSource;
import io.omnigraph.engine.rows.GrowingColumn;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.validate.Uniqueness;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;

/**
 * One end of the edges of one type during a streaming load. An end that is stored is settled at
 * once; others wait for the end of the file, because nodes may follow their edges.
 */
final class LoadedEnds {
  private final EdgeType type;
  private final boolean source;
  private final int[] ordinals;
  private final RowsView nodes;
  private final GrowingColumn[] waiting;
  private long[] lines = new long[16];

  /**
   * @param nodes stored nodes of the end's type
   */
  LoadedEnds(EdgeType type, boolean source, RowsView nodes) {
    this.type = type;
    this.source = source;
    this.ordinals = source ? type.srcColumns() : type.dstColumns();
    this.nodes = nodes;
    this.waiting = new GrowingColumn[ordinals.length];
    for (int i = 0; i < ordinals.length; i++) {
      Layout layout = type.storedSchema().columns().get(ordinals[i]).type().layout();
      waiting[i] = new GrowingColumn(layout);
    }
  }

  TableType nodeType() {
    return nodes.type();
  }

  /**
   * @param loaded the node type's rows so far, or null when the file has had none
   * @param overwritten whether stored nodes do not count
   */
  void add(RowBatch batch, ColumnBatch rows, LoadedTable loaded, boolean overwritten) {
    KeyColumns keys = KeyColumns.of(rows, ordinals);
    int count = rows.rowCount();
    int[] open = new int[count];
    int left = 0;
    boolean look = !overwritten && nodes.rowCount() > 0;
    int[] found = look ? nodes.findAll(keys, identity(count), count) : null;
    for (int row = 0; row < count; row++) {
      boolean settled = (look && found[row] >= 0) || (loaded != null && loaded.contains(keys, row));
      if (!settled) {
        open[left++] = row;
      }
    }
    int size = waiting[0].size();
    if (size + left > lines.length) {
      lines = Arrays.copyOf(lines, Math.max(size + left, lines.length * 2));
    }
    for (int i = 0; i < left; i++) {
      lines[size + i] = batch.lines()[open[i]];
    }
    for (int i = 0; i < ordinals.length; i++) {
      waiting[i].append(rows.column(ordinals[i]), open, left);
    }
  }

  private static int[] identity(int count) {
    int[] positions = new int[count];
    for (int i = 0; i < count; i++) {
      positions[i] = i;
    }
    return positions;
  }

  private static boolean isSettled(KeyColumns keys, int row, LoadedTable loaded, RowsView stored) {
    return (loaded != null && loaded.contains(keys, row))
        || (stored != null && stored.find(keys, row) >= 0);
  }

  private KeyColumns waitingKeys() {
    Column[] columns = new Column[waiting.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = waiting[i].column();
    }
    return new KeyColumns(columns);
  }

  /** Ends that wait and are not among these nodes either; the first few of them. */
  OpenEnds open(RowsView stored, RowSource file) {
    KeyColumns keys = waitingKeys();
    int[] rows = new int[OpenEnds.MOST];
    String[] places = new String[OpenEnds.MOST];
    int count = 0;
    for (int row = 0; row < waiting[0].size() && count < OpenEnds.MOST; row++) {
      if (!isSettled(keys, row, null, stored)) {
        places[count] = file.place(lines[row]);
        rows[count++] = row;
      }
    }
    return new OpenEnds(type, source, keys, Arrays.copyOf(rows, count), places);
  }

  /**
   * Looks for the ends that wait.
   *
   * @param loaded nodes of the file, or null when it has none
   * @param stored stored nodes that stay, or null when they were looked at or do not stay
   * @throws OmnigraphException MISSING_END with the place of the first edge without this end
   */
  void settle(LoadedTable loaded, RowsView stored, RowSource file) {
    KeyColumns keys = waitingKeys();
    for (int row = 0; row < waiting[0].size(); row++) {
      if (!isSettled(keys, row, loaded, stored)) {
        TableType node = nodes.type();
        throw new OmnigraphException(
            ErrorCode.MISSING_END,
            file.place(lines[row]) + " " + type.name(),
            source ? "src" : "dst",
            node.name(),
            ShownKey.of(Uniqueness.properties(node, node.keyColumns()), keys, row));
      }
    }
  }
}
