package io.omnigraph.engine.rows;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Stored versions of tables that are in use or were a moment ago. A version is closed when nobody
 * refers to it any more. Thread-safe.
 */
public final class TableCache implements AutoCloseable {
  /** Versions kept though nobody may use them. */
  private static final int KEPT = 128;

  /** One line of versions: a table's files on one native branch. */
  private record LineKey(String path, String branch) {}

  private final TableStore tables;
  // One thread for all graphs of the process; one each would stay until a collection.
  private static final Cleaner CLEANER = Cleaner.create();
  private final Map<LineKey, Newest> lines = new HashMap<>();
  private final Map<TableRef, WeakReference<StoredTable>> known = new HashMap<>();
  private int knownLimit = 2 * KEPT;
  private final Map<TableRef, Entry> kept = new LinkedHashMap<>(16, 0.75f, true);

  private record Newest(TableLine line, long version) {}

  private record Entry(StoredTable table, Cleaner.Cleanable closing) {}

  public TableCache(TableStore tables) {
    this.tables = tables;
  }

  /**
   * @param type the table's type in the schema of the version
   */
  public synchronized StoredTable open(TableRef ref, TableType type) {
    Entry entry = kept.get(ref);
    WeakReference<StoredTable> weak = known.get(ref);
    StoredTable table = entry != null ? entry.table() : weak == null ? null : weak.get();
    if (table != null && ref.branch() != null && !table.snapshot().isIntact()) {
      kept.remove(ref); // its branch was dropped and made again, perhaps by another process
      table = null;
    }
    return table == null ? read(ref, type) : table;
  }

  private StoredTable read(TableRef ref, TableType type) {
    TableSnapshot snapshot = tables.open(ref);
    StoredTable table;
    try {
      check(snapshot, type);
      table = number(snapshot, type);
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
    // Each version lists all its fragments: to keep a commit's predecessors costs what history
    // does.
    kept.keySet().removeIf(other -> isOlder(other, ref));
    kept.put(ref, new Entry(table, CLEANER.register(table, snapshot::close)));
    known.put(ref, new WeakReference<>(table));
    if (kept.size() > KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    if (known.size() > knownLimit) {
      known.values().removeIf(reference -> reference.get() == null);
      knownLimit = 2 * (KEPT + known.size());
    }
    return table;
  }

  private static boolean isOlder(TableRef other, TableRef ref) {
    return other.path().equals(ref.path())
        && Objects.equals(other.branch(), ref.branch())
        && other.version() < ref.version();
  }

  /** How many versions stay open though nobody may use them. */
  synchronized int keptVersions() {
    return kept.size();
  }

  private StoredTable number(TableSnapshot snapshot, TableType type) {
    LineKey key = new LineKey(snapshot.ref().path(), snapshot.ref().branch());
    Newest newest = lines.get(key);
    List<ColumnDef> columns = type.storedSchema().columns();
    StoredTable table =
        newest == null || newest.line().width() != columns.size()
            ? null
            : newest.line().take(snapshot);
    TableLine line = newest == null ? null : newest.line();
    if (table == null) {
      line = new TableLine(columns.stream().map(c -> c.type().layout()).toArray(Layout[]::new));
      table = line.take(snapshot);
    }
    // A look at an old version must not push the line of the newest one out.
    if (newest == null || snapshot.ref().version() > newest.version()) {
      lines.put(key, new Newest(line, snapshot.ref().version()));
    }
    return table;
  }

  private static void check(TableSnapshot snapshot, TableType type) {
    List<ColumnDef> stored = snapshot.schema().columns();
    List<ColumnDef> wanted = type.storedSchema().columns();
    boolean same = stored.size() == wanted.size();
    for (int i = 0; same && i < wanted.size(); i++) {
      same =
          stored.get(i).name().equals(wanted.get(i).name())
              && stored.get(i).type().layout() == wanted.get(i).type().layout();
    }
    if (!same) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          "Table " + type.tableKey() + " at " + snapshot.ref().path(),
          "its columns are not those of the schema");
    }
  }

  /** Forgets what is known of a branch that is gone. */
  public synchronized void forgetBranch(String nativeBranch) {
    lines.keySet().removeIf(key -> nativeBranch.equals(key.branch()));
    kept.keySet().removeIf(ref -> nativeBranch.equals(ref.branch()));
    known.keySet().removeIf(ref -> nativeBranch.equals(ref.branch()));
  }

  @Override
  public synchronized void close() {
    kept.values().forEach(entry -> entry.closing().clean());
    kept.clear();
    known.clear();
    lines.clear();
  }
}
