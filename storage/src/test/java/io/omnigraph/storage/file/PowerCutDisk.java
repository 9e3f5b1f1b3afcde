package io.omnigraph.storage.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Remembers what was forced, and can show the directory as a power cut would leave it in the worst
 * case: a folder has the names it had when it was last forced, a file the bytes it had when it was
 * last forced, and none if it never was.
 */
public final class PowerCutDisk implements Durable.Force {
  private final Map<Object, byte[]> files = new ConcurrentHashMap<>(); // by inode: names may change
  private final Map<Path, List<String>> folders = new ConcurrentHashMap<>();

  @Override
  public void force(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> children = Files.list(path)) {
        folders.put(path, children.map(child -> child.getFileName().toString()).toList());
      }
    } else {
      files.put(inode(path), Files.readAllBytes(path));
    }
  }

  private static Object inode(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Copies what survives; the root itself always does. */
  public void survive(Path root, Path copy) {
    try {
      Files.createDirectories(copy);
      for (String name : folders.getOrDefault(root, List.of())) {
        Path child = root.resolve(name);
        if (Files.isDirectory(child)) {
          survive(child, copy.resolve(name));
        } else if (Files.exists(child)) {
          Files.write(copy.resolve(name), files.getOrDefault(inode(child), new byte[0]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
