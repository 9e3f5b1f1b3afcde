package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
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
import java.util.Arrays;
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
  private final Map<String, List<LoadedEnds>> ends = new HashMap<>();

  PendingLoad(SessionStatement statement, LoadRequest request, RowSource source) {
    this.statement = statement;
    this.request = request;
    this.source = source;
  }

  /** Rows per table, nodes first, by name. */
  List<LoadResult.TableCount> run() {
    boolean overwrite = request.mode() == LoadRequest.Mode.OVERWRITE;
    if (overwrite && request.table().isPresent()) {
      begin(statement.pendingView().type(request.table().get()));
    }
    for (RowBatch batch = source.next(); batch != null; batch = source.next()) {
      if (batch.rows().rowCount() > 0) {
        add(batch);
      }
    }
    if (overwrite) {
      requireNoOrphans();
    }
    noteOpenEnds();
    return counts();
  }

  private void add(RowBatch batch) {
    begin(batch.type());
    counts.merge(batch.type().tableKey(), (long) batch.rows().rowCount(), Long::sum);
    requireNew(batch);
    if (request.mode() == LoadRequest.Mode.MERGE) {
      merge(batch);
    } else {
      write(batch, all(batch.rows().rowCount()), false);
    }
    if (batch.type() instanceof EdgeType edge) {
      for (LoadedEnds end : ends.computeIfAbsent(edge.tableKey(), key -> endsOf(edge))) {
        end.add(batch, batch.rows(), null, request.mode() == LoadRequest.Mode.OVERWRITE);
      }
    }
  }

  private List<LoadedEnds> endsOf(EdgeType edge) {
    GraphView view = statement.pendingView();
    return List.of(
        new LoadedEnds(edge, true, view.table(edge.from())),
        new LoadedEnds(edge, false, view.table(edge.to())));
  }

  private void noteOpenEnds() {
    for (List<LoadedEnds> both : ends.values()) {
      for (LoadedEnds end : both) {
        statement.noteOpenEnds(end.open(statement.pendingView().rows(end.nodeType()), source));
      }
    }
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

  /** Rows that are there are replaced, others added; of rows with one key the last one counts. */
  private void merge(RowBatch batch) {
    KeyColumns wanted = KeyColumns.of(batch.rows(), batch.type().keyColumns());
    int[] last = lastOfEachKey(wanted, batch.rows().rowCount());
    RowsView view = statement.pendingView().rows(batch.type());
    int[] found = view.findAll(wanted, last, last.length);
    int[] there = new int[last.length];
    int[] others = new int[last.length];
    int known = 0;
    int fresh = 0;
    for (int i = 0; i < last.length; i++) {
      if (found[i] >= 0) {
        there[known++] = last[i];
      } else {
        others[fresh++] = last[i];
      }
    }
    write(batch, Arrays.copyOf(there, known), true);
    write(batch, Arrays.copyOf(others, fresh), false);
  }

  private static int[] lastOfEachKey(KeyColumns keys, int count) {
    KeyIndex seen = new KeyIndex(count);
    int[] last = new int[count];
    int at = count;
    for (int row = count - 1; row >= 0; row--) {
      if (keys.hasNull(row)) {
        last[--at] = row; // the key is not made yet
      } else if (seen.find(keys, count, null, keys, row) < 0) {
        seen.add(keys, row, row + 1);
        last[--at] = row;
      }
    }
    return Arrays.copyOfRange(last, at, count);
  }

  private static int[] all(int count) {
    int[] rows = new int[count];
    for (int row = 0; row < count; row++) {
      rows[row] = row;
    }
    return rows;
  }

  /** Writes some rows of a batch; when one is refused, finds out which, to name its line. */
  private void write(RowBatch batch, int[] rows, boolean replace) {
    try {
      writeUnplaced(batch, rows, replace);
    } catch (OmnigraphException e) {
      for (int row : rows) {
        try {
          writeUnplaced(batch, new int[] {row}, replace);
        } catch (OmnigraphException single) {
          throw PlacedErrors.at(source.place(batch.lines()[row]), single);
        }
      }
      throw e;
    }
  }

  private void writeUnplaced(RowBatch batch, int[] rows, boolean replace) {
    Column[] columns = new Column[batch.type().columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = batch.rows().column(i);
    }
    ColumnBatch some = Columns.compact(new ColumnBatch(columns, 0, rows.length, rows));
    if (replace) {
      statement.update(batch.type().name(), some);
    } else {
      statement.insert(batch.type().name(), some);
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

  private List<LoadResult.TableCount> counts() {
    List<LoadResult.TableCount> result = new ArrayList<>();
    for (TableType type : statement.pendingView().schema().tables()) {
      Long count = counts.get(type.tableKey());
      if (count != null) {
        result.add(new LoadResult.TableCount(type.name(), count));
      }
    }
    return result;
  }
}
