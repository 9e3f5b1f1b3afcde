package io.omnigraph.engine.topology;

import java.util.Arrays;

/** A growing int array. */
final class IntList {
  private int[] values = new int[16];
  private int size;

  int size() {
    return size;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  void clear() {
    size = 0;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }

  int[] appendedTo(int[] head) {
    int[] all = Arrays.copyOf(head, head.length + size);
    System.arraycopy(values, 0, all, head.length, size);
    return all;
  }
}
