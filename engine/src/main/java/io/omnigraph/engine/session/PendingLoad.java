package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.engine.load.RowBatch;
import io.omnigraph.engine.load.RowSource;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.validate.Uniqueness;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads a file into the pending changes of a statement: inside transactions, to merge, and where
 * cardinality is bounded. The rows stay on the heap until the commit.
 */
final class PendingLoad {
  private final SessionStatement statement;
  private final LoadRequest request;
  private final RowSource source;
  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, TakenValues> keys = new HashMap<>();

  PendingLoad(SessionStatement statement, LoadRequest request, RowSource source) {
    this.statement = statement;
    this.request = request;
    this.source = source;
  }

  LoadResult run() {
    boolean overwrite = request.mode() == LoadRequest.Mode.OVERWRITE;
    if (overwrite && request.table().isPresent()) {
      begin(statement.pendingView().type(request.table().get()));
    }
    for (RowBatch batch = source.next(); batch != null; batch = source.next()) {
      if (batch.rows().rowCount() > 0) {
        begin(batch.type());
        counts.merge(batch.type().tableKey(), (long) batch.rows().rowCount(), Long::sum);
        requireNew(batch);
        if (request.mode() == LoadRequest.Mode.MERGE) {
          merge(batch);
        } else {
          insert(batch, batch.rows(), 0);
        }
      }
    }
    if (overwrite) {
      requireNoOrphans();
    }
    return result();
  }

  private void begin(TableType type) {
    boolean first = counts.putIfAbsent(type.tableKey(), 0L) == null;
    if (first && request.mode() == LoadRequest.Mode.OVERWRITE) {
      statement.removeAll(type.name());
    }
  }

  /** No key twice in one file; a merged edge or a row without key may: the last one wins. */
  private void requireNew(RowBatch batch) {
    TableType type = batch.type();
    boolean lastWins =
        request.mode() == LoadRequest.Mode.MERGE
            && (type instanceof EdgeType || type.generatedKey());
    if (lastWins) {
      return;
    }
    TakenValues taken =
        keys.computeIfAbsent(
            type.tableKey(), key -> new TakenValues(type, type.keyColumns(), null));
    int row = taken.firstRepeated(batch.rows(), null);
    if (row >= 0) {
      String place = source.place(batch.lines()[row]);
      throw Uniqueness.keyConflict(
          type, batch.rows(), row, " (@unique violation at " + place + ")");
    }
  }

  private void merge(RowBatch batch) {
    ColumnBatch rows = batch.rows();
    KeyColumns wanted = KeyColumns.of(rows, batch.type().keyColumns());
    // Runs of rows that are all there or all new go together; a key that repeats within a run of
    // new rows ends it.
    int from = 0;
    TakenValues run = new TakenValues(batch.type(), batch.type().keyColumns(), null);
    boolean updating = false;
    for (int row = 0; row < rows.rowCount(); row++) {
      RowsView view = statement.pendingView().rows(batch.type());
      boolean there = view.find(wanted, rows.position(row)) >= 0;
      boolean repeats = run.firstRepeated(slice(rows, row, row + 1), null) >= 0;
      if (row > from && (there != updating || repeats)) {
        write(batch, from, row, updating);
        from = row;
        run = new TakenValues(batch.type(), batch.type().keyColumns(), null);
        run.firstRepeated(slice(rows, row, row + 1), null);
        there = statement.pendingView().rows(batch.type()).find(wanted, rows.position(row)) >= 0;
      }
      updating = there;
    }
    write(batch, from, rows.rowCount(), updating);
  }

  private void write(RowBatch batch, int from, int to, boolean updating) {
    ColumnBatch rows = slice(batch.rows(), from, to);
    if (updating) {
      try {
        statement.update(batch.type().name(), rows);
      } catch (OmnigraphException e) {
        throw PlacedErrors.at(source.place(batch.lines()[from]), e);
      }
    } else {
      insert(batch, rows, from);
    }
  }

  private static ColumnBatch slice(ColumnBatch rows, int from, int to) {
    return new ColumnBatch(rows.columns(), rows.from() + from, to - from, null);
  }

  /** Inserts rows; when one is refused, finds out which, to name its line. */
  private void insert(RowBatch batch, ColumnBatch rows, int first) {
    String table = batch.type().name();
    try {
      statement.insert(table, rows);
    } catch (OmnigraphException e) {
      for (int row = 0; row < rows.rowCount(); row++) {
        try {
          statement.insert(table, Columns.compact(slice(rows, row, row + 1)));
        } catch (OmnigraphException single) {
          throw PlacedErrors.at(source.place(batch.lines()[first + row]), single);
        }
      }
      throw e;
    }
  }

  /** Edges that stay must find their ends among the nodes that replace the old ones. */
  private void requireNoOrphans() {
    GraphView view = statement.pendingView();
    for (EdgeType edge : view.schema().edgeTypes()) {
      requireEnds(view, edge, edge.srcColumns(), view.type(edge.from()));
      requireEnds(view, edge, edge.dstColumns(), view.type(edge.to()));
    }
  }

  private void requireEnds(GraphView view, EdgeType edge, int[] ordinals, TableType node) {
    if (!counts.containsKey(node.tableKey()) || counts.containsKey(edge.tableKey())) {
      return;
    }
    RowsView edges = view.rows(edge);
    Column[] columns = new Column[ordinals.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = edges.column(ordinals[i]);
    }
    KeyColumns ends = new KeyColumns(columns);
    RowsView nodes = view.rows(node);
    for (int row = 0; row < edges.rowNumberLimit(); row++) {
      if (edges.isLive(row) && nodes.find(ends, row) < 0) {
        throw new OmnigraphException(
            ErrorCode.MISSING_END,
            edge.name(),
            edge.columns().get(ordinals[0]).name(),
            node.name(),
            ShownKey.of(Uniqueness.properties(node, node.keyColumns()), ends, row));
      }
    }
  }

  private LoadResult result() {
    List<LoadResult.TableCount> result = new ArrayList<>();
    for (TableType type : statement.pendingView().schema().tables()) {
      Long count = counts.get(type.tableKey());
      if (count != null) {
        result.add(new LoadResult.TableCount(type.name(), count));
      }
    }
    return new LoadResult(result);
  }
}
