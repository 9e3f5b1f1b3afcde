package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lance.Dataset;
import org.lance.ReadOptions;

/** The open native handles, one for each version in use. */
final class TablePool {
  private final Path root;
  private final LanceRuntime runtime;
  private final ColumnCache cache;
  private final Map<TableRef, OpenTable> open = new HashMap<>();

  /** The newest version of each line that this process committed; held for the next reader. */
  private final Map<TableRef, OpenTable> committed = new HashMap<>();

  /** Still in use, of branches that are gone. */
  private final Set<OpenTable> outlived = new HashSet<>();

  TablePool(Path root, LanceRuntime runtime, ColumnCache cache) {
    this.root = root;
    this.runtime = runtime;
    this.cache = cache;
  }

  LanceRuntime runtime() {
    return runtime;
  }

  /** Give it back with {@link #release}. */
  synchronized OpenTable acquire(TableRef ref) {
    OpenTable table = open.get(ref);
    if (table != null && (ref.branch() != null || isIdle(table)) && !table.isIntact()) {
      outlived.add(table);
      letGo(ref.path(), ref.branch());
      table = null;
    }
    if (table == null) {
      table = openNative(ref);
      open.put(ref, table);
    }
    table.addUser(1);
    return table;
  }

  /** Held for a next reader only, who wants to know what is there now. */
  private boolean isIdle(OpenTable table) {
    return committed.get(table.ref().at(0)) == table && table.addUser(0) == 1;
  }

  /** See {@link OpenTable#movedFrom}. */
  synchronized void moved(TableRef ref, Object before) {
    OpenTable table = open.get(ref);
    if (table != null) {
      table.movedFrom(before);
    }
  }

  synchronized void retain(OpenTable table) {
    table.addUser(1);
  }

  /**
   * Takes over what a commit on top of {@code base} answered, so that the version need not be
   * opened.
   */
  synchronized void keep(Dataset dataset, long version, OpenTable base) {
    TableRef ref = base.ref().at(version);
    Object stamp = base.files().stamp(version);
    if (open.containsKey(ref)) {
      dataset.close();
      return;
    }
    OpenTable table;
    try {
      table = new OpenTable(ref, stamp, dataset, base);
    } catch (RuntimeException e) {
      dataset.close(); // The commit stands all the same; the next reader opens the version.
      return;
    }
    open.put(ref, table);
    table.addUser(1);
    OpenTable before = committed.put(ref.at(0), table);
    if (before != null) {
      release(before);
    }
  }

  /** No longer holds a line's newest version. */
  synchronized void letGo(String path, String branch) {
    OpenTable table = committed.remove(new TableRef(path, branch, 0));
    if (table != null) {
      release(table);
    }
  }

  /** Likewise of all lines of a table. */
  synchronized void letGo(String path) {
    List<TableRef> lines =
        committed.keySet().stream().filter(line -> line.path().equals(path)).toList();
    lines.forEach(line -> letGo(path, line.branch()));
  }

  synchronized void release(OpenTable table) {
    if (table.addUser(-1) == 0) {
      open.remove(table.ref(), table);
      outlived.remove(table);
      table.dataset().close();
    }
  }

  private OpenTable openNative(TableRef ref) {
    TableFiles files = TableFiles.of(root, ref.path(), ref.branch());
    String what = "Table " + ref.path() + ", version " + ref.version();
    Path file = files.existingVersionFile(ref.version());
    if (file == null) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, what, files.versionFile(ref.version()) + " is missing");
    }
    requireWhole(what, file);
    Object stamp = files.stamp(ref.version());
    Dataset dataset = null;
    try {
      dataset =
          Dataset.open()
              .allocator(runtime.allocator())
              .uri(files.uri())
              .session(runtime.session())
              .readOptions(new ReadOptions.Builder().setVersion(ref.version()).build())
              .build();
      return new OpenTable(ref, files, stamp, dataset, runtime, cache);
    } catch (Exception e) {
      if (dataset != null) {
        dataset.close();
      }
      throw LanceFailures.exception(what, e);
    }
  }

  /** What a power cut leaves of a version file is not for Lance, which may end the process. */
  private static void requireWhole(String what, Path file) {
    try {
      if (!VersionFile.hasEnd(file)) {
        throw new OmnigraphException(ErrorCode.DATA_CORRUPT, what, file + " is torn");
      }
    } catch (NoSuchFileException e) {
      throw new OmnigraphException(ErrorCode.DATA_CORRUPT, what, file + " is missing");
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  synchronized int size() {
    return open.size();
  }

  /** Closes what callers have left open. */
  synchronized void closeAll() {
    committed.clear();
    open.values().forEach(table -> table.dataset().close());
    outlived.forEach(table -> table.dataset().close());
    open.clear();
    outlived.clear();
  }
}
