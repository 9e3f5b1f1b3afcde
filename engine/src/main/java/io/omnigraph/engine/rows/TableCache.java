package io.omnigraph.engine.rows;

import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.ColumnDef;
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
import java.util.WeakHashMap;

/**
 * Published states of tables that are in use or were a moment ago. A version of files is closed
 * when nobody refers to it any more. Thread-safe.
 */
public final class TableCache implements AutoCloseable {
  /** States kept though nobody may use them. */
  private static final int KEPT = 128;

  /**
   * One line of states.
   *
   * @param branch native branch that owns the versions
   * @param heir graph branch that has them from there and goes on by deltas of its own, else null
   */
  private record LineKey(String path, String branch, String heir) {}

  /** A version and how many deltas lie on it, of which the last is of that commit. */
  private record StateKey(TableRef pin, int deltas, String commitId) {
    static StateKey of(TableEntry entry) {
      return new StateKey(entry.ref(), entry.deltas().length(), entry.deltas().commitId());
    }
  }

  private final TableStore tables;
  // One thread for all graphs of the process; one each would stay until a collection.
  private static final Cleaner CLEANER = Cleaner.create();
  private final Map<LineKey, Newest> lines = new HashMap<>();
  private final Map<StateKey, WeakReference<StoredTable>> known = new HashMap<>();
  private int knownLimit = 2 * KEPT;
  private final Map<StateKey, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<PinnedRows, Cleaner.Cleanable> closings = new WeakHashMap<>();

  private record Newest(TableLine line, long version, long seq) {
    boolean isBefore(TableEntry entry) {
      return version < entry.version()
          || (version == entry.version() && seq < entry.deltas().seq());
    }
  }

  /**
   * A state, and of what line it is.
   *
   * @param seq of its newest delta
   */
  private record Kept(StoredTable table, LineKey line, long seq) {
    boolean isBefore(Kept other) {
      long version = table.snapshot().ref().version();
      long otherVersion = other.table.snapshot().ref().version();
      return line.equals(other.line)
          && (version < otherVersion || (version == otherVersion && seq < other.seq));
    }
  }

  public TableCache(TableStore tables) {
    this.tables = tables;
  }

  /**
   * @param type the table's type in the schema of the state
   * @param graphBranch whose state it is
   */
  public synchronized StoredTable open(TableEntry entry, TableType type, String graphBranch) {
    StateKey key = StateKey.of(entry);
    Kept held = kept.get(key);
    WeakReference<StoredTable> weak = held == null ? known.get(key) : null;
    StoredTable table = held != null ? held.table() : weak == null ? null : weak.get();
    if (table != null && entry.branch() != null && !table.snapshot().isIntact()) {
      kept.remove(key); // its branch was dropped and made again, perhaps by another process
      table = null;
    }
    return table == null ? read(key, entry, type, graphBranch) : table;
  }

  private StoredTable read(StateKey key, TableEntry entry, TableType type, String graphBranch) {
    Kept taken = take(entry, type, graphBranch);
    // Each version lists all its fragments: to keep a commit's predecessors costs what history
    // does.
    kept.values().removeIf(other -> other.isBefore(taken));
    kept.put(key, taken);
    if (kept.size() > KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    known.put(key, new WeakReference<>(taken.table()));
    if (known.size() > knownLimit) {
      known.values().removeIf(reference -> reference.get() == null);
      knownLimit = 2 * (KEPT + known.size());
    }
    return taken.table();
  }

  private Kept take(TableEntry entry, TableType type, String graphBranch) {
    boolean owned = Objects.equals(LanceManifest.nativeName(graphBranch), entry.branch());
    LineKey owners = new LineKey(entry.path(), entry.branch(), null);
    LineKey heirs = new LineKey(entry.path(), entry.branch(), graphBranch);
    boolean inherits = !owned && !entry.deltas().isEmpty();
    boolean diverged = inherits && lines.containsKey(heirs);
    Kept taken = diverged ? null : take(owners, entry, type, owned);
    if (taken == null && inherits) {
      taken = take(heirs, entry, type, true);
    }
    if (taken == null && owned && !lines.containsKey(owners)) {
      taken = adopted(owners, entry, type, graphBranch);
    }
    return taken == null ? begin(inherits ? heirs : owners, entry, type) : taken;
  }

  /** The first version of its own of a branch that went on by deltas from another's. */
  private Kept adopted(LineKey own, TableEntry entry, TableType type, String graphBranch) {
    for (LineKey key : List.copyOf(lines.keySet())) {
      if (key.path().equals(entry.path()) && graphBranch.equals(key.heir())) {
        Kept taken = take(key, entry, type, true);
        if (taken != null) {
          lines.put(own, lines.remove(key));
          return new Kept(taken.table(), own, taken.seq());
        }
      }
    }
    return null;
  }

  /** Null when there is no such line, or it shares too little with the state. */
  private Kept take(LineKey key, TableEntry entry, TableType type, boolean grows) {
    Newest newest = lines.get(key);
    if (newest == null || newest.line().width() != type.storedSchema().columns().size()) {
      return null;
    }
    StoredTable table = newest.line().take(entry, type, ref -> open(ref, type), grows);
    return table == null ? null : taken(key, newest.line(), table, entry);
  }

  private Kept begin(LineKey key, TableEntry entry, TableType type) {
    TableLine line = new TableLine(type);
    return taken(key, line, line.take(entry, type, ref -> open(ref, type), true), entry);
  }

  private Kept taken(LineKey key, TableLine line, StoredTable table, TableEntry entry) {
    TableSnapshot snapshot = table.snapshot();
    closings.computeIfAbsent(table.pin(), pin -> CLEANER.register(pin, snapshot::close));
    long seq = entry.deltas().seq();
    Newest newest = lines.get(key);
    // A look at an old state must not push the line of the newest one out.
    if (newest == null || newest.isBefore(entry)) {
      lines.put(key, new Newest(line, entry.version(), seq));
    }
    return new Kept(table, key, seq);
  }

  private TableSnapshot open(TableRef ref, TableType type) {
    TableSnapshot snapshot = tables.open(ref);
    try {
      check(snapshot, type);
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
    return snapshot;
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
  public synchronized void forgetBranch(String branch) {
    lines.keySet().removeIf(key -> branch.equals(key.branch()) || branch.equals(key.heir()));
    kept.keySet().removeIf(key -> branch.equals(key.pin().branch()));
    known.keySet().removeIf(key -> branch.equals(key.pin().branch()));
  }

  /** How many states stay though nobody may use them. */
  synchronized int keptStates() {
    return kept.size();
  }

  @Override
  public synchronized void close() {
    closings.values().forEach(Cleaner.Cleanable::clean);
    closings.clear();
    kept.clear();
    known.clear();
    lines.clear();
  }
}
