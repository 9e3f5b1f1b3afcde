package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.engine.load.RowBatch;
import io.omnigraph.engine.load.RowSource;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.publish.GraphChange;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.rows.PinChange;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.validate.Uniqueness;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Loads a file in a stream as one commit: append, or overwrite of the types that the file names.
 * Memory holds keys and unique values, not rows. Nothing is visible unless all of it is.
 */
final class StreamingLoad implements AutoCloseable {
  private final OpenGraph graph;
  private final CommittedView before;
  private final boolean overwrite;
  private final TablePaths paths;
  private final Map<String, LoadedTable> tables = new TreeMap<>();
  private final Map<String, List<LoadedEnds>> ends = new HashMap<>();
  private final Map<String, StagedRows> staged = new HashMap<>();

  StreamingLoad(OpenGraph graph, CommittedView before, boolean overwrite) {
    this.graph = graph;
    this.before = before;
    this.overwrite = overwrite;
    this.paths = new TablePaths(graph.tables(), before.snapshot());
  }

  /** Reads the file to its end and stages its rows. */
  void read(RowSource source, LoadRequest request) {
    if (overwrite && request.table().isPresent()) {
      table(before.type(request.table().get())); // an empty file empties the table
    }
    for (RowBatch batch = source.next(); batch != null; batch = source.next()) {
      if (batch.rows().rowCount() > 0) {
        add(batch, source);
      }
    }
    settle(source);
    if (overwrite) {
      requireNoOrphans(before);
    }
    tables.forEach((key, table) -> staged.put(key, table.finish()));
  }

  private void add(RowBatch batch, RowSource source) {
    ColumnBatch rows = table(batch.type()).add(batch, source, graph.ulids());
    if (batch.type() instanceof EdgeType edge) {
      for (LoadedEnds end : ends.computeIfAbsent(edge.tableKey(), key -> endsOf(edge))) {
        // While nodes may still follow, an overwrite cannot settle an end by a stored node.
        end.add(batch, rows, tables.get(end.nodeType().tableKey()), overwrite);
      }
    }
  }

  private List<LoadedEnds> endsOf(EdgeType edge) {
    return List.of(
        new LoadedEnds(edge, true, before.table(edge.from())),
        new LoadedEnds(edge, false, before.table(edge.to())));
  }

  private LoadedTable table(TableType type) {
    LoadedTable table = tables.get(type.tableKey());
    if (table == null) {
      table = open(type);
      tables.put(type.tableKey(), table);
    }
    return table;
  }

  private LoadedTable open(TableType type) {
    TableEntry entry = before.snapshot().entry(type.tableKey());
    RowsView rows = before.rows(type);
    String branch = LanceManifest.nativeName(before.branch());
    if (PendingWork.movesToNewTable(rows, entry, branch)) {
      String path = paths.pathFor(type);
      return new LoadedTable(
          rows, overwrite, graph.tables().stager(path, null, type.storedSchema()), path);
    }
    return new LoadedTable(
        rows, overwrite, graph.tables().stager(entry.path(), branch, type.storedSchema()), null);
  }

  private void settle(RowSource source) {
    for (List<LoadedEnds> both : ends.values()) {
      for (LoadedEnds end : both) {
        LoadedTable loaded = tables.get(end.nodeType().tableKey());
        end.settle(loaded, loaded == null ? before.rows(end.nodeType()) : null, source);
      }
    }
  }

  /** Edges that stay must find their ends among the nodes that replace the old ones. */
  private void requireNoOrphans(CommittedView view) {
    for (EdgeType edge : view.schema().edgeTypes()) {
      if (!tables.containsKey(edge.tableKey())) {
        requireEnds(view, edge, edge.srcColumns(), view.type(edge.from()));
        requireEnds(view, edge, edge.dstColumns(), view.type(edge.to()));
      }
    }
  }

