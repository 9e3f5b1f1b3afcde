package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.ColumnBuilder;
import java.util.Arrays;

/** Finds out whether a column has few distinct values, and if so stores each once. */
final class DictionaryEncoder {
  /** Above this many values a dictionary helps neither memory nor grouping. */
  private static final int MOST_VALUES = 1 << 15;

  /** After so many rows it is decided whether going on is worth it. */
  private static final int SAMPLE = 4_096;

  private final ColumnBuilder.Bytes values = new ColumnBuilder.Bytes(64);
  private int[] table = new int[256]; // code + 1, 0 = free
  private int[] hashes = new int[64];
  private int[] starts = new int[64];
  private int[] lengths = new int[64];
  private int size;

  private DictionaryEncoder() {}

  /** Null when the plain form is better. */
  static BytesColumn encode(int[] offsets, byte[] bytes, int rows, long[] nulls) {
    if (rows < 16) {
      return null;
    }
    return new DictionaryEncoder().run(offsets, bytes, rows, nulls);
  }

  private BytesColumn run(int[] offsets, byte[] bytes, int rows, long[] nulls) {
    int[] codes = new int[rows];
    int most = Math.min(MOST_VALUES, rows / 4);
    for (int row = 0; row < rows; row++) {
      if (Bits.get(nulls, row)) {
        continue; // Code 0, as promised for NULL.
      }
      codes[row] = code(bytes, offsets[row], offsets[row + 1]);
      if (size > most || (row == SAMPLE && size > SAMPLE / 4)) {
        return null;
      }
    }
    if (size == 0) {
      values.append(new byte[0]); // All NULL: code 0 must name a slot.
    }
    BytesColumn distinct = values.build();
    return new BytesColumn(distinct.offsets(), distinct.bytes(), codes, nulls);
  }

  private int code(byte[] bytes, int from, int to) {
    int hash = hash(bytes, from, to);
    int mask = table.length - 1;
    int at = hash & mask;
    while (table[at] != 0) {
      int code = table[at] - 1;
      if (hashes[code] == hash
          && lengths[code] == to - from
          && Arrays.equals(bytes, starts[code], starts[code] + lengths[code], bytes, from, to)) {
        return code;
      }
      at = (at + 1) & mask;
    }
    table[at] = size + 1;
    return add(bytes, from, to, hash);
  }

  private int add(byte[] bytes, int from, int to, int hash) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    hashes[size] = hash;
    starts[size] = from;
    lengths[size] = to - from;
    values.append(bytes, from, to - from);
    int code = size++;
    if (2 * size > table.length) {
      table = new int[2 * table.length];
      for (int i = 0; i < size; i++) {
        int at = hashes[i] & (table.length - 1);
        while (table[at] != 0) {
          at = (at + 1) & (table.length - 1);
        }
        table[at] = i + 1;
      }
    }
    return code;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ (hash >>> 15);
  }
}
