package io.omnigraph.storage.lance;

import io.omnigraph.storage.file.Unsynced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Branches that are known to be on the disk, because this process has synced their refs and trees.
 * That a branch is listed says nothing: another process may have made it and died before its sync.
 */
final class LinkedBranches {
  /** Stamps of refs by their file: a branch may have been dropped and made anew by others. */
  private final Map<Path, Stamp> linked = new ConcurrentHashMap<>();

  private record Stamp(Object file, FileTime modified) {}

  /**
   * Adds what keeps a branch, unless it is known to be on the disk; it is once that is synced.
   *
   * @param tree the branch's files
   * @param version the one it started from, or any that was made later
   */
  void require(TableFiles tree, String branch, long version, Unsynced unsynced) throws IOException {
    Path ref = BranchRef.file(tree, branch);
    Stamp stamp = stamp(ref);
    Path started = tree.existingVersionFile(version);
    if (stamp == null || started == null || stamp.equals(linked.get(ref))) {
      return; // without a ref there is nothing to keep
    }
    unsynced.add(ref);
    unsynced.add(started);
    folders(tree).forEach(unsynced::add);
    unsynced.then(() -> linked.put(ref, stamp));
  }

  private static Stamp stamp(Path ref) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(ref, BasicFileAttributes.class);
      return new Stamp(now.fileKey(), now.lastModifiedTime());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static List<Path> folders(TableFiles tree) {
    List<Path> result = new ArrayList<>(List.of(tree.versions()));
    for (Path at = tree.directory(); !at.equals(tree.table()); at = at.getParent()) {
      result.add(at);
    }
    for (Path at = BranchRef.folder(tree); !at.equals(tree.table()); at = at.getParent()) {
      result.add(at);
    }
    result.add(tree.table());
    return result;
  }
}
