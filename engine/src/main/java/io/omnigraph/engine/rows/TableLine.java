package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.manifest.DeltaChain;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What successive states of one table share: row numbers, contiguous columns, the key index.
 *
 * <p>A fragment is immutable, so a newer version has the same rows at the same numbers plus those
 * of new fragments behind them; rows that are gone leave numbers unused. Rows of deltas come behind
 * those of the version on which they lie. A fragment of rows that were only taken over, from other
 * fragments or from deltas, is not new: they keep their numbers. A state is thus taken up at the
 * cost of what changed in it. Thread-safe.
 */
final class TableLine {
  /** Placements kept beyond those of the newest version, for a look at a version before it. */
  private static final int KEPT_PLACEMENTS = 256;

  /** Below this many numbers it does not matter how many of them are used. */
  private static final int SPARSE_ROWS = 1_024;

  private final Layout[] layouts;
  private final Map<String, Placement> placements = new HashMap<>();

  /** By pinned version; each lives as long as a state that uses it. */
  private final Map<Long, WeakReference<DeltaTail>> tails = new HashMap<>();

  private final LineColumns columns;
  private final Map<OrdinalList, Indexed> indices = new HashMap<>();
  private int limit;
  private long newestVersion;

  /** Weak, so that a version nobody uses can be closed; rows are then taken as new ones. */
  private WeakReference<StoredTable> newest = new WeakReference<>(null);

  /** An index and how many rows it has. */
  private static final class Indexed {
    KeyIndex index;
    int rows;
  }

  TableLine(TableType type) {
    this.layouts =
        type.storedSchema().columns().stream().map(c -> c.type().layout()).toArray(Layout[]::new);
    this.columns = new LineColumns(layouts);
  }

  int width() {
    return layouts.length;
  }

  /**
   * Takes a state up, or answers null when it shares too little with this line.
   *
   * @param type of the table in the schema of that state
   * @param open opens the pinned version; not called when it is the newest one's
   * @param grows whether deltas that are not known go on with this line; else they belong to
   *     another one, which has a part of its deltas in common with it
   */
  synchronized StoredTable take(
      TableEntry entry, TableType type, Function<TableRef, TableSnapshot> open, boolean grows) {
    StoredTable last = newest.get();
    boolean known = last != null && last.snapshot().ref().equals(entry.ref());
    // A branch that was dropped and made anew counts its versions from the same numbers. The main
    // one is not dropped, so a delta there costs no look at the files.
    if (last != null && (!known || entry.branch() != null) && !last.snapshot().isIntact()) {
      return null;
    }
    if (known) {
      return onNewest(last, entry, type, grows);
    }
    long version = entry.version();
    if (version > newestVersion && !entry.deltas().isEmpty() && !grows) {
      return null;
    }
    TableSnapshot snapshot = open.apply(entry.ref());
    StoredTable table = null;
    try {
      table =
          version > newestVersion
              ? newer(snapshot, entry, last, type)
              : older(snapshot, entry, type, grows);
      return table;
    } finally {
      if (table == null) {
        snapshot.close();
      }
    }
  }

  private StoredTable onNewest(StoredTable last, TableEntry entry, TableType type, boolean grows) {
    StoredTable table = onPin(last.pin(), tail(last), last, entry.deltas(), type, grows);
    if (table != null && table.links() > last.links()) {
      newest = new WeakReference<>(table);
    }
    return table;
  }

  private DeltaTail tail(StoredTable state) {
    return state.tail() != null ? state.tail() : tail(state.pin().version());
  }

  private DeltaTail tail(long version) {
    WeakReference<DeltaTail> tail = tails.get(version);
    return tail == null ? null : tail.get();
  }

