package io.omnigraph.sql.exec;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;

/**
 * Numbers distinct keys 0, 1, 2, … in order of appearance. NULL is a key like any other.
 *
 * <p>Single keys of layout INT and LONG compare in one array; a dictionary column is hashed once a
 * slot, not once a row; other keys go through one comparison a column.
 */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class GroupTable {
  private final Layout[] layouts;
  private final KeyStore[] stores;
  private int[] table = new int[64];
  private int[] hashes = new int[32];
  private int groups;
  private byte[] dictionary;
  private int[] dictionaryGroups;

  GroupTable(Layout... layouts) {
    this.layouts = layouts;
    this.stores = new KeyStore[layouts.length];
    for (int i = 0; i < stores.length; i++) {
      stores[i] = new KeyStore(layouts[i]);
    }
    Arrays.fill(table, -1);
  }

  int groups() {
    return groups;
  }

  /** The group of each row; keys are dense. */
  void assign(Column[] keys, int count, int[] out) {
    if (keys.length == 0) {
      groups = count > 0 ? 1 : groups;
      Arrays.fill(out, 0, count, 0);
    } else if (keys.length == 1
        && keys[0] instanceof BytesColumn c
        && c.codes() != null
        && c.offsets().length <= 1 << 16) {
      assignDictionary(c, count, out);
    } else if (keys.length == 1 && keys[0].nulls() == null && layouts[0] == Layout.INT) {
      assignInts(((IntColumn) keys[0]).values(), count, out);
    } else if (keys.length == 1 && keys[0].nulls() == null && layouts[0] == Layout.LONG) {
      assignLongs(((LongColumn) keys[0]).values(), count, out);
    } else {
      assignAny(keys, count, out);
    }
  }

  private void assignDictionary(BytesColumn keys, int count, int[] out) {
    if (dictionary != keys.bytes()) {
      dictionary = keys.bytes();
      dictionaryGroups = new int[keys.offsets().length];
      Arrays.fill(dictionaryGroups, -1);
    }
    int[] codes = keys.codes();
    int[] one = new int[1];
    for (int i = 0; i < count; i++) {
      int code = codes[i];
      int group = keys.isNull(i) ? -1 : dictionaryGroups[code];
      if (group < 0) {
        assignAny(
            new Column[] {io.omnigraph.storage.column.Columns.gather(keys, new int[] {i}, 1)},
            1,
            one);
        group = one[0];
        if (!keys.isNull(i)) {
          dictionaryGroups[code] = group;
        }
      }
      out[i] = group;
    }
  }

  private void assignInts(int[] keys, int count, int[] out) {
    for (int i = 0; i < count; i++) {
      int key = keys[i];
      int hash = spread(RowHash.mix(0, key));
      int at = hash & table.length - 1;
      int group;
      while ((group = table[at]) >= 0 && !stores[0].isInt(group, key)) {
        at = at + 1 & table.length - 1;
      }
      if (group < 0) {
        group = insert(hash, at);
        stores[0].appendInt(key);
      }
      out[i] = group;
    }
  }

  private void assignLongs(long[] keys, int count, int[] out) {
    for (int i = 0; i < count; i++) {
      long key = keys[i];
      int hash = spread(RowHash.mix(0, key));
      int at = hash & table.length - 1;
      int group;
      while ((group = table[at]) >= 0 && !stores[0].isLong(group, key)) {
        at = at + 1 & table.length - 1;
      }
      if (group < 0) {
        group = insert(hash, at);
        stores[0].appendLong(key);
      }
      out[i] = group;
    }
  }

  private static int spread(long mixed) {
    return (int) (mixed ^ mixed >>> 32);
  }

  private void assignAny(Column[] keys, int count, int[] out) {
    int[] rowHashes = new int[count];
    RowHash.hash(keys, count, rowHashes);
    for (int i = 0; i < count; i++) {
      int at = rowHashes[i] & table.length - 1;
      int group;
      while ((group = table[at]) >= 0 && !(hashes[group] == rowHashes[i] && same(keys, i, group))) {
        at = at + 1 & table.length - 1;
      }
      if (group < 0) {
        group = insert(rowHashes[i], at);
        for (int k = 0; k < keys.length; k++) {
          stores[k].append(keys[k], i);
        }
      }
      out[i] = group;
    }
  }

  private boolean same(Column[] keys, int row, int group) {
    for (int k = 0; k < keys.length; k++) {
      if (!stores[k].same(group, keys[k], row)) {
        return false;
      }
    }
    return true;
  }

  private int insert(int hash, int at) {
    table[at] = groups;
    if (groups == hashes.length) {
      hashes = Arrays.copyOf(hashes, groups * 2);
    }
    hashes[groups] = hash;
    int group = groups++;
    if (groups * 2 > table.length) {
      grow();
    }
    return group;
  }

  private void grow() {
    int[] bigger = new int[table.length * 4];
    Arrays.fill(bigger, -1);
    for (int g = 0; g < groups; g++) {
      int at = hashes[g] & bigger.length - 1;
      while (bigger[at] >= 0) {
        at = at + 1 & bigger.length - 1;
      }
      bigger[at] = g;
    }
    table = bigger;
  }

  /** Key columns, one row a group; ends the table's life. */
  Column[] keys() {
    Column[] out = new Column[stores.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = stores[i].build();
    }
    return out;
  }

  /** Grows with the groups and can be compared at any time, unlike a builder. */
  private static final class KeyStore {
    private final Layout layout;
    private int[] ints = new int[0];
    private long[] longs = new long[0];
    private double[] doubles = new double[0];
    private byte[][] values = new byte[0][];
    private long[] nulls;
    private int size;

    KeyStore(Layout layout) {
      this.layout = layout;
    }

    boolean isInt(int group, int key) {
      return ints[group] == key && !isNull(group);
    }

    boolean isLong(int group, long key) {
      return longs[group] == key && !isNull(group);
    }

    private boolean isNull(int group) {
      return nulls != null && (group >> 6) < nulls.length && (nulls[group >> 6] & 1L << group) != 0;
    }

    void appendInt(int key) {
      if (size == ints.length) {
        ints = Arrays.copyOf(ints, Math.max(32, size * 2));
      }
      ints[size++] = key;
    }

    void appendLong(long key) {
      if (size == longs.length) {
        longs = Arrays.copyOf(longs, Math.max(32, size * 2));
      }
      longs[size++] = key;
    }

    void append(Column column, int row) {
      if (column.isNull(row)) {
        if (nulls == null || size >> 6 >= nulls.length) {
          nulls = nulls == null ? new long[(size >> 6) + 1] : Arrays.copyOf(nulls, (size >> 6) + 8);
        }
        nulls[size >> 6] |= 1L << size;
      }
      switch (layout) {
        case INT -> appendInt(((IntColumn) column).values()[row]);
        case LONG -> appendLong(((LongColumn) column).values()[row]);
        case DOUBLE -> {
          if (size == doubles.length) {
            doubles = Arrays.copyOf(doubles, Math.max(32, size * 2));
          }
          doubles[size++] = ((io.omnigraph.storage.column.DoubleColumn) column).values()[row];
        }
        case BYTES -> {
          if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(32, size * 2));
          }
          values[size++] = column.isNull(row) ? null : ((BytesColumn) column).copyOf(row);
        }
      }
    }

    boolean same(int group, Column column, int row) {
      boolean rowNull = column.isNull(row);
      if (rowNull || isNull(group)) {
        return rowNull && isNull(group);
      }
      return switch (layout) {
        case INT -> ints[group] == ((IntColumn) column).values()[row];
        case LONG -> longs[group] == ((LongColumn) column).values()[row];
        case DOUBLE -> {
          double v = ((io.omnigraph.storage.column.DoubleColumn) column).values()[row];
          yield doubles[group] == v || Double.isNaN(v) && Double.isNaN(doubles[group]);
        }
        case BYTES -> {
          BytesColumn bytes = (BytesColumn) column;
          int slot = bytes.slot(row);
          byte[] key = values[group];
          yield Arrays.equals(
              key, 0, key.length, bytes.bytes(), bytes.offsets()[slot], bytes.offsets()[slot + 1]);
        }
      };
    }

    Column build() {
      ColumnBuilder builder = ColumnBuilder.of(layout, size);
      for (int g = 0; g < size; g++) {
        if (isNull(g)) {
          builder.appendNull();
          continue;
        }
        switch (layout) {
          case INT -> ((ColumnBuilder.Ints) builder).append(ints[g]);
          case LONG -> ((ColumnBuilder.Longs) builder).append(longs[g]);
          case DOUBLE -> ((ColumnBuilder.Doubles) builder).append(doubles[g]);
          case BYTES -> ((ColumnBuilder.Bytes) builder).append(values[g]);
        }
      }
      return builder.build();
    }
  }
}