  private void requireEnds(CommittedView view, EdgeType edge, int[] ordinals, TableType node) {
    LoadedTable nodes = tables.get(node.tableKey());
    if (nodes == null) {
      return;
    }
    RowsView edges = view.rows(edge);
    Column[] columns = new Column[ordinals.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = edges.column(ordinals[i]);
    }
    KeyColumns keys = new KeyColumns(columns);
    for (int row = 0; row < edges.rowNumberLimit(); row++) {
      if (edges.isLive(row) && !nodes.contains(keys, row)) {
        throw new OmnigraphException(
            ErrorCode.MISSING_END,
            edge.name(),
            edge.columns().get(ordinals[0]).name(),
            node.name(),
            ShownKey.of(Uniqueness.properties(node, node.keyColumns()), keys, row));
      }
    }
  }

  /**
   * @return the commit, or empty when the file changes nothing
   */
  Optional<GraphSnapshot> publish(PublishTerms terms) {
    if (tables.isEmpty()) {
      return Optional.empty();
    }
    if (isFirstTouch()) {
      graph.steps().at(PublishStep.FORK_BEFORE_CLASSIFY);
    }
    List<GateKey> keys = GateKey.wholeBranch(before.branch());
    if (tables.values().stream().anyMatch(table -> table.newPath() != null)) {
      keys.add(GateKey.newTables());
    }
    try (WriteTurn turn = WriteTurn.take(graph, keys, terms.lockTimeout())) {
      CommittedView after = graph.headAfter(before);
      terms.check(after);
      if (after != before) {
        requireNoCollision(after);
      }
      requireFreePaths(after);
      return Optional.of(graph.publisher().publish(change(after, terms)));
    }
  }

  private boolean isFirstTouch() {
    String branch = LanceManifest.nativeName(before.branch());
    return tables.keySet().stream()
        .anyMatch(key -> !Objects.equals(before.snapshot().entry(key).branch(), branch));
  }

  private void requireNoCollision(CommittedView after) {
    if (!after.snapshot().schemaHash().equals(before.snapshot().schemaHash())) {
      throw conflict("The schema", after);
    }
    if (overwrite) {
      requireNoNewOrphans(after);
    }
    for (LoadedTable table : tables.values()) {
      String key = table.type().tableKey();
      if (before.snapshot().entry(key).hasContentOf(after.snapshot().entry(key))) {
        continue;
      }
      RowsView now = after.rows(table.type());
      int[] ranges = now.stored().newRanges(table.committed().stored());
      for (int i = 0; i < ranges.length; i += 2) {
        if (overwrite || table.clashesWith(now, ranges[i], ranges[i + 1])) {
          throw conflict(table.type().name(), after);
        }
      }
      if (overwrite) {
        throw conflict(table.type().name(), after);
      }
    }
    for (List<LoadedEnds> both : ends.values()) {
      for (LoadedEnds end : both) {
        requireNoneDeleted(before.rows(end.nodeType()), after.rows(end.nodeType()), after);
      }
    }
  }

  private void requireNoNewOrphans(CommittedView after) {
    try {
      requireNoOrphans(after);
    } catch (OmnigraphException e) {
      throw conflict(e.getMessage(), after).causedBy(e);
    }
  }

  /** Files were staged for a new table when the load began; somebody else may have made it. */
  private void requireFreePaths(CommittedView after) {
    for (LoadedTable table : tables.values()) {
      String key = table.type().tableKey();
      boolean moved = !before.snapshot().entry(key).hasPinOf(after.snapshot().entry(key));
      if (table.newPath() != null && (moved || graph.tables().exists(table.newPath()))) {
        throw conflict(table.type().name(), after);
      }
    }
  }

