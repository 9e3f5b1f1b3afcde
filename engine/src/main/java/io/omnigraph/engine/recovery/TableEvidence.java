package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.storage.table.TableRef;
import java.util.Set;

/**
 * What is found of one table that a sidecar names.
 *
 * @param entry what the sidecar's branch pins of this table at this path, or null
 * @param head newest version where the operation's commits land; an absent fork counts as its pin
 * @param owned whose the versions above the pin are
 * @param spoiled whether one of them is a restore of an earlier recovery of this operation, or
 *     cannot be read: of a group a cut of power may leave a torn version below a whole one
 * @param others operations that made versions above the pin and are not this one
 */
record TableEvidence(
    Sidecar.Pin pin,
    TableEntry entry,
    long head,
    Attribution owned,
    boolean spoiled,
    Set<String> others) {
  TableEvidence {
    others = Set.copyOf(others);
  }

  /** Version that the branch pins; 0 when it pins none. */
  long pinned() {
    return entry == null ? 0 : entry.version();
  }

  TableRef headRef() {
    return new TableRef(pin.path(), pin.branch(), head);
  }
}
