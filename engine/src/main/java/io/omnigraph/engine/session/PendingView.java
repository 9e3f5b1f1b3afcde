package io.omnigraph.engine.session;

import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.TableType;

/** A branch at one commit with one transaction's changes on top, at one moment. */
final class PendingView extends GraphView {
  private final CommittedView committed;
  private final PendingChanges changes;

  PendingView(CommittedView committed, PendingChanges changes) {
    super(committed.graph, committed.snapshot(), changes.schema(), null);
    this.committed = committed;
    this.changes = changes;
  }

  @Override
  RowsView open(TableType type) {
    RowsView changed = changes.tables().get(type.tableKey());
    return changed == null ? committed.rows(type) : changed;
  }
}
