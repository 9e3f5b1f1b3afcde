package io.omnigraph.engine.check;

import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestAudit;
import io.omnigraph.engine.manifest.RecordedSums;
import io.omnigraph.storage.table.FileFault;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.StoredFile;
import io.omnigraph.storage.table.StoredFile.Kind;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The tables' files: their bytes against what commits recorded of them, and those that no version
 * needs. What a commit recorded is needed: versions stay until they are cleaned up.
 */
final class FileCheck {
  /** A younger file may belong to a statement that is still running. */
  private static final Duration YOUNG = Duration.ofMinutes(10);

  /** Versions that are opened to find who needs a file that no commit recorded. */
  private static final int MOST_VERSIONS = 1_000;

  private static final Set<Kind> NEEDED_OR_NOT =
      Set.of(Kind.DATA, Kind.DELETION, Kind.INDEX, Kind.UNFINISHED);
  private static final Set<Kind> SUMMED =
      Set.of(Kind.DATA, Kind.DELETION, Kind.INDEX, Kind.VERSION);

  /** Folder of a table's native branches. */
  private static final String TREE = "tree/";

  private final TableStore tables;
  private final Findings findings;
  private final RecordedSums recorded = new RecordedSums();
  private final Set<String> damaged = new HashSet<>();
  private final Map<String, List<StoredFile>> listed = new HashMap<>();

  /** What {@link #recorded} holds, by table path; null until it is asked for. */
  private Map<String, List<FileSum>> sums;

  FileCheck(CheckedGraph graph, Findings findings) {
    this.tables = graph.tables();
    this.findings = findings;
  }

  /**
   * Takes up what a version of the manifest records.
   *
   * @param audit of that version, and what the log has after it
   */
  void take(TableSnapshot manifest, ManifestAudit audit) {
    recorded.take(manifest);
    recorded.take(audit);
    sums = null;
  }

  private List<FileSum> sums(String path) {
    if (sums == null) {
      sums = recorded.byPath();
    }
    return sums.getOrDefault(path, List.of());
  }

  /**
   * Compares the bytes of every file of which a sum is known.
   *
   * @param isGone whether a branch of these was dropped, and maybe made again, since it was read
   */
  void verify(Set<String> paths, Set<String> branches, Predicate<String> isGone) {
    long unknown = 0;
    for (String path : paths) {
      Map<String, FileSum> known = new HashMap<>();
      sums(path).forEach(sum -> known.put(sum.path(), sum));
      List<FileSum> present = new ArrayList<>();
      for (StoredFile file : list(path)) {
        if (known.containsKey(file.path())) {
          present.add(known.get(file.path()));
        } else if (SUMMED.contains(file.kind()) && !path.equals(LanceManifest.PATH)) {
          unknown++;
        }
      }
      verify(path, present, sum -> owner(sum, branches).filter(isGone).isPresent());
    }
    if (unknown > 0) {
      findings.add(
          FindingKind.NO_CHECKSUM, null, "no commit recorded a checksum of " + unknown + " files");
    }
  }

  /** One by one, so that a cancelled check ends soon. */
  private void verify(String path, List<FileSum> sums, Predicate<FileSum> isDropped) {
    for (FileSum sum : sums) {
      findings.checkpoint();
      for (FileFault fault : tables.verify(path, List.of(sum))) {
        if (!isDropped.test(sum)) {
          damaged.add(path);
          findings.add(FindingKind.CHECKSUM, path + "/" + sum.path(), fault.text());
        }
      }
    }
  }

  /** The branch in whose folder the file is; the folder of a/b is in that of a. */
  private static Optional<String> owner(FileSum sum, Set<String> branches) {
    return branches.stream()
        .filter(branch -> sum.path().startsWith(TREE + branch + "/"))
        .max(Comparator.comparingInt(String::length));
  }

  private List<StoredFile> list(String path) {
    return listed.computeIfAbsent(path, tables::files);
  }

  /** Whether a file of the table is known to be damaged, so that it must not be read. */
  boolean isDamaged(String path) {
    return damaged.contains(path);
  }

  /** What nothing needs, of a table of the graph. */
  void unreferenced(String path, Set<TableRef> pinned) {
    Set<String> needed =
        sums(path).stream().map(FileSum::path).collect(Collectors.toCollection(HashSet::new));
    pinned.forEach(ref -> needed.addAll(tables.referencedFiles(ref)));
    List<StoredFile> free = old(path);
    free.removeIf(file -> needed.contains(file.path()));
    if (!free.isEmpty()) {
      Set<TableRef> versions = new HashSet<>(versions(path));
      versions.removeAll(pinned);
      if (versions.size() > MOST_VERSIONS) {
        return; // an old graph: to tell what its history needs would take too long
      }
      versions.forEach(ref -> needed.addAll(tables.referencedFiles(ref)));
      free.removeIf(file -> needed.contains(file.path()));
    }
    tell(path, free);
  }

  /** A table's directory that no branch has ever named. */
  void unregistered(String path) {
    long newest = list(path).stream().mapToLong(StoredFile::modifiedMillis).max().orElse(0);
    if (newest < youngest()) {
      tell(path, list(path));
    }
  }

  private List<StoredFile> old(String path) {
    long limit = youngest();
    return list(path).stream()
        .filter(file -> NEEDED_OR_NOT.contains(file.kind()) && file.modifiedMillis() < limit)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static long youngest() {
    return System.currentTimeMillis() - YOUNG.toMillis();
  }

  private List<TableRef> versions(String path) {
    return list(path).stream()
        .filter(file -> file.kind() == Kind.VERSION)
        .map(StoredFile::version)
        .toList();
  }

  private void tell(String path, List<StoredFile> files) {
    if (!files.isEmpty()) {
      long bytes = files.stream().mapToLong(StoredFile::size).sum();
      findings.add(
          FindingKind.UNREFERENCED_FILES,
          path,
          "no version needs %d files with %d bytes".formatted(files.size(), bytes));
    }
  }

  /** Native branches of a table that no graph branch owns. */
  void orphans(String path, Set<String> branches) {
    for (String fork : new TreeSet<>(tables.branches(path))) {
      if (!branches.contains(fork) && !LanceManifest.isInternal(fork)) {
        findings.add(
            FindingKind.ORPHAN_FORK, path + " on branch " + fork, "no such branch is alive");
      }
    }
  }
}
