package io.omnigraph.engine.session;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.ShownKey;
import io.omnigraph.engine.manifest.PublishRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.validate.Cardinality;
import io.omnigraph.engine.validate.EdgeEnds;
import io.omnigraph.engine.validate.Uniqueness;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is judged on the net result of a commit: ends of edges and cardinality. A rule that held in
 * the transaction's own snapshot and does not in the newest one was broken by somebody else: that
 * is a conflict, not a violation.
 */
final class CommitRules {
  private final CommittedView before;
  private final CommittedView after;
  private final PendingChanges changes;
  private final PendingView net;
  private final List<OpenEnds> openEnds;
  private final Culprit culprit;
  private final Map<Long, PublishRequest.Expectation> reads = new HashMap<>();

  /**
   * @param openEnds where edges of files came from, for messages
   */
  CommitRules(
      CommittedView before,
      CommittedView after,
      PendingChanges changes,
      List<OpenEnds> openEnds,
      Culprit culprit) {
    this.openEnds = openEnds;
    this.before = before;
    this.after = after;
    this.culprit = culprit;
    this.changes = changes;
    this.net = new PendingView(after, changes);
  }

  /**
   * @return pins of the tables that the answer relies on
   */
  Map<Long, PublishRequest.Expectation> check() {
    for (EdgeType type : net.schema().edgeTypes()) {
      RowsView edges = changes.tables().get(type.tableKey());
      if (edges == null) {
        continue;
      }
      if (edges.pendingSize() > 0) {
        checkEnds(type, edges);
      }
      if (edges.changed() && Cardinality.isBounded(type)) {
        checkCardinality(edges, type);
        noteRead(edges.type());
      }
    }
    checkNewEdges();
    return reads;
  }

  /**
   * The part that a move to a newer snapshot must not skip.
   *
   * @throws OmnigraphException COMMIT_CONFLICT
   */
  void checkNewEdges() {
    if (after != before) {
      for (EdgeType type : net.schema().edgeTypes()) {
        if (losesNodes(type.from()) || losesNodes(type.to())) {
          checkNewEdges(type, net.rows(type));
        }
      }
    }
  }

  private boolean losesNodes(String nodeType) {
    RowsView nodes = changes.tables().get(net.type(nodeType).tableKey());
    return nodes != null && nodes.hiddenCount() > 0;
  }

  private void checkCardinality(RowsView edges, EdgeType type) {
    try {
      Cardinality.check(edges, net.table(type.from()));
    } catch (OmnigraphException e) {
      if (before.snapshot().hasContentOf(after.snapshot(), type.tableKey())) {
        throw e;
      }
      throw new OmnigraphException(
              ErrorCode.COMMIT_CONFLICT,
              type.name(),
              after.branch(),
              e.getMessage() + " " + culprit.tableChange(type.tableKey()))
          .causedBy(e);
    }
  }

  private void checkEnds(EdgeType type, RowsView edges) {
    RowsView from = net.table(type.from());
    RowsView to = net.table(type.to());
    EdgeEnds.Missing missing = EdgeEnds.firstMissing(edges, from, to);
    if (missing != null) {
      throw deletedByOther(missing) ? conflict(missing) : violation(missing);
    }
    noteRead(from.type());
    noteRead(to.type());
  }

  private OmnigraphException violation(EdgeEnds.Missing missing) {
    for (OpenEnds ends : openEnds) {
      Optional<String> place = ends.place(missing);
      if (place.isPresent()) {
        return PlacedErrors.at(place.get(), missing.violation());
      }
    }
    return missing.violation();
  }

  private void noteRead(TableType type) {
    TableEntry entry = after.snapshot().entry(type.tableKey());
    if (entry != null) {
      reads.put(entry.tableId(), PublishRequest.Expectation.of(entry));
    }
  }

  /** The end was there when the transaction began, and the transaction itself kept it. */
  private boolean deletedByOther(EdgeEnds.Missing missing) {
    if (after == before || before.snapshot().entry(missing.nodes().type().tableKey()) == null) {
      return false;
    }
    RowsView was = before.rows(missing.nodes().type());
    RowsView is = after.rows(missing.nodes().type());
    return was.find(missing.keys(), missing.position()) >= 0
        && is.find(missing.keys(), missing.position()) < 0;
  }

  private OmnigraphException conflict(EdgeEnds.Missing missing) {
    return new OmnigraphException(
        ErrorCode.COMMIT_CONFLICT,
        missing.nodes().type().name() + " \"" + missing.key() + "\"",
        after.branch(),
        "it was deleted, and an edge of "
            + missing.type().name()
            + " needs it; "
            + culprit.rowChange(
                view ->
                    view.rows(missing.nodes().type()).find(missing.keys(), missing.position())
                        < 0));
  }

  /** An edge that others added since must not end at a node that is deleted here. */
  private void checkNewEdges(EdgeType type, RowsView edges) {
    RowsView from = net.table(type.from());
    RowsView to = net.table(type.to());
    if (edges.stored() == null || (from.hiddenCount() == 0 && to.hiddenCount() == 0)) {
      return;
    }
    RowsView old = before.rows(edges.type());
    if (old.stored() == edges.stored()) {
      return;
    }
    int[] ranges = edges.stored().newRanges(old.stored());
    for (int i = 0; i < ranges.length; i += 2) {
      for (int row = ranges[i]; row < ranges[i + 1]; row++) {
        if (edges.isLive(row)) {
          requireEnd(edges, type.srcColumns(), from, row);
          requireEnd(edges, type.dstColumns(), to, row);
        }
      }
    }
  }

  private void requireEnd(RowsView edges, int[] ordinals, RowsView nodes, int row) {
    Column[] columns = new Column[ordinals.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = edges.stored().column(ordinals[i]);
    }
    KeyColumns keys = new KeyColumns(columns);
    if (nodes.find(keys, row) < 0) {
      TableType type = nodes.type();
      String key = ShownKey.of(Uniqueness.properties(type, type.keyColumns()), keys, row);
      throw new OmnigraphException(
          ErrorCode.COMMIT_CONFLICT,
          type.name() + " \"" + key + "\"",
          after.branch(),
          "it was deleted here, and an edge of "
              + edges.type().name()
              + " to it was added by "
              + culprit.tableChange(edges.type().tableKey()));
    }
  }
}
