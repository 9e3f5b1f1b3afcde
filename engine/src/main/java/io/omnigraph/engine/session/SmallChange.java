package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.manifest.TableDelta;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.rows.DeltaCodec;
import io.omnigraph.engine.rows.NetChange;
import io.omnigraph.engine.rows.RowsView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transaction that only changes a few rows of tables that are there, as the deltas that it is
 * published as. They name rows by key, so that they stay the same whatever snapshot the change is
 * carried to.
 */
final class SmallChange {
  /** About how many bytes of a table are encoded only to see whether they are few. */
  private static final long MOST_ENCODED = 32L << 20;

  private final List<Part> parts;

  /**
   * What happens to one table.
   *
   * @param added rows that the table has more afterwards
   */
  private record Part(String tableKey, TableDelta delta, int added) {}

  private SmallChange(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * @return empty when it must go through the tables' files
   */
  static Optional<SmallChange> of(PendingChanges changes, DeltaOptions options) {
    if (!changes.isRowsOnly()) {
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    long changed = 0;
    long bytes = 0;
    for (RowsView rows : changes.tables().values()) {
      if (!rows.changed()) {
        continue;
      }
      NetChange net = NetChange.of(rows);
      int written = net.inserted().length + net.replacements().length;
      changed += written + net.deleted().length;
      if (!options.allow(changed, bytes) || written * rows.pendingRowBytes() > MOST_ENCODED) {
        return Optional.empty();
      }
      if (!net.isEmpty()) {
        TableDelta delta = DeltaCodec.encode(rows, net);
        bytes += delta.content().length;
        int added = net.inserted().length - net.deleted().length;
        parts.add(new Part(rows.type().tableKey(), delta, added));
      }
    }
    return options.allow(changed, bytes) ? Optional.of(new SmallChange(parts)) : Optional.empty();
  }

  /** With the row counts that follow from what it is published on. */
  List<ManifestOp.Delta> on(GraphSnapshot base) {
    List<ManifestOp.Delta> deltas = new ArrayList<>(parts.size());
    for (Part part : parts) {
      TableEntry entry = base.entry(part.tableKey());
      deltas.add(
          new ManifestOp.Delta(
              entry.tableId(), entry.tableKey(), entry.rowCount() + part.added(), part.delta()));
    }
    return deltas;
  }
}
