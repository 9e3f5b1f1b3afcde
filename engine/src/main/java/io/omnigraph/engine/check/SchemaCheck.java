package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestAudit;
import io.omnigraph.engine.publish.SchemaFiles;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.SchemaContract;
import io.omnigraph.storage.control.ControlStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The schema's files at the root, and one object for each schema that a commit names. */
final class SchemaCheck {
  private static final int LOOKS = 20;
  private static final long PAUSE_NANOS = 5_000_000;

  private final CheckedGraph graph;
  private final Findings findings;
  private final ManifestCheck manifest;
  private final SidecarCheck sidecars;
  private final Map<String, Optional<GraphSchema>> byHash = new HashMap<>();

  SchemaCheck(
      CheckedGraph graph, Findings findings, ManifestCheck manifest, SidecarCheck sidecars) {
    this.graph = graph;
    this.findings = findings;
    this.manifest = manifest;
    this.sidecars = sidecars;
  }

  /**
   * Tells what stays. No lock is taken: a schema change of main stages its files, publishes and
   * puts them in place while its sidecar is there, and may have begun or ended meanwhile.
   *
   * @param accepted hash that main's head names, or null when that is not known
   */
  void checkRoot(String accepted) {
    String head = accepted;
    List<Finding> before = List.of();
    for (int look = 0; look < LOOKS; look++) {
      Findings.Mark mark = findings.mark();
      look(head);
      List<Finding> found = findings.since(mark);
      if (found.isEmpty()) {
        return;
      }
      if (changeRuns()) {
        findings.forget(mark);
        return;
      }
      String now = manifest.read(LanceManifest.MAIN).flatMap(SchemaCheck::schemaHash).orElse(head);
      if (Objects.equals(now, head) && found.equals(before)) {
        return;
      }
      findings.forget(mark);
      before = found;
      head = now;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static Optional<String> schemaHash(ManifestAudit audit) {
    return audit.newest().map(GraphSnapshot::schemaHash);
  }

  private boolean changeRuns() {
    return sidecars.readable().stream()
        .filter(sidecar -> sidecar.branch() == null && sidecar.schemaTargetHash() != null)
        .anyMatch(sidecar -> graph.running().mayRun(sidecar.operationId()));
  }

  private void look(String accepted) {
    ControlStore files = graph.files();
    for (String name : new String[] {SchemaFiles.SOURCE, SchemaFiles.IR, SchemaFiles.STATE}) {
      String staged = name + SchemaFiles.STAGING;
      if (files.exists(staged)) {
        findings.add(FindingKind.SCHEMA_STAGING, staged, "it is still there");
      }
    }
    findings.guard(
        FindingKind.SCHEMA_FILES,
        null,
        SchemaFiles.SOURCE,
        () -> {
          GraphSchema stated =
              SchemaContract.accept(
                  graph.root().toString(),
                  files.read(SchemaFiles.SOURCE),
                  files.read(SchemaFiles.IR),
                  files.read(SchemaFiles.STATE));
          if (accepted != null && !stated.hash().equals(accepted)) {
            findings.add(
                FindingKind.SCHEMA_FILES,
                SchemaFiles.STATE,
                "they state " + stated.hash() + ", main's head names " + accepted);
          }
        });
  }

  /** The schema version, checked; empty when its object is not whole. */
  Optional<GraphSchema> object(String hash) {
    Optional<GraphSchema> known = byHash.get(hash);
    if (known == null) {
      known = Optional.empty();
      GraphSchema[] read = new GraphSchema[1];
      findings.guard(FindingKind.SCHEMA_OBJECT, null, hash, () -> read[0] = read(hash));
      known = Optional.ofNullable(read[0]);
      byHash.put(hash, known);
    }
    return known;
  }

  private GraphSchema read(String hash) {
    Optional<String> source = graph.files().read(SchemaFiles.objectSource(hash));
    Optional<String> ir = graph.files().read(SchemaFiles.objectIr(hash));
    if (source.isEmpty() || ir.isEmpty()) {
      String file = source.isEmpty() ? SchemaFiles.objectSource(hash) : SchemaFiles.objectIr(hash);
      findings.add(FindingKind.SCHEMA_OBJECT, hash, file + " is missing");
      return null;
    }
    return SchemaContract.accept(graph.root().toString(), source.get(), ir.get(), hash);
  }
}
