package io.omnigraph.engine.crash;

import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.storage.log.LocalCommitLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * Copies of a graph's directory by hard links. That is exact and cheap because a graph hardly ever
 * changes a file in place: tables add files, control files are replaced by renames. Copied are the
 * lock file, whose inode is what processes lock, and the log, which is written in place and mapped.
 */
final class Directory {
  private Directory() {}

  /** Makes {@code to} equal to {@code from}; {@code to} must not exist. */
  static void copy(Path from, Path to) {
    walk(
        from,
        new Visit() {
          @Override
          public void folder(Path folder) throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
          }

          @Override
          public void file(Path file, BasicFileAttributes attributes) throws IOException {
            take(file, to.resolve(from.relativize(file)));
          }
        });
  }

  /**
   * Makes a directory that somebody has open equal to another one, as if a process had done its
   * work there and died. The lock file stays what it is.
   */
  static void lay(Path state, Path over) {
    Map<String, String> wanted = listing(state);
    Map<String, String> present = listing(over);
    try {
      for (String path : present.keySet()) {
        boolean stays = wanted.containsKey(path) && isOfLog(over.resolve(path));
        if (!stays && !present.get(path).equals(wanted.get(path))) {
          Files.deleteIfExists(over.resolve(path));
        }
      }
      for (String path : folders(state)) {
        Files.createDirectories(over.resolve(path));
      }
      for (String path : wanted.keySet()) {
        if (!present.containsKey(path)) {
          take(state.resolve(path), over.resolve(path));
        } else if (!wanted.get(path).equals(present.get(path))) {
          replace(state.resolve(path), over.resolve(path));
        }
      }
      for (String path : folders(over).descendingSet()) {
        if (!Files.exists(state.resolve(path))) {
          Files.delete(over.resolve(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each file but the lock with what tells one content from another. */
  static Map<String, String> listing(Path root) {
    Map<String, String> files = new TreeMap<>();
    walk(
        root,
        new Visit() {
          @Override
          public void file(Path file, BasicFileAttributes attributes) throws IOException {
            if (!isLock(file)) {
              String content =
                  isOfLog(file)
                      ? "sum " + sum(file)
                      : attributes.fileKey() + " " + attributes.lastModifiedTime();
              files.put(root.relativize(file).toString(), content + " " + attributes.size());
            }
          }
        });
    return files;
  }

  static void delete(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NavigableSet<String> folders(Path root) {
    TreeSet<String> folders = new TreeSet<>();
    walk(
        root,
        new Visit() {
          @Override
          public void folder(Path folder) {
            folders.add(root.relativize(folder).toString());
          }
        });
    return folders;
  }

  private static boolean isLock(Path file) {
    return file.endsWith(WriterLock.FILE);
  }

  private static boolean isOfLog(Path file) {
    return file.getParent().endsWith(LocalCommitLog.FOLDER);
  }

  private static long sum(Path file) throws IOException {
    CRC32C sum = new CRC32C();
    sum.update(Files.readAllBytes(file));
    return sum.getValue();
  }

  /** Files of the log stay the same ones, because others have them mapped. */
  private static void replace(Path file, Path other) throws IOException {
    if (isOfLog(file)) {
      Files.write(other, Files.readAllBytes(file), StandardOpenOption.WRITE);
    } else {
      take(file, other);
    }
  }

  private static void take(Path file, Path to) throws IOException {
    if (isLock(file) || isOfLog(file)) {
      Files.copy(file, to);
    } else {
      Files.createLink(to, file);
    }
  }

  /** What a walk tells; each does nothing unless it is of interest. */
  @SuppressWarnings("UnusedVariable") // the parameters are for those who override
  private interface Visit {
    default void folder(Path folder) throws IOException {}

    default void file(Path file, BasicFileAttributes attributes) throws IOException {}
  }

  /** A file that goes while the walk is under way was not there. */
  private static void walk(Path root, Visit visit) {
    try {
      Files.walkFileTree(
          root,
          Set.of(),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
              visit.folder(folder);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              try {
                visit.file(file, attributes);
              } catch (NoSuchFileException e) {
                return FileVisitResult.CONTINUE;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
