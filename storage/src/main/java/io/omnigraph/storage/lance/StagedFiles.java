package io.omnigraph.storage.lance;

import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.table.FileSum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a commit will name and must be on the disk before. Collected over all parts of a change and
 * synced together: all files at once, then all folders, two waits instead of two a part.
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

  /** Folders that are new, and so must be synced into their parents. */
  void addParents(Collection<Path> parents) {
    folders.addAll(parents);
  }

  /** What is in the files, as the manifest of the graph will record it. */
  List<FileSum> sync(Durable durable, TableFiles table) {
    try {
      return table.sums(List.copyOf(files), folders, durable);
    } catch (IOException e) {
      throw FileFailure.of(table.directory(), e);
    }
  }
}
