package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.DeltaChain;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestAudit;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.recovery.RecoveryAudit;
import io.omnigraph.engine.rows.StreamedTable;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.NodeType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Verifies a graph's directory; reads only. An undamaged graph has no finding of severity error or
 * warning, also while others write it: what was found of a branch that was dropped meanwhile is
 * taken back.
 *
 * <ol>
 *   <li>The directory itself and the writer lock's file.
 *   <li>Sidecars of unfinished commits.
 *   <li>The log, and the rows of each branch's manifest with those of the log behind them.
 *   <li>The schema's files, and the schema of each commit.
 *   <li>Each table of each branch's head: is the pinned version there, and is it HEAD; columns, row
 *       count, values, unique values.
 *   <li>Keys of nodes and ends of edges, per branch.
 *   <li>The table of recoveries, and files that nothing needs.
 * </ol>
 *
 * <p>What two branches share is read once. What cannot be read is a finding, and the check goes on.
 * Bits that flipped inside of Lance's own metadata can end the process when they are read: to be
 * safe from that a check must be deep, which compares each file of a table with its checksum before
 * the table is opened. The manifest has to be read first even then.
 */
public final class GraphCheck {
  private final CheckedGraph graph;
  private final CheckOptions options;
  private final FileCheck files;
  private final Findings findings;
  private final SidecarCheck sidecars;
  private final ManifestCheck manifest;
  private final SchemaCheck schemas;
  private final RowCheck rowCheck;
  private final KeyCheck keyCheck;
  private final EdgeCheck edgeCheck;
  private final Map<String, ManifestAudit> audits = new LinkedHashMap<>();
  private final Set<CheckedTable.Content> checkedTables = new HashSet<>();

  private GraphCheck(CheckedGraph graph, CheckOptions options) {
    this.graph = graph;
    this.findings = new Findings(options);
    this.sidecars = new SidecarCheck(graph, findings);
    this.options = options;
    this.files = new FileCheck(graph, findings);
    this.manifest = new ManifestCheck(graph, findings, files);
    this.schemas = new SchemaCheck(graph, findings, manifest, sidecars);
    this.rowCheck = new RowCheck(findings);
    HashParts parts = HashParts.ofHeap();
    this.keyCheck = new KeyCheck(findings, parts);
    this.edgeCheck = new EdgeCheck(findings, parts, keyCheck);
  }

  /** Throws only what the options' checkpoint throws. */
  public static List<Finding> run(CheckedGraph graph, CheckOptions options) {
    GraphCheck check = new GraphCheck(graph, options);
    check.findings.guard(FindingKind.NOT_CHECKED, null, null, check::run);
    return check.findings.list();
  }

  private void run() {
    if (!LanceManifest.isAt(graph.root())) {
      findings.add(
          FindingKind.NOT_A_GRAPH, graph.root().toString(), "no version of __manifest is there");
      return;
    }
    checkLockFile();
    findings.guard(FindingKind.NOT_CHECKED, null, "sidecars", sidecars::run);
    AuditCheck recoveries = new AuditCheck(graph, findings);
    findings.guard(FindingKind.AUDIT, null, RecoveryAudit.PATH, recoveries::read);
    manifest.readLog();
    List<String> branches = manifest.branches();
    branches.removeIf(branch -> !read(branch));
    if (options.deep()) {
      findings.guard(FindingKind.NOT_CHECKED, null, "checksums", this::verifyFiles);
    }
    findings.guard(FindingKind.NOT_CHECKED, null, "schema", this::checkSchemas);
    PinCheck pins = new PinCheck(graph, findings, manifest, sidecars, audits);
    branches.removeIf(branch -> audits.containsKey(branch) && !check(branch, pins));
    if (audits.containsKey(LanceManifest.MAIN) && manifest.isComplete(LanceManifest.MAIN)) {
      recoveries.run(audits.get(LanceManifest.MAIN));
    }
    if (branches.stream().allMatch(this::isKnown)) { // else it is not known what is needed
      findings.guard(FindingKind.NOT_CHECKED, null, "files", this::checkFiles);
    }
  }

  private boolean isKnown(String branch) {
    return audits.containsKey(branch) && manifest.isComplete(branch);
  }

  private void verifyFiles() {
    Set<String> branches = Set.copyOf(audits.keySet());
    files.verify(paths(), branches, branch -> manifest.isGone(branch, audits.get(branch)));
  }

  /** False when the branch is no longer there. */
  private boolean read(String branch) {
    Findings.Mark mark = findings.mark();
    manifest.read(branch).ifPresent(audit -> audits.put(branch, audit));
    return isStill(branch, mark);
  }

  /** False when the branch is no longer there. */
  private boolean check(String branch, PinCheck pins) {
    Findings.Mark mark = findings.mark();
    Set<CheckedTable.Content> shared = Set.copyOf(checkedTables);
    ManifestAudit audit = audits.get(branch);
    audit.newest().ifPresent(head -> checkBranch(audit, head, pins));
    if (isStill(branch, mark)) {
      return true;
    }
    checkedTables.retainAll(shared); // what another branch shares is looked at again
    return false;
  }

  /** Takes back what was found since the mark when the branch is no longer there. */
  private boolean isStill(String branch, Findings.Mark mark) {
    if (findings.since(mark).isEmpty() || !manifest.isGone(branch, audits.get(branch))) {
      return true;
    }
    findings.forget(mark);
    audits.remove(branch);
    return false;
  }

  /** Of all tables, the manifest among them. */
  private Set<String> paths() {
    Set<String> paths = new TreeSet<>(Set.of(LanceManifest.PATH));
    audits.values().forEach(audit -> paths.addAll(audit.paths()));
    return paths;
  }

