package io.omnigraph.storage.table;

import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The "disk" of {@link InMemoryTableStore}: what several stores, each standing for a process, have
 * in common. Guarded by itself.
 */
public final class InMemoryTables {
  /** What kind of Lance operation made a version: it decides what a later commit collides with. */
  enum Kind {
    CREATE,
    APPEND,
    CHANGE,
    OVERWRITE,
    RESTORE
  }

  /**
   * One version file.
   *
   * @param touched fragments that this version's operation replaced or removed
   * @param stamp tells apart two files that had the same name one after the other
   */
  record Version(
      TableSchema schema,
      List<MemoryFragment> fragments,
      Map<String, String> properties,
      Kind kind,
      Set<Integer> touched,
      int nextFragment,
      long nextRow,
      long stamp) {
    long rowCount() {
      return fragments.stream().mapToLong(MemoryFragment::liveRows).sum();
    }
  }

  /** The versions of one native branch; without a ref it is what an incomplete drop leaves. */
  static final class Line {
    final TreeMap<Long, Version> versions = new TreeMap<>();
    final Set<Long> torn = new TreeSet<>();
    final String parent;
    boolean hasRef;

    Line(String parent) {
      this.parent = parent;
    }

    long latest() {
      return versions.isEmpty() ? 0 : versions.lastKey();
    }
  }

  /** By path, then by branch; main is the empty name. */
  private final Map<String, TreeMap<String, Line>> tables = new TreeMap<>();

  private long stamps;

  long nextStamp() {
    return ++stamps;
  }

  /** The versions of a branch, or null when there is none. */
  Line find(String path, String branch) {
    TreeMap<String, Line> table = tables.get(path);
    return table == null ? null : table.get(name(branch));
  }

  Line make(String path, String branch, String parent) {
    return tables
        .computeIfAbsent(path, p -> new TreeMap<>())
        .computeIfAbsent(name(branch), b -> new Line(parent));
  }

  List<String> branches(String path) {
    TreeMap<String, Line> table = tables.getOrDefault(path, new TreeMap<>());
    return table.keySet().stream()
        .filter(branch -> !branch.isEmpty() && table.get(branch).hasRef)
        .toList();
  }

  List<String> children(String path, String branch) {
    return branches(path).stream()
        .filter(child -> Objects.equals(find(path, child).parent, branch))
        .toList();
  }

  void remove(String path, String branch) {
    TreeMap<String, Line> table = tables.get(path);
    if (table != null) {
      table.remove(name(branch));
    }
  }

  void removeTable(String path) {
    tables.remove(path);
  }

  Version version(TableRef ref) {
    Line line = find(ref.path(), ref.branch());
    Version version = line == null ? null : line.versions.get(ref.version());
    if (version == null || line.torn.contains(ref.version())) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          "Table " + ref.path() + ", version " + ref.version(),
          version == null ? "it is missing" : "its file is torn");
    }
    return version;
  }

  private static String name(String branch) {
    return branch == null ? "" : branch;
  }

  // What a test does to the disk.

  /** All tables that have a version. */
  public synchronized List<String> paths() {
    return tables.keySet().stream().filter(path -> find(path, null) != null).toList();
  }

  /** A power cut before the newest version file came to the disk. */
  public synchronized void tearNewest(String path, String branch) {
    Line line = find(path, branch);
    line.torn.add(line.latest());
  }

  /** A version's file: another one may have its name later. */
  public record VersionFile(TableRef ref, long stamp) {}

  /** The file that a version has now. */
  public synchronized VersionFile file(TableRef version) {
    return new VersionFile(version, version(version).stamp());
  }

  /** The same for a file that was not synced yet; false when it is gone. */
  public synchronized boolean tear(VersionFile file) {
    TableRef ref = file.ref();
    Line line = find(ref.path(), ref.branch());
    Version version = line == null ? null : line.versions.get(ref.version());
    return version != null && version.stamp() == file.stamp() && line.torn.add(ref.version());
  }

  /** What deleting a folder of control files does to a branch's tree or a table. */
  public synchronized void removeFolder(String folder) {
    int tree = folder.indexOf("/tree/");
    if (tree >= 0) {
      remove(folder.substring(0, tree), folder.substring(tree + "/tree/".length()));
    } else {
      tables.keySet().removeIf(path -> path.equals(folder) || path.startsWith(folder + "/"));
    }
  }
}
