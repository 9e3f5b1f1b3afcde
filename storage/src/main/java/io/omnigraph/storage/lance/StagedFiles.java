package io.omnigraph.storage.lance;

import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.FileSum;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a commit will name and must be on the disk before. Collected over all parts of a change and
 * synced together: one wait instead of one a part.
 */
final class StagedFiles {
  private final Set<Path> files = new LinkedHashSet<>();
  private final Set<Path> folders = new LinkedHashSet<>();

  void add(Path folder, Collection<Path> inside) {
    if (!inside.isEmpty()) {
      files.addAll(inside);
      folders.add(folder);
    }
  }

  /**
   * All of them, still to be synced.
   *
   * @param sums gets what is in the files, as the manifest of the graph will record it
   * @param linked folders that need not be synced into their parents
   */
  Unsynced unsynced(TableFiles table, Collection<FileSum> sums, LinkedFolders linked) {
    Unsynced unsynced = new Unsynced();
    if (!table.directory().equals(table.table())) {
      // Another process may have dropped the branch and made it anew since a folder was known.
      unsynced.add(table.directory());
    }
    files.forEach(file -> unsynced.add(file, (path, sum) -> sums.add(table.sum(path, sum))));
    for (Path folder : folders) {
      unsynced.add(folder);
      if (!linked.contains(folder)) {
        table.withParents().forEach(unsynced::add);
        unsynced.then(() -> linked.add(folder));
      }
    }
    return unsynced;
  }
}
