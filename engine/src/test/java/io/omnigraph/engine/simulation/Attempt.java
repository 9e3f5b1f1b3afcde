package io.omnigraph.engine.simulation;

import io.omnigraph.engine.simulation.State.Cell;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What one transaction wants to publish on one branch, and what is known of its fate. */
final class Attempt {
  /** What its caller was told. */
  enum Told {
    NOTHING,
    SUCCESS,
    REFUSED,
    OPEN
  }

  final long number;
  final String branch;
  final boolean serializable;

  /** The commit it reads. */
  Commit base;

  /** The branch as the transaction sees it. */
  State now;

  Map<Cell, String> writes = new HashMap<>();

  /** What each written row was before, as the transaction saw it. */
  Map<Cell, String> basedOn = new HashMap<>();

  /** What becomes of a table that is not only written. */
  enum Fate {
    MADE,
    DROPPED,
    /** Dropped and made: the same name, another table. */
    REMADE
  }

  /** Tables made or dropped. */
  Map<String, Fate> schema = new TreeMap<>();

  final Set<String> tablesRead = new HashSet<>();
  Told told = Told.NOTHING;
  Commit published;

  /** Recovery undid it, or nothing of it can be left. */
  boolean over;

  Attempt(long number, String branch, boolean serializable) {
    this.number = number;
    this.branch = branch;
    this.serializable = serializable;
  }

  /** Begins, or begins anew on a newer snapshot. */
  void begin(Commit commit) {
    base = commit;
    now = commit.state().copy();
    writes.clear();
    basedOn.clear();
    schema.clear();
    tablesRead.clear();
  }

  /** READ_COMMITTED: another snapshot beneath the same writes. */
  void moveTo(Commit commit) {
    base = commit;
    now = commit.state().copy();
    // A row that was made here and removed again is nobody's: another may have come in its place.
    writes.entrySet().removeIf(write -> isUndone(write.getKey(), write.getValue()));
    basedOn.keySet().retainAll(writes.keySet());
    writes.forEach(now::set);
  }

  private boolean isUndone(Cell cell, String row) {
    return Objects.equals(row, basedOn.get(cell)) && !schema.containsKey(cell.table());
  }

  void write(String table, String key, String row) {
    Cell cell = new Cell(table, key);
    if (!basedOn.containsKey(cell)) {
      basedOn.put(cell, now.get(cell));
    }
    writes.put(cell, row);
    now.set(cell, row);
  }

  /** Forgets rows of a table that is gone. */
  void makeOrDrop(String table, boolean make) {
    boolean there = base.state().has(table);
    if (!there && !make) {
      schema.remove(table);
    } else if (make) {
      schema.put(table, there ? Fate.REMADE : Fate.MADE);
    } else {
      schema.put(table, Fate.DROPPED);
    }
    writes.keySet().removeIf(cell -> cell.table().equals(table));
    basedOn.keySet().removeIf(cell -> cell.table().equals(table));
    if (make) {
      now.makeTable(table);
    } else {
      now.dropTable(table);
    }
  }

  /** A mark to go back to. */
  record Mark(
      State now, Map<Cell, String> writes, Map<Cell, String> basedOn, Map<String, Fate> schema) {}

  Mark mark() {
    return new Mark(
        now.copy(), new HashMap<>(writes), new HashMap<>(basedOn), new TreeMap<>(schema));
  }

  void rollbackTo(Mark mark) {
    now = mark.now().copy();
    writes = new HashMap<>(mark.writes());
    basedOn = new HashMap<>(mark.basedOn());
    schema = new TreeMap<>(mark.schema());
  }

  boolean changesAnything() {
    return !schema.isEmpty()
        || writes.entrySet().stream()
            .anyMatch(write -> !Objects.equals(write.getValue(), basedOn.get(write.getKey())));
  }

  /**
   * The branch after this attempt on top of a head.
   *
   * @throws Violation when it must not have got there
   */
  State appliedTo(Commit head) {
    if (!head.comesAfter(base)) {
      throw new Violation(this + " was published on another branch of that name: " + head);
    }
    if (serializable) {
      for (String table : tablesRead) {
        if (!head.state().rows(table).equals(base.state().rows(table))) {
          throw new Violation(this + " is serializable, read " + table + " and it changed");
        }
      }
    }
    State after = head.state().copy();
    schema.forEach(
        (table, fate) -> {
          after.dropTable(table);
          if (fate != Fate.DROPPED) {
            after.makeTable(table);
          }
        });
    writes.forEach(
        (cell, row) -> {
          if (Objects.equals(row, basedOn.get(cell))) {
            return;
          }
          if (!Objects.equals(head.state().get(cell), basedOn.get(cell))
              && !schema.containsKey(cell.table())) {
            throw new Violation(
                "lost update: "
                    + this
                    + " wrote "
                    + cell
                    + " over "
                    + head.state().get(cell)
                    + ", it knew "
                    + basedOn.get(cell));
          }
          after.set(cell, row);
        });
    String defect = after.defect();
    if (defect != null) {
      throw new Violation(this + ": " + defect);
    }
    return after;
  }

  @Override
  public String toString() {
    return "attempt " + number + " on " + branch + " " + schema + writes;
  }
}