  private void checkFiles() {
    Set<String> paths = paths();
    Map<String, Set<TableRef>> pins = new HashMap<>();
    for (CheckedTable.Content table : checkedTables) {
      pins.computeIfAbsent(table.pin().path(), path -> new HashSet<>()).add(table.pin());
    }
    for (String path : paths) {
      if (!files.isDamaged(path) && graph.tables().exists(path)) {
        Findings.Mark mark = findings.mark();
        findings.guard(
            FindingKind.TABLE_UNREADABLE,
            null,
            path,
            () -> {
              files.orphans(path, audits.keySet());
              files.unreferenced(path, pins.getOrDefault(path, Set.of()));
            });
        if (!findings.since(mark).isEmpty() && !manifest.areListed(audits.keySet())) {
          findings.forget(mark); // versions of a branch that was dropped are no longer there
        }
      }
    }
    for (String folder : new String[] {"nodes", "edges"}) {
      for (String name : graph.files().entries(folder)) {
        String path = folder + "/" + name;
        if (!paths.contains(path)) {
          findings.guard(FindingKind.NOT_CHECKED, null, path, () -> files.unregistered(path));
        }
      }
    }
  }

  private void checkLockFile() {
    Path file = graph.root().resolve(WriterLock.FILE);
    if (!Files.isRegularFile(file)) {
      findings.add(FindingKind.WRITER_LOCK, WriterLock.FILE, "it is missing, or no file");
    }
  }

  private void checkSchemas() {
    boolean known = isKnown(LanceManifest.MAIN);
    ManifestAudit main = known ? audits.get(LanceManifest.MAIN) : null;
    Optional<GraphSnapshot> head = main == null ? Optional.empty() : main.newest();
    schemas.checkRoot(head.map(GraphSnapshot::schemaHash).orElse(null));
    for (ManifestAudit audit : audits.values()) {
      audit.commits().stream().map(GraphCommit::schemaHash).distinct().forEach(schemas::object);
    }
  }

  private void checkBranch(ManifestAudit audit, GraphSnapshot head, PinCheck pins) {
    Optional<GraphSchema> schema = schemas.object(head.schemaHash());
    if (schema.isPresent()) {
      checkTypes(head, schema.get());
    }
    List<CheckedTable> open = new ArrayList<>();
    try {
      for (TableEntry entry : head.entries().values()) {
        findings.guard(
            FindingKind.TABLE_UNREADABLE,
            entry.tableKey(),
            entry.path(),
            () -> {
              if (!files.isDamaged(entry.path()) && pins.isThere(entry)) {
                open(entry, audit, schema).ifPresent(open::add);
              }
            });
      }
      open.forEach(this::checkTable);
      checkEdges(open);
    } finally {
      open.forEach(table -> table.snapshot().close());
    }
  }

  private void checkTypes(GraphSnapshot head, GraphSchema schema) {
    List<String> types = schema.tables().stream().map(TableType::tableKey).sorted().toList();
    List<String> entries = head.entries().keys();
    if (!types.equals(entries)) {
      findings.add(
          FindingKind.TABLE_TYPES,
          head.branch(),
          "the schema has the types " + types + ", the manifest the tables " + entries);
    }
  }

  private Optional<CheckedTable> open(
      TableEntry entry, ManifestAudit audit, Optional<GraphSchema> schema) {
    Optional<TableType> type =
        schema.flatMap(
            s -> s.tables().stream().filter(t -> t.tableKey().equals(entry.tableKey())).findAny());
    if (!graph.tables().isReadable(entry.ref())) {
      findings.add(
          FindingKind.TABLE_UNREADABLE,
          entry.tableKey(),
          entry.path(),
          "the file of version " + entry.version() + " is not whole");
      return Optional.empty();
    }
    TableSnapshot snapshot = graph.tables().open(entry.ref());
    Optional<StreamedTable> rows =
        type.isPresent() && rowCheck.hasColumnsOf(type.get(), snapshot)
            ? withDeltas(entry, audit, snapshot, type.get())
            : Optional.empty();
    if (rows.isEmpty()) {
      snapshot.close();
      return Optional.empty();
    }
    long pinned = audit.pinnedRowCount(entry.tableId());
    return Optional.of(new CheckedTable(entry, pinned, type.get(), snapshot, rows.get(), findings));
  }

  /**
   * Without one of its deltas a table's rows are not those of any commit: nothing is said of them.
   */
  private Optional<StreamedTable> withDeltas(
      TableEntry entry, ManifestAudit audit, TableSnapshot snapshot, TableType type) {
    if (!audit.hasAllDeltas(entry.tableId())) {
      return Optional.empty();
    }
    StreamedTable rows = new StreamedTable(snapshot, type);
    for (DeltaChain.Link link : entry.deltas().links()) {
      try {
        rows.add(link.delta());
      } catch (OmnigraphException e) {
        findings.add(FindingKind.DELTA, entry.tableKey(), link.commitId(), e.getMessage());
        return Optional.empty();
      }
    }
    return Optional.of(rows);
  }

  private void checkTable(CheckedTable table) {
    if (checkedTables.add(table.content())) {
      guarded(
          table,
          () -> {
            rowCheck.run(table);
            keyCheck.run(table);
          });
    }
  }

  private void checkEdges(List<CheckedTable> open) {
    List<CheckedTable> edges =
        open.stream().filter(table -> table.type() instanceof EdgeType).toList();
    for (CheckedTable table : open) {
      if (table.type() instanceof NodeType) {
        guarded(table, () -> edgeCheck.run(table, edges));
      }
    }
  }

  private void guarded(CheckedTable table, Runnable part) {
    findings.guard(FindingKind.TABLE_UNREADABLE, table.key(), table.entry().path(), part);
  }
}
