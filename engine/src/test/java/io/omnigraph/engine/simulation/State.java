package io.omnigraph.engine.simulation;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a branch holds: rows as texts, by table and key. A table that is not there has no entry. */
final class State {
  static final String NODE = "P";
  static final String OTHER_NODE = "Q";
  static final String EXTRA_NODE = "X";
  static final String EDGE = "L";

  private final TreeMap<String, TreeMap<String, String>> tables = new TreeMap<>();

  State copy() {
    State copy = new State();
    tables.forEach((table, rows) -> copy.tables.put(table, new TreeMap<>(rows)));
    return copy;
  }

  void makeTable(String table) {
    tables.putIfAbsent(table, new TreeMap<>());
  }

  void dropTable(String table) {
    tables.remove(table);
  }

  boolean has(String table) {
    return tables.containsKey(table);
  }

  NavigableSet<String> tables() {
    return new TreeSet<>(tables.keySet());
  }

  /** Rows by key; empty for a table that is not there. */
  NavigableMap<String, String> rows(String table) {
    return tables.getOrDefault(table, new TreeMap<>());
  }

  String get(Cell cell) {
    return rows(cell.table()).get(cell.key());
  }

  void set(Cell cell, String row) {
    if (row == null) {
      rows(cell.table()).remove(cell.key());
    } else {
      tables.get(cell.table()).put(cell.key(), row);
    }
  }

  /** One row's place. */
  record Cell(String table, String key) {}

  /**
   * Keys of edges at a node that go with it. One whose other end is not there any more, which a
   * transaction may see of its own, is not found by its ends: its commit is refused.
   */
  NavigableSet<String> incident(String node) {
    TreeSet<String> keys = new TreeSet<>();
    for (String edge : rows(EDGE).keySet()) {
      if ((edge.startsWith(node + "|") || edge.endsWith("|" + node)) && isJoined(edge)) {
        keys.add(edge);
      }
    }
    return keys;
  }

  private boolean isJoined(String edge) {
    int bar = edge.indexOf('|');
    return rows(NODE).containsKey(edge.substring(0, bar))
        && rows(NODE).containsKey(edge.substring(bar + 1));
  }

  /** Edges whose ends are both there: inside a transaction one may still wait for its end. */
  long joinedEdges() {
    return rows(EDGE).keySet().stream().filter(this::isJoined).count();
  }

  /** The unique third value of a node's row, or null. */
  static String tag(String row) {
    String tag = row.substring(row.lastIndexOf('|') + 1);
    return tag.equals("null") ? null : tag;
  }

  boolean isTagTaken(String tag, String butBy) {
    if (tag == null) {
      return false;
    }
    for (Map.Entry<String, String> row : rows(NODE).entrySet()) {
      if (!row.getKey().equals(butBy) && tag.equals(tag(row.getValue()))) {
        return true;
      }
    }
    return false;
  }

  /** What holds for every state that a reader may see; null when it does. */
  String defect() {
    for (String edge : rows(EDGE).keySet()) {
      for (String end : edge.split("\\|", -1)) {
        if (!rows(NODE).containsKey(end)) {
          return "edge " + edge + " has lost its end " + end;
        }
      }
    }
    for (Map.Entry<String, String> row : rows(NODE).entrySet()) {
      if (isTagTaken(tag(row.getValue()), row.getKey())) {
        return "tag of " + row + " is there twice";
      }
    }
    return null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof State state && tables.equals(state.tables);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tables);
  }

  @Override
  public String toString() {
    return tables.toString();
  }
}
