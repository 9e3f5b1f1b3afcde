package io.omnigraph.engine.manifest;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * One table's events on a branch's line, by graph version. What its deltas hold is not kept, but
 * for those that lie on top of the newest pin.
 */
final class TableHistory {
  private record Name(String key, String path) {}

  private record Pin(long version, String branch, long rowCount, long pinSeq) {}

  private record Delta(String commitId, long rowCount) {}

  private final long id;
  private final NavigableMap<Long, Name> names = new TreeMap<>();
  private final NavigableMap<Long, Pin> pins = new TreeMap<>();
  private final NavigableMap<Long, Delta> deltas = new TreeMap<>();

  /** Deltas that were taken with what they hold and are not in the chain yet. */
  private final Map<Long, TableDelta> fresh = new HashMap<>();

  private long tombstone = Long.MAX_VALUE;

  /** All deltas after {@link #chainPin} up to its newest. */
  private DeltaChain chain = DeltaChain.NONE;

  private long chainPin = Long.MAX_VALUE;

  TableHistory(long id) {
    this.id = id;
  }

  long id() {
    return id;
  }

  void register(long seq, String key, String path) {
    names.put(seq, new Name(key, path));
  }

  void pin(ManifestRow row) {
    pins.put(
        row.seq(), new Pin(row.tableVersion(), row.tableBranch(), row.rowCount(), row.foldedSeq()));
  }

  /** Its content may be left out. */
  void delta(ManifestRow row) {
    deltas.put(row.seq(), new Delta(row.commitId(), row.rowCount()));
    if (row.payload() != null) {
      fresh.put(row.seq(), new TableDelta(row.payload().bytes()));
    }
  }

  void drop(long seq) {
    tombstone = seq;
  }

  /** What it was at a version, as if that were all; events that are known stay. */
  void startFrom(long seq, TableEntry entry) {
    names.putIfAbsent(seq, new Name(entry.tableKey(), entry.path()));
    pins.putIfAbsent(
        seq, new Pin(entry.version(), entry.branch(), entry.rowCount(), entry.pinSeq()));
  }

  /** Whether the table is part of a version. */
  boolean isLiveAt(long seq) {
    return tombstone > seq && (names.floorKey(seq) != null || pins.floorKey(seq) != null);
  }

  /** Whether a version of a live table has all that an entry needs. */
  boolean isWholeAt(long seq) {
    return names.floorKey(seq) != null && pins.floorKey(seq) != null;
  }

  /** Adds the deltas that the entry of a version needs and that are not here. */
  void addMissing(long seq, Set<DeltaId> missing) {
    for (long delta : onTopOf(held(seq), seq).keySet()) {
      if (!fresh.containsKey(delta)) {
        missing.add(new DeltaId(id, delta));
      }
    }
  }

  /**
   * @param read what was missing
   */
  TableEntry at(long seq, Map<DeltaId, TableDelta> read) {
    DeltaChain all = held(seq);
    for (Map.Entry<Long, Delta> each : onTopOf(all, seq).entrySet()) {
      TableDelta content = fresh.get(each.getKey());
      all =
          all.with(
              each.getKey(),
              each.getValue().commitId(),
              content != null ? content : read.get(new DeltaId(id, each.getKey())));
      BackgroundThread.pieceDone();
    }
    Name name = names.floorEntry(seq).getValue();
    Pin pin = pins.floorEntry(seq).getValue();
    // A pin that was moved below deltas counts the rows of its files only.
    long rows = all.isEmpty() ? pin.rowCount() : deltas.get(all.seq()).rowCount();
    return new TableEntry(
        id, name.key(), name.path(), pin.version(), pin.branch(), rows, pin.pinSeq(), all);
  }

  /** As {@link #at}; the deltas of this version are kept from now on, and no others. */
  TableEntry head(long seq, Map<DeltaId, TableDelta> read) {
    TableEntry entry = at(seq, read);
    chain = entry.deltas();
    chainPin = entry.pinSeq();
    fresh.clear();
    return entry;
  }

  /** For a table that is not live any more. */
  void releaseDeltas() {
    chain = DeltaChain.NONE;
    chainPin = Long.MAX_VALUE;
    fresh.clear();
  }

  /** The part of a version's chain that is in memory. */
  private DeltaChain held(long seq) {
    long pinSeq = pins.floorEntry(seq).getValue().pinSeq();
    return pinSeq < chainPin ? DeltaChain.NONE : chain.upTo(seq).after(pinSeq);
  }

  private NavigableMap<Long, Delta> onTopOf(DeltaChain held, long seq) {
    long from = Math.max(held.seq(), pins.floorEntry(seq).getValue().pinSeq());
    return from >= seq ? new TreeMap<>() : deltas.subMap(from, false, seq, true);
  }

  boolean wasOn(String nativeBranch) {
    return pins.values().stream().anyMatch(pin -> nativeBranch.equals(pin.branch()));
  }

  Iterable<String> paths() {
    return names.values().stream().map(Name::path).toList();
  }

  /** Forgets what only versions before one need; false when nothing is left then. */
  boolean forgetBefore(long seq) {
    if (tombstone <= seq) {
      return false;
    }
    forgetBefore(names, seq);
    forgetBefore(pins, seq);
    Map.Entry<Long, Pin> oldest = pins.firstEntry();
    if (oldest != null) {
      deltas.headMap(oldest.getValue().pinSeq(), true).clear();
    }
    return true;
  }

  private static void forgetBefore(NavigableMap<Long, ?> events, long seq) {
    Long last = events.floorKey(seq);
    if (last != null) {
      events.headMap(last, false).clear();
    }
  }
}