  /** A node deleted meanwhile may be one that a loaded edge needs. */
  private void requireNoneDeleted(RowsView was, RowsView is, CommittedView after) {
    String key = was.type().tableKey();
    if (before.snapshot().entry(key).hasContentOf(after.snapshot().entry(key))) {
      return;
    }
    int[] ordinals = was.type().keyColumns();
    Column[] columns = new Column[ordinals.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = was.column(ordinals[i]);
    }
    KeyColumns keys = new KeyColumns(columns);
    for (int row = 0; row < was.rowNumberLimit(); row++) {
      if (was.isLive(row) && is.find(keys, row) < 0) {
        throw conflict(was.type().name(), after);
      }
    }
  }

  private static OmnigraphException conflict(String what, CommittedView after) {
    return new OmnigraphException(
        ErrorCode.COMMIT_CONFLICT,
        what,
        after.branch(),
        "as this load began; newest is commit " + after.commitId());
  }

  private GraphChange change(CommittedView after, PublishTerms terms) {
    GraphSnapshot base = after.snapshot();
    List<TableWork> work = new ArrayList<>();
    Map<Long, PublishRequest.Expectation> reads = new HashMap<>();
    for (List<LoadedEnds> both : ends.values()) {
      for (LoadedEnds end : both) {
        TableEntry entry = base.entry(end.nodeType().tableKey());
        reads.put(entry.tableId(), PublishRequest.Expectation.of(entry));
      }
    }
    for (LoadedTable table : tables.values()) {
      TableEntry entry = base.entry(table.type().tableKey());
      reads.remove(entry.tableId());
      List<StagedRows> rows = table.rows() == 0 ? List.of() : List.of(staged.get(entry.tableKey()));
      work.add(work(table, entry, after.rows(table.type()), rows));
    }
    return new GraphChange(
        WriterKind.LOAD,
        terms.actorId(),
        base,
        work,
        List.of(),
        List.of(),
        Optional.empty(),
        reads,
        null);
  }

  /**
   * @param now what the table's commit is made on
   */
  private TableWork work(
      LoadedTable table, TableEntry entry, RowsView now, List<StagedRows> loaded) {
    if (table.newPath() != null) {
      return new TableWork(
          entry.tableKey(),
          entry.tableId(),
          table.newPath(),
          0,
          null,
          (base, branch, properties) -> create(table, now, loaded, properties));
    }
    return new TableWork(
        entry.tableKey(),
        entry.tableId(),
        entry.path(),
        entry.version(),
        entry.branch(),
        (base, branch, properties) ->
            graph.tables().stage(base, tableChange(now, loaded, base), properties));
  }

  private StagedWrite create(
      LoadedTable table, RowsView now, List<StagedRows> loaded, Map<String, String> properties) {
    TableSchema schema = table.type().storedSchema();
    Supplier<RowStager> stager = () -> graph.tables().stager(table.newPath(), null, schema);
    List<StagedRows> rows = new ArrayList<>(loaded);
    if (!overwrite) {
      rows.addAll(PinChange.of(now).insert(null, stager));
    }
    return graph.tables().stageCreate(table.newPath(), schema, rows, properties);
  }

  /** What small commits changed becomes part of an append. */
  private TableChange tableChange(RowsView now, List<StagedRows> loaded, TableSnapshot base) {
    if (overwrite || !now.stored().hasDeltas()) {
      return new TableChange(overwrite, new long[0], new long[0], null, loaded);
    }
    PinChange deltas = PinChange.of(now);
    List<StagedRows> rows = new ArrayList<>(deltas.insert(null, () -> graph.tables().stager(base)));
    rows.addAll(loaded);
    return new TableChange(false, deltas.deleted(), deltas.replaced(), deltas.replacements(), rows);
  }

  /** Rows per table, nodes first, by name. */
  List<LoadResult.TableCount> counts() {
    List<LoadResult.TableCount> counts = new ArrayList<>();
    for (TableType type : before.schema().tables()) {
      LoadedTable table = tables.get(type.tableKey());
      if (table != null) {
        counts.add(new LoadResult.TableCount(type.name(), table.rows()));
      }
    }
    return counts;
  }

  @Override
  public void close() {
    tables.values().forEach(LoadedTable::close);
  }
}
