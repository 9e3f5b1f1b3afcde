package io.omnigraph.storage.control;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.file.Unsynced;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Control files in a directory. A write goes to a temporary file beside the target, is synced and
 * moved over it; a create is a hard link, which fails when the name is taken; the folder is synced
 * after either, and so is the parent of each folder that was made.
 */
public final class LocalControlStore implements ControlStore {
  /** Starts each temporary name; no other name may start with it. */
  static final String TEMPORARY = ".tmp-";

  private final Path root;
  private final Durable durable;

  public LocalControlStore(Path root, Durable durable) {
    this.root = root.toAbsolutePath().normalize();
    this.durable = durable;
  }

  @Override
  public Optional<String> read(String path) {
    Path file = resolve(path);
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  @Override
  public void write(String path, String text) {
    write(path, text, new Unsynced());
  }

  @Override
  public void write(String path, String text, Unsynced others) {
    Path file = resolve(path);
    try {
      Path temporary = writeTemporary(file, text, others);
      try {
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        Files.deleteIfExists(temporary);
        throw e;
      }
      syncFolder(file.getParent());
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  @Override
  public boolean writeIfAbsent(String path, String text) {
    Path file = resolve(path);
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        // Whoever made it may not have come to this yet, and the caller goes on to name the file.
        syncFolder(file.getParent());
        return false;
      }
      Path temporary = writeTemporary(file, text, new Unsynced());
      try {
        Files.createLink(file, temporary);
      } catch (FileAlreadyExistsException e) {
        syncFolder(file.getParent());
        return false;
      } finally {
        Files.deleteIfExists(temporary);
      }
      syncFolder(file.getParent());
      return true;
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  @Override
  public void rename(String from, String to) {
    Path source = resolve(from);
    Path target = resolve(to);
    try {
      createFolders(target.getParent());
      Files.move(
          source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncFolder(target.getParent());
      if (!source.getParent().equals(target.getParent())) {
        syncFolder(source.getParent());
      }
    } catch (IOException e) {
      throw FileFailure.of(source, e);
    }
  }

  @Override
  public void delete(String path) {
    Path file = resolve(path);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(resolve(path));
  }

  @Override
  public List<String> list(String folder) {
    return names(folder, true);
  }

  @Override
  public List<String> entries(String folder) {
    return names(folder, false);
  }

  private List<String> names(String folder, boolean filesOnly) {
    Path directory = resolve(folder);
    try (Stream<Path> children = Files.list(directory)) {
      return children
          .filter(child -> !filesOnly || Files.isRegularFile(child))
          .map(child -> child.getFileName().toString())
          .filter(name -> !name.startsWith(TEMPORARY))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw FileFailure.of(directory, e);
    }
  }

  @Override
  public void deletePrefix(String folder) {
    Path directory = resolve(folder);
    if (directory.equals(root)) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "deletePrefix of the root");
    }
    try {
      deleteTree(directory);
      if (Files.exists(directory.getParent())) {
        syncFolder(directory.getParent());
      }
    } catch (IOException e) {
      throw FileFailure.of(directory, e);
    }
  }

  /** Removes a folder or file with all it holds; absent is success. Nothing is synced. */
  public static void deleteTree(Path directory) throws IOException {
    try {
      Files.walkFileTree(directory, new Removal());
    } catch (NoSuchFileException e) {
      // Removed by somebody else meanwhile, or never there.
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public void probeAtomicCreate() {
    Path first = root.resolve(TEMPORARY + "probe-" + UUID.randomUUID());
    Path second = root.resolve(first.getFileName() + "-link");
    try {
      try {
        Files.writeString(first, "probe");
        Files.createLink(second, first);
        requireRefusedLink(second, first);
      } finally {
        Files.deleteIfExists(second);
        Files.deleteIfExists(first);
      }
    } catch (UnsupportedOperationException e) {
      throw new OmnigraphException(
              ErrorCode.UNSUPPORTED, "A graph on the file system of " + root, noHardLinks())
          .causedBy(e);
    } catch (IOException e) {
      throw FileFailure.of(root, e);
    }
  }

  private void requireRefusedLink(Path link, Path existing) throws IOException {
    try {
      Files.createLink(link, existing);
    } catch (FileAlreadyExistsException e) {
      return;
    }
    throw new OmnigraphException(
        ErrorCode.UNSUPPORTED, "A graph on the file system of " + root, noHardLinks());
  }

  private static String noHardLinks() {
    return " It has no atomic create (hard links). Use a local disk.";
  }

  private Path writeTemporary(Path file, String text, Unsynced others) throws IOException {
    createFolders(file.getParent());
    Path temporary = file.resolveSibling(TEMPORARY + UUID.randomUUID());
    try {
      Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
      others.add(temporary);
      others.sync(durable);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    return temporary;
  }

  /** Makes what is missing from the top down; each new name is synced into its parent. */
  private void createFolders(Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = folder; at != null && !Files.isDirectory(at); at = at.getParent()) {
      missing.push(at);
    }
    for (Path next : missing) {
      try {
        Files.createDirectory(next);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(next)) {
          throw e;
        }
      }
      syncFolder(next.getParent());
    }
  }

  private void syncFolder(Path folder) throws IOException {
    durable.sync(List.of(), List.of(folder));
  }

  private Path resolve(String path) {
    Path resolved = root.resolve(path).normalize();
    if (!resolved.startsWith(root)) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "control path outside the root: " + path);
    }
    return resolved;
  }
}