  private StoredTable newer(
      TableSnapshot snapshot, TableEntry entry, StoredTable last, TableType type) {
    DeltaTail old = last == null ? null : tail(last);
    int folded = old == null ? 0 : old.linksUpTo(entry.pinSeq());
    StoredTable before = folded == 0 ? null : StoredTable.of(this, last.pin(), old, folded);
    int end = limit;
    // Another branch counts row ids and versions for itself: there they tell nothing.
    boolean sameBranch =
        last != null && Objects.equals(last.snapshot().ref().branch(), snapshot.ref().branch());
    Placement[] placed = place(snapshot.fragments(), sameBranch ? last.pin() : null, before, type);
    if (placed == null) {
      return null;
    }
    boolean mayLack = isBack(placed, last);
    for (Placement placement : placed) {
      placements.putIfAbsent(placement.dataKey(), placement);
      limit = Math.max(limit, placement.end());
    }
    PinnedRows pin = new PinnedRows(snapshot, placed, mayLack);
    boolean kept =
        old != null && limit == end && isSame(pin, StoredTable.of(this, last.pin(), old, folded));
    DeltaTail tail = kept ? old.without(folded, layouts) : null;
    StoredTable table = onPin(pin, tail, StoredTable.of(this, pin), entry.deltas(), type, true);
    if (table == null) { // not the deltas that were known
      table = onPin(pin, null, StoredTable.of(this, pin), entry.deltas(), type, true);
    }
    if (table != null) {
      newestVersion = pin.version();
      newest = new WeakReference<>(table);
      forgetOld(placed);
    }
    return table;
  }

  /** Whether a version has exactly the rows of a state, under the same numbers. */
  private static boolean isSame(PinnedRows pin, StoredTable state) {
    return pin.limit() <= state.limit()
        && pin.gone().withRange(pin.limit(), state.limit()).agrees(state.gone(), state.limit());
  }

  private StoredTable older(
      TableSnapshot snapshot, TableEntry entry, TableType type, boolean grows) {
    List<TableFragment> fragments = snapshot.fragments();
    Placement[] placed = new Placement[fragments.size()];
    for (int i = 0; i < placed.length; i++) {
      placed[i] = placements.get(fragments.get(i).dataKey());
      if (placed[i] == null) {
        return null; // not known any more
      }
    }
    PinnedRows pin = new PinnedRows(snapshot, placed, true);
    StoredTable table =
        onPin(
            pin,
            tail(entry.version()),
            StoredTable.of(this, pin),
            entry.deltas(),
            type,
            grows && entry.version() == newestVersion);
    if (table != null && entry.version() == newestVersion) {
      newest = new WeakReference<>(table);
    }
    return table;
  }

  /**
   * A pinned version with some deltas on it.
   *
   * @param known those that are known to lie on it, or null
   * @param last a state with the first of them; more are laid on it
   * @return null when they are others than those known
   */
  private StoredTable onPin(
      PinnedRows pin,
      DeltaTail known,
      StoredTable last,
      DeltaChain chain,
      TableType type,
      boolean grows) {
    int have = known == null ? 0 : known.links();
    int more = chain.length() - have;
    DeltaChain common = more > 0 ? chain.before(more) : chain;
    boolean others =
        !common.isEmpty() && !common.commitId().equals(known.commitId(common.length() - 1));
    if (others || (more > 0 && !grows)) {
      return null;
    }
    StoredTable table =
        last.links() == common.length() ? last : StoredTable.of(this, pin, known, common.length());
    DeltaTail tail = known;
    for (DeltaChain.Link link : chain.newest(Math.max(0, more))) {
      DeltaRows rows = DeltaCodec.decode(link.delta(), type);
      if (tail == null) {
        tail = new DeltaTail(limit, layouts);
      }
      if (tail.end(table.links()) != limit || limit > Integer.MAX_VALUE - 1 - rows.written()) {
        return null;
      }
      tail.append(link, rows, hidden(table, rows, new OrdinalList(type.keyColumns())));
      limit += rows.written();
      table = table.next(tail);
    }
    if (tail != null) {
      tails.put(pin.version(), new WeakReference<>(tail));
    }
    return table;
  }

  /** Rows that a delta takes away, ascending. */
  private static int[] hidden(StoredTable before, DeltaRows rows, OrdinalList key) {
    int[] hidden = new int[rows.replacing() + rows.deletes()];
    int count = 0;
    KeyColumns replaced = rows.replacing() == 0 ? null : rows.keys(key);
    for (int i = 0; i < rows.replacing(); i++) {
      int row = before.find(key, before, replaced, i);
      hidden[count] = row;
      count += row < 0 ? 0 : 1;
    }
    for (int i = 0; i < rows.deletes(); i++) {
      int row = before.find(key, before, rows.deleted(), i);
      hidden[count] = row;
      count += row < 0 ? 0 : 1;
    }
    Arrays.sort(hidden, 0, count);
    return distinct(hidden, count);
  }

