package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.NearNames;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.topology.Topology;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What committed and pending views do alike. */
abstract sealed class GraphView implements ReadView permits CommittedView, PendingView {
  final OpenGraph graph;
  private final GraphSnapshot snapshot;
  private final GraphSchema schema;
  private final Map<String, RowsView> tables = new ConcurrentHashMap<>();
  private final Map<String, Topology> topologies = new ConcurrentHashMap<>();

  GraphView(OpenGraph graph, GraphSnapshot snapshot, GraphSchema schema) {
    this.graph = graph;
    this.snapshot = snapshot;
    this.schema = schema;
  }

  /**
   * Takes over what is known of main's tables that did not change since another view of the same
   * schema. Of other branches each look makes sure that they still are the same.
   */
  final void takeOver(GraphView before) {
    before.tables.forEach(
        (key, rows) -> {
          if (isUnchanged(before, key)) {
            tables.put(key, rows);
          }
        });
    before.topologies.forEach(
        (name, topology) -> {
          EdgeType type = schema.edgeType(name).orElseThrow();
          if (tables.containsKey(type.tableKey())
              && tables.containsKey(type(type.from()).tableKey())
              && tables.containsKey(type(type.to()).tableKey())) {
            topologies.put(name, topology);
          }
        });
  }

  private boolean isUnchanged(GraphView before, String tableKey) {
    TableEntry entry = snapshot.entry(tableKey);
    return entry != null && entry.branch() == null && entry == before.snapshot.entry(tableKey);
  }

  final GraphSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public final String branch() {
    return snapshot.branch();
  }

  @Override
  public final String commitId() {
    return snapshot.commitId();
  }

  @Override
  public final long seq() {
    return snapshot.seq();
  }

  @Override
  public final GraphSchema schema() {
    return schema;
  }

  @Override
  public RowsView table(String name) {
    return rows(type(name));
  }

  final TableType type(String name) {
    return schema
        .table(name)
        .orElseThrow(
            () ->
                new OmnigraphException(
                    ErrorCode.TABLE_NOT_FOUND,
                    name,
                    branch(),
                    NearNames.hint(name, schema.tables().stream().map(TableType::name).toList())));
  }

  final RowsView rows(TableType type) {
    RowsView rows = tables.get(type.tableKey());
    if (rows == null) {
      rows = open(type);
      RowsView other = tables.putIfAbsent(type.tableKey(), rows);
      rows = other == null ? rows : other;
    }
    return rows;
  }

  RowsView open(TableType type) {
    TableEntry entry = snapshot.entry(type.tableKey());
    if (entry == null) {
      throw new OmnigraphException(
          ErrorCode.SCHEMA_CONTRACT,
          graph.root(),
          "the manifest has no table for " + type.tableKey());
    }
    return RowsView.of(type, graph.table(snapshot, entry, type));
  }

  @Override
  public final Topology topology(String edgeType) {
    EdgeType type =
        schema
            .edgeType(edgeType)
            .orElseThrow(
                () ->
                    new OmnigraphException(
                        ErrorCode.TABLE_NOT_FOUND,
                        edgeType,
                        branch(),
                        NearNames.hint(
                            edgeType, schema.edgeTypes().stream().map(EdgeType::name).toList())));
    Topology topology = topologies.get(type.name());
    if (topology == null) {
      topology = graph.topologies().topology(edgeRows(type), type, branch());
      topologies.put(type.name(), topology);
    }
    return topology;
  }

  /** The three tables that a topology is made from. */
  record EdgeRows(RowsView edges, RowsView from, RowsView to) {}

  final EdgeRows edgeRows(EdgeType type) {
    return new EdgeRows(rows(type), table(type.from()), table(type.to()));
  }
}
