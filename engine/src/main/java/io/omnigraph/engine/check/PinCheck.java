package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestAudit;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.storage.table.TableStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Pins against HEADs. A table's native branch belongs to the graph branch of its name: that one's
 * last pin is HEAD, unless a commit is under way.
 *
 * <p>No lock is taken. A HEAD past its pin is looked at again: the pin, the sidecars, HEAD, the
 * sidecars, the pin. A writer arms its sidecar before HEAD moves and publishes the pin before the
 * sidecar goes, so that one of these five tells of it.
 */
final class PinCheck {
  private static final int LOOKS = 20;
  private static final long PAUSE_NANOS = 5_000_000;

  private record Line(String path, String nativeBranch) {}

  private final TableStore tables;
  private final Findings findings;
  private final ManifestCheck manifest;
  private final SidecarCheck sidecars;
  private final CheckedGraph.RunningOperations running;
  private final Map<String, ManifestAudit> audits = new HashMap<>();
  private final Set<Line> checked = new HashSet<>();

  PinCheck(
      CheckedGraph graph,
      Findings findings,
      ManifestCheck manifest,
      SidecarCheck sidecars,
      Map<String, ManifestAudit> audits) {
    this.tables = graph.tables();
    this.findings = findings;
    this.manifest = manifest;
    this.sidecars = sidecars;
    this.running = graph.running();
    this.audits.putAll(audits);
  }

  /** False when the pinned version is not there. */
  boolean isThere(TableEntry entry) {
    if (!tables.exists(entry.path())) {
      findings.add(
          FindingKind.TABLE_MISSING, entry.tableKey(), entry.path(), "no version of it is there");
      return false;
    }
    long head = tables.latestVersion(entry.path(), entry.branch());
    if (head < entry.version()) {
      findings.add(
          FindingKind.PIN_AHEAD,
          entry.tableKey(),
          at(entry),
          "version %d is pinned, the newest is %d".formatted(entry.version(), head));
      return false;
    }
    Line line = new Line(entry.path(), entry.branch());
    if (checked.add(line) && manifest.isComplete(owner(entry)) && head > lastPin(entry)) {
      lookAgain(entry);
    }
    return true;
  }

  private static String at(TableEntry entry) {
    return entry.branch() == null ? entry.path() : entry.path() + " on branch " + entry.branch();
  }

  private static String owner(TableEntry entry) {
    return entry.branch() == null ? LanceManifest.MAIN : entry.branch();
  }

  private long lastPin(TableEntry entry) {
    ManifestAudit audit = audits.get(owner(entry));
    long pin = audit == null ? 0 : audit.lastPin(entry.path(), entry.branch());
    return Math.max(pin, entry.version());
  }

  private long freshPin(TableEntry entry) {
    String owner = owner(entry);
    manifest.read(owner).ifPresent(audit -> audits.put(owner, audit));
    return lastPin(entry);
  }

  private void lookAgain(TableEntry entry) {
    for (int look = 0; look < LOOKS; look++) {
      long before = freshPin(entry);
      Set<String> armed = new HashSet<>(operations(entry));
      long head = tables.latestVersion(entry.path(), entry.branch());
      armed.addAll(operations(entry));
      long after = freshPin(entry);
      if (head <= after || armed.stream().anyMatch(running::mayRun)) {
        return;
      }
      if (before == after) {
        findings.add(
            armed.isEmpty() ? FindingKind.DRIFT : FindingKind.UNFINISHED_TABLE,
            entry.tableKey(),
            at(entry),
            "its newest version is %d, the last that a commit names is %d".formatted(head, after));
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Operations whose sidecar names the table. */
  private List<String> operations(TableEntry entry) {
    return sidecars.readable().stream()
        .filter(
            sidecar ->
                sidecar.tables().stream()
                    .anyMatch(
                        pin ->
                            pin.path().equals(entry.path())
                                && Objects.equals(pin.branch(), entry.branch())))
        .map(Sidecar::operationId)
        .toList();
  }
}
