package io.omnigraph.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files of a database; gone when closed. */
record Folder(Path path) implements AutoCloseable {
  static Folder temporary(String prefix) throws IOException {
    return new Folder(Files.createTempDirectory(prefix));
  }

  static long sizeBytes(Path path) throws IOException {
    long sum = 0;
    for (Path file : files(path)) {
      sum += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return sum;
  }

  /** Of a folder that nobody writes to. */
  static Folder copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
    return new Folder(to);
  }

  /** Each folder before what is in it. */
  private static List<Path> files(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.toList();
    }
  }

  @Override
  public void close() throws IOException {
    for (Path file : files(path).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(file);
    }
  }
}
