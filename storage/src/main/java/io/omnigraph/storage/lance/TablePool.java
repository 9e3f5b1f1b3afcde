package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
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

  /** Still in use, of branches that are gone. */
  private final Set<OpenTable> outlived = new HashSet<>();

  TablePool(Path root, LanceRuntime runtime, ColumnCache cache) {
    this.root = root;
    this.runtime = runtime;
    this.cache = cache;
  }

  /** Give it back with {@link #release}. */
  synchronized OpenTable acquire(TableRef ref) {
    OpenTable table = open.get(ref);
    if (table != null && ref.branch() != null && !table.isIntact()) {
      outlived.add(table);
      table = null;
    }
    if (table == null) {
      table = openNative(ref);
      open.put(ref, table);
    }
    table.addUser(1);
    return table;
  }

  synchronized void retain(OpenTable table) {
    table.addUser(1);
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
    if (!files.hasVersion(ref.version())) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, what, files.versionFile(ref.version()) + " is missing");
    }
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

  synchronized int size() {
    return open.size();
  }

  /** Closes what callers have left open. */
  synchronized void closeAll() {
    open.values().forEach(table -> table.dataset().close());
    outlived.forEach(table -> table.dataset().close());
    open.clear();
    outlived.clear();
  }
}
