package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.GraphChange;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.rows.NetChange;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.storage.table.StagedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the validated changes of a transaction into what is published. */
final class ComputedChange {
  private final OpenGraph graph;
  private final CommitMember member;
  private final GraphSnapshot base;

  /**
   * @param base what the change will be published on
   */
  ComputedChange(OpenGraph graph, CommitMember member, GraphSnapshot base) {
    this.graph = graph;
    this.member = member;
    this.base = base;
  }

  GraphChange of(PendingChanges changes, Map<Long, PublishRequest.Expectation> reads) {
    return member.small().isPresent()
        ? small(member.small().get().on(base), reads)
        : staged(changes, reads);
  }

  private GraphChange small(
      List<ManifestOp.Delta> deltas, Map<Long, PublishRequest.Expectation> reads) {
    Map<Long, PublishRequest.Expectation> others = new HashMap<>(reads);
    deltas.forEach(delta -> others.remove(delta.tableId()));
    return new GraphChange(
        WriterKind.MUTATION,
        member.terms().actorId(),
        base,
        List.of(),
        deltas,
        List.of(),
        Optional.empty(),
        others,
        null);
  }

  private GraphChange staged(PendingChanges changes, Map<Long, PublishRequest.Expectation> reads) {
    List<TableWork> work = new ArrayList<>();
    TablePaths paths = new TablePaths(graph.tables(), base);
    for (RowsView rows : changes.tables().values()) {
      if (rows.stored() == null) {
        work.add(
            PendingWork.create(graph, rows, TablePaths.newTableId(), paths.pathFor(rows.type())));
      } else {
        NetChange net = NetChange.of(rows);
        if (!net.isEmpty()) {
          work.add(work(rows, net, paths));
        }
      }
    }
    List<TableEntry> dropped = changes.schemaChanged() ? dropped(changes) : List.of();
    Map<Long, PublishRequest.Expectation> others = new HashMap<>(reads);
    work.forEach(w -> others.remove(w.tableId()));
    dropped.forEach(entry -> others.remove(entry.tableId()));
    return new GraphChange(
        changes.schemaChanged() ? WriterKind.SCHEMA_APPLY : WriterKind.MUTATION,
        member.terms().actorId(),
        base,
        work,
        List.of(),
        dropped,
        changes.schemaChanged() ? Optional.of(changes.schema()) : Optional.empty(),
        others,
        null);
  }

  private TableWork work(RowsView rows, NetChange net, TablePaths paths) {
    TableEntry entry = base.entry(rows.type().tableKey());
    if (PendingWork.movesToNewTable(rows, entry, LanceManifest.nativeName(base.branch()))) {
      return PendingWork.create(graph, rows, entry.tableId(), paths.pathFor(rows.type()));
    }
    StagedRows ahead = member.stagedAhead().get(entry.tableKey());
    // A member before has a commit of the table, and it holds the deltas.
    return rows.stored().hasDeltas() && entry.deltas().isEmpty()
        ? PendingWork.append(graph, rows, net, entry, ahead)
        : PendingWork.change(graph, rows, entry, ahead);
  }

  /** Tables of types that are gone, or that were dropped and made again. */
  private List<TableEntry> dropped(PendingChanges changes) {
    List<TableEntry> dropped = new ArrayList<>();
    var before = graph.schemas().schema(base.schemaHash());
    for (var type : before.tables()) {
      boolean kept =
          changes.schema().tables().stream().anyMatch(now -> now.typeId() == type.typeId());
      if (!kept) {
        dropped.add(base.entry(type.tableKey()));
      }
    }
    return dropped;
  }
}
