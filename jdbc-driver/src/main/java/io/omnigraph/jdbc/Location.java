package io.omnigraph.jdbc;

import java.nio.file.Path;

/** Where a graph is. */
sealed interface Location {
  /** In files. */
  record Directory(Path path) implements Location {}

  /** In this JVM, gone with it; one graph a name. */
  record Memory(String name) implements Location {}
}
