package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.schema.NodeType;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.table.TableStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;

/** Directories of new tables: the hash of the name, and the first incarnation that is free. */
public final class TablePaths {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x00000100000001b3L;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final TableStore tables;
  private final Set<String> taken = new HashSet<>();

  TablePaths(TableStore tables, GraphSnapshot base) {
    this.tables = tables;
    base.entries().values().stream().map(TableEntry::path).forEach(taken::add);
  }

  /** Of a graph that has no tables yet. */
  public TablePaths(TableStore tables) {
    this.tables = tables;
  }

  /** A path that nothing uses; later calls give others. */
  public String pathFor(TableType type) {
    String folder = type instanceof NodeType ? "nodes/" : "edges/";
    String first = folder + "%016x".formatted(fnv1a(type.name()));
    String path = first;
    for (int incarnation = 2; taken.contains(path) || tables.exists(path); incarnation++) {
      path = first + "-" + incarnation;
    }
    taken.add(path);
    return path;
  }

  /** A new table id: positive, 63 bits. */
  public static long newTableId() {
    return Math.max(1, RANDOM.nextLong() & Long.MAX_VALUE);
  }

  private static long fnv1a(String name) {
    long hash = FNV_OFFSET;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }
}
