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

  /** Null when there is none. */
  private final Known known;

  /**
   * @param before null, or a view of the same schema: what somebody asked it for is gone on with,
   *     where it did not change. Only of that view itself: what nobody asks for any more is let go
   */
  GraphView(OpenGraph graph, GraphSnapshot snapshot, GraphSchema schema, GraphView before) {
    this.graph = graph;
    this.snapshot = snapshot;
    this.schema = schema;
    this.known =
        before == null ? null : new Known(before.snapshot, before.tables, before.topologies);
  }

  /** What a view before this one has opened. */
  private record Known(
      GraphSnapshot snapshot, Map<String, RowsView> tables, Map<String, Topology> topologies) {}

  private RowsView knownRows(TableType type) {
    return isUnchanged(type) ? known.tables().get(type.tableKey()) : null;
  }

  private Topology knownTopology(EdgeType type) {
    boolean unchanged =
        isUnchanged(type) && isUnchanged(type(type.from())) && isUnchanged(type(type.to()));
    return unchanged ? known.topologies().get(type.name()) : null;
  }

  /** Of main's tables: those of another branch are looked at each time whether they are there. */
  @SuppressWarnings("ReferenceEquality") // a snapshot has the entries of the one before it
  private boolean isUnchanged(TableType type) {
    TableEntry entry = known == null ? null : snapshot.entry(type.tableKey());
    return entry != null
        && entry.branch() == null
        && entry == known.snapshot().entry(type.tableKey());
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
      rows = knownRows(type);
      rows = rows == null ? open(type) : rows;
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
      topology = knownTopology(type);
      topology =
          topology == null ? graph.topologies().topology(edgeRows(type), type, branch()) : topology;
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
