package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestAudit;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads each branch of the manifest past its folding, and tells what a fold would refuse. */
final class ManifestCheck {
  /** Unreadable versions that are passed over to check the one before. */
  private static final int MOST_TORN = 3;

  private final TableStore tables;
  private final Findings findings;
  private final FileCheck files;

  ManifestCheck(CheckedGraph graph, Findings findings, FileCheck files) {
    this.files = files;
    this.tables = graph.tables();
    this.findings = findings;
  }

  /** Live branches; only main when they cannot be listed. */
  List<String> branches() {
    List<String> names = new ArrayList<>(List.of(LanceManifest.MAIN));
    findings.guard(
        FindingKind.MANIFEST_UNREADABLE,
        null,
        "branches",
        () ->
            tables.branches(LanceManifest.PATH).stream()
                .filter(name -> !LanceManifest.isInternal(name))
                .sorted()
                .forEach(names::add));
    return names;
  }

  /** Whether all of the branches are alive now. */
  boolean areListed(Set<String> branches) {
    Set<String> alive = new HashSet<>(tables.branches(LanceManifest.PATH));
    alive.add(LanceManifest.MAIN);
    return alive.containsAll(branches);
  }

  /**
   * Whether a branch was dropped, and maybe made again, since it was read.
   *
   * @param audit what was read of it, or null
   */
  boolean isGone(String branch, ManifestAudit audit) {
    if (!areListed(Set.of(branch))) {
      return true;
    }
    Optional<GraphSnapshot> head = audit == null ? Optional.empty() : audit.newest();
    Optional<ManifestAudit> now = head.isEmpty() ? Optional.empty() : read(branch);
    return now.isPresent()
        && now.get().commits().stream()
            .noneMatch(commit -> commit.commitId().equals(head.get().commitId()));
  }

  Optional<ManifestAudit> read(String branch) {
    ManifestAudit[] read = new ManifestAudit[1];
    findings.guard(
        FindingKind.MANIFEST_UNREADABLE,
        null,
        branch,
        () -> {
          String nativeBranch = LanceManifest.nativeName(branch);
          try (TableSnapshot manifest = tables.open(readable(branch, nativeBranch))) {
            read[0] = ManifestAudit.read(manifest, branch, this::tell);
            files.take(manifest);
          }
        });
    return Optional.ofNullable(read[0]);
  }

  /** The newest version that can be opened. */
  private TableRef readable(String branch, String nativeBranch) {
    long version = tables.latestOfUnbroken(LanceManifest.PATH, nativeBranch);
    TableRef ref = new TableRef(LanceManifest.PATH, nativeBranch, version);
    for (int i = 0; i < MOST_TORN && version - i > 0; i++) {
      TableRef older = ref.at(version - i);
      if (tables.isReadable(older)) {
        return older;
      }
      findings.add(
          FindingKind.MANIFEST_UNREADABLE,
          branch,
          "the file of version " + older.version() + " is missing or not whole");
    }
    return ref;
  }

  private void tell(ManifestAudit.Problem problem, String id, String what) {
    switch (problem) {
      case UNREADABLE -> findings.add(FindingKind.MANIFEST_UNREADABLE, id, what);
      case ROW -> findings.add(FindingKind.MANIFEST_ROW, id, what);
      case CHAIN -> findings.add(FindingKind.COMMIT_CHAIN, id, what);
      case HEAD -> findings.add(FindingKind.BRANCH_HEAD, id, what);
      case TABLE_NAME -> findings.add(FindingKind.TABLE_NAME, id, null, what);
      case TABLE_PATH -> findings.add(FindingKind.TABLE_PATH, id, what);
    }
  }
}
