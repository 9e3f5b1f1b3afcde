package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the tables that a sidecar names, where its commits land. */
final class EvidenceReader {
  private final TableStore tables;
  private final TornVersions torn;

  EvidenceReader(TableStore tables, TornVersions torn) {
    this.tables = tables;
    this.torn = torn;
  }

  /**
   * @param fresh newest state of the sidecar's own branch
   * @throws io.omnigraph.storage.error.OmnigraphException DATA_CORRUPT when a version cannot be
   *     read and must not be removed
   */
  List<TableEvidence> read(Sidecar sidecar, GraphSnapshot fresh, RecoveryMode mode) {
    List<TableEvidence> all = new ArrayList<>();
    for (Sidecar.Pin pin : sidecar.tables()) {
      TableEntry entry = pinned(fresh, pin);
      long floor = entry == null ? 0 : entry.version();
      long head = head(pin, floor);
      if (head > floor && mode == RecoveryMode.FULL) {
        head = torn.removeAbove(new TableRef(pin.path(), pin.branch(), head), floor);
      }
      all.add(evidence(sidecar.operationId(), pin, entry, floor, head));
    }
    return all;
  }

  /** A new table of an old id stands at another path than what the branch pins of that id. */
  private static TableEntry pinned(GraphSnapshot fresh, Sidecar.Pin pin) {
    return fresh.entries().values().stream()
        .filter(entry -> entry.tableId() == pin.tableId() && entry.path().equals(pin.path()))
        .findFirst()
        .orElse(null);
  }

  private long head(Sidecar.Pin pin, long pinned) {
    if (pin.firstTouch() != null && !tables.branches(pin.path()).contains(pin.branch())) {
      return pinned;
    }
    return tables.latestVersion(pin.path(), pin.branch());
  }

  private TableEvidence evidence(
      String operationId, Sidecar.Pin pin, TableEntry entry, long floor, long head) {
    Attribution owned = Attribution.OURS;
    boolean spoiled = false;
    Set<String> others = new HashSet<>();
    for (long version = floor + 1; version <= head; version++) {
      Optional<Map<String, String>> properties =
          tables.commitProperties(new TableRef(pin.path(), pin.branch(), version));
      Attribution one = attribution(operationId, properties);
      owned = owned.worse(one);
      if (one == Attribution.FOREIGN) {
        others.add(properties.orElseThrow().get("operation_id"));
      }
      spoiled |=
          one == Attribution.OURS
              ? properties.orElseThrow().containsKey(RollBack.RESTORED)
              : !tables.isReadable(new TableRef(pin.path(), pin.branch(), version));
    }
    return new TableEvidence(pin, entry, head, owned, spoiled, others);
  }

  private static Attribution attribution(
      String operationId, Optional<Map<String, String>> properties) {
    String owner = properties.map(p -> p.get("operation_id")).orElse(null);
    if (owner == null) {
      return Attribution.UNKNOWN;
    }
    return owner.equals(operationId) ? Attribution.OURS : Attribution.FOREIGN;
  }
}
