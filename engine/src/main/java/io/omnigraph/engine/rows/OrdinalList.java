package io.omnigraph.engine.rows;

import java.util.Arrays;

/** Some columns of a table, in order; equal by value. */
public final class OrdinalList {
  private final int[] ordinals;

  /** Each look-up by key asks for it. */
  private final int hash;

  public OrdinalList(int... ordinals) {
    this.ordinals = ordinals.clone();
    this.hash = Arrays.hashCode(ordinals);
  }

  public int size() {
    return ordinals.length;
  }

  public int at(int index) {
    return ordinals[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrdinalList list && Arrays.equals(ordinals, list.ordinals);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