  private static int[] distinct(int[] sorted, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (kept == 0 || sorted[kept - 1] != sorted[i]) {
        sorted[kept++] = sorted[i];
      }
    }
    return kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept);
  }

  /**
   * One for each fragment; null when there would be more unused numbers than used ones.
   *
   * @param last the version before on the same branch, or null
   * @param before the state with those deltas that the new version holds, or null
   */
  private Placement[] place(
      List<TableFragment> fragments, PinnedRows last, StoredTable before, TableType type) {
    Placement[] placed = new Placement[fragments.size()];
    CarriedNumbers carried = null;
    FoldedNumbers folded = null;
    int next = limit;
    long total = 0;
    for (int i = 0; i < placed.length; i++) {
      TableFragment fragment = fragments.get(i);
      total += fragment.physicalRows();
      placed[i] = placements.get(fragment.dataKey());
      if (placed[i] == null && last != null && fragment.newestRowVersion() <= newestVersion) {
        carried = carried == null ? new CarriedNumbers(last, keys(fragments)) : carried;
        placed[i] = carried.place(fragment);
      }
      if (placed[i] == null && before != null) {
        folded =
            folded == null ? new FoldedNumbers(before, new OrdinalList(type.keyColumns())) : folded;
        placed[i] = folded.place(fragment, next);
        next = placed[i] == null ? next : Math.max(next, placed[i].end());
      }
      if (placed[i] == null) {
        long end = (long) next + fragment.physicalRows();
        if (end >= Integer.MAX_VALUE) {
          return null;
        }
        placed[i] = Placement.consecutive(fragment.dataKey(), next, fragment.physicalRows());
        next = (int) end;
      }
    }
    boolean dense = next < SPARSE_ROWS || total * 2 >= next;
    return limit == 0 || dense ? placed : null;
  }

  private static Set<String> keys(List<TableFragment> fragments) {
    return fragments.stream().map(TableFragment::dataKey).collect(Collectors.toSet());
  }

  /** Whether some rows were not there in the last version, but in one before. */
  private boolean isBack(Placement[] placed, StoredTable last) {
    if (last == null) {
      return newestVersion > 0;
    }
    Set<String> before = new HashSet<>();
    for (Placement placement : last.pin().placements()) {
      before.add(placement.dataKey());
    }
    for (Placement placement : placed) {
      if (placements.containsKey(placement.dataKey()) && !before.contains(placement.dataKey())) {
        return true;
      }
    }
    return false;
  }

  private void forgetOld(Placement[] placed) {
    tails.values().removeIf(tail -> tail.get() == null);
    if (placements.size() > 2 * placed.length + KEPT_PLACEMENTS) {
      placements.clear();
      for (Placement placement : placed) {
        placements.put(placement.dataKey(), placement);
      }
    }
  }

  /** All rows of a state's column by row number; may be longer. */
  synchronized Column column(int ordinal, StoredTable table) {
    return columns.column(ordinal, table, newestVersion);
  }

  /** An index over some columns that finds at least this state's rows. */
  synchronized KeyIndex index(OrdinalList ordinals, StoredTable table) {
    Column[] all = new Column[ordinals.size()];
    boolean own = false;
    for (int i = 0; i < all.length; i++) {
      all[i] = table.column(ordinals.at(i));
      own |= columns.lacks(ordinals.at(i), table, newestVersion);
    }
    KeyColumns keys = new KeyColumns(all);
    Indexed indexed = own ? new Indexed() : indices.computeIfAbsent(ordinals, o -> new Indexed());
    if (indexed.index == null) {
      indexed.index = new KeyIndex(table.limit());
      indexed.index.add(keys, 0, table.deltaBase());
      indexed.rows = table.deltaBase();
    }
    if (indexed.rows < table.limit()) {
      indexed.index.addVersions(keys, indexed.rows, table.limit());
      indexed.rows = table.limit();
    }
    return indexed.index;
  }
}
