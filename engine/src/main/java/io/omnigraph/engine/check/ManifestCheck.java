package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.LogAudit;
import io.omnigraph.engine.manifest.ManifestAudit;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads each branch of the manifest, with what the log has after it, past its folding, and tells
 * what a fold would refuse.
 */
final class ManifestCheck {
  /** Unreadable versions that are passed over to check the one before. */
  private static final int MOST_TORN = 3;

  /** Times that log and manifest are read when they do not fit: they may come from two moments. */
  private static final int LOOKS = 20;

  private final TableStore tables;
  private final Findings findings;
  private final FileCheck files;
  private final LogCheck log;

  /** Branches of which the log has commits that do not fit. */
  private final Set<String> incomplete = new HashSet<>();

  ManifestCheck(CheckedGraph graph, Findings findings, FileCheck files) {
    this.files = files;
    this.log = new LogCheck(graph, findings);
    this.tables = graph.tables();
    this.findings = findings;
  }

  /**
   * What was read of a branch.
   *
   * @param audit null when it could not be read
   */
  private record Reading(long logEnd, TableRef manifest, ManifestAudit audit) {
    boolean fits() {
      return audit == null || audit.fitsLog();
    }

    boolean isOfTheTimeOf(Reading other) {
      return other != null && logEnd == other.logEnd && manifest.equals(other.manifest);
    }
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

  /** Looks at the log, which is told of as a whole and not with a branch. */
  void readLog() {
    log.read();
  }

  /**
   * Whether everything that was committed to a branch is known. If not, what is there beside it is
   * no finding: commits that cannot be read may explain it.
   */
  boolean isComplete(String branch) {
    return log.isReadable() && !incomplete.contains(branch);
  }

  /** The branch as its manifest and the log tell it. */
  Optional<ManifestAudit> read(String branch) {
    Reading before = null;
    for (int look = 1; ; look++) {
      Findings.Mark mark = findings.mark();
      Reading now = readOnce(branch);
      if (now.fits() || now.isOfTheTimeOf(before) || look == LOOKS) {
        if (now.fits()) {
          incomplete.remove(branch);
        } else {
          incomplete.add(branch);
        }
        return Optional.ofNullable(now.audit());
      }
      findings.forget(mark);
      before = now;
    }
  }

  /** The log first: what it has lost by then the manifest has. */
  private Reading readOnce(String branch) {
    LogAudit logged = log.read();
    Reading[] read = {new Reading(logged.end(), null, null)};
    findings.guard(
        FindingKind.MANIFEST_UNREADABLE,
        null,
        branch,
        () -> {
          TableRef ref = readable(branch, LanceManifest.nativeName(branch));
          try (TableSnapshot manifest = tables.open(ref)) {
            ManifestAudit audit = ManifestAudit.read(manifest, branch, logged, this::tell);
            files.take(manifest, audit);
            read[0] = new Reading(logged.end(), ref, audit);
          }
        });
    return read[0];
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
      case LOG -> findings.add(FindingKind.LOG_CHAIN, id, what);
    }
  }
}
