package io.omnigraph.engine.isolation;

import java.util.BitSet;

/** Which transactions are reached from which, over edges of some kinds. */
final class Reach {
  private final BitSet[] rows;

  Reach(int size) {
    rows = new BitSet[size];
    for (int i = 0; i < size; i++) {
      rows[i] = new BitSet(size);
    }
  }

  void add(int from, int to) {
    if (from != to) {
      rows[from].set(to);
    }
  }

  boolean has(int from, int to) {
    return rows[from].get(to);
  }

  /** Edges of both. */
  Reach and(Reach other) {
    Reach both = new Reach(rows.length);
    for (int i = 0; i < rows.length; i++) {
      both.rows[i].or(rows[i]);
      both.rows[i].or(other.rows[i]);
    }
    return both;
  }

  /** Edges of this one, then those of another. */
  Reach then(Reach other) {
    Reach result = new Reach(rows.length);
    for (int i = 0; i < rows.length; i++) {
      for (int k = rows[i].nextSetBit(0); k >= 0; k = rows[i].nextSetBit(k + 1)) {
        result.rows[i].or(other.rows[k]);
      }
    }
    return result;
  }

  /** All paths of at least one edge. */
  Reach closed() {
    Reach result = and(new Reach(rows.length));
    for (int k = 0; k < rows.length; k++) {
      for (int i = 0; i < rows.length; i++) {
        if (result.rows[i].get(k)) {
          result.rows[i].or(result.rows[k]);
        }
      }
    }
    return result;
  }
}
