package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.util.Arrays;

/**
 * A column that grows at its end while older views go on reading. One writer at a time; a reader
 * uses a {@link Column} taken before, and only positions below the size at that moment.
 *
 * <p>Arrays have slack, so that appending one row copies nothing: a view's {@link Column#length()}
 * may be greater than the rows it stands for.
 */
public final class GrowingColumn {
  private final Layout layout;
  private int size;
  private int[] ints;
  private long[] longs;
  private double[] doubles;
  private int[] offsets;
  private byte[] bytes;
  private long[] nulls;
  private boolean nullsShared;
  private Column shared;

  public GrowingColumn(Layout layout) {
    this.layout = layout;
    switch (layout) {
      case INT -> ints = new int[8];
      case LONG -> longs = new long[8];
      case DOUBLE -> doubles = new double[8];
      case BYTES -> {
        offsets = new int[9];
        bytes = new byte[64];
      }
    }
  }

  private GrowingColumn(Layout layout, Column first, int size) {
    this.layout = layout;
    this.size = size;
    this.shared = first;
  }

  /** Starts with the first {@code size} rows of a column, shared with it until the first append. */
  public static GrowingColumn startingWith(Layout layout, Column first, int size) {
    return new GrowingColumn(layout, first, size);
  }

  public int size() {
    return size;
  }

  public Layout layout() {
    return layout;
  }

  /** What was appended so far. */
  public Column column() {
    if (shared != null) {
      return shared;
    }
    return switch (layout) {
      case INT -> new IntColumn(ints, nulls);
      case LONG -> new LongColumn(longs, nulls);
      case DOUBLE -> new DoubleColumn(doubles, nulls);
      case BYTES -> new BytesColumn(offsets, bytes, nulls);
    };
  }

  /** Forgets the rows from {@code newSize} on; views that hold them must not be used any more. */
  public void truncate(int newSize) {
    if (newSize >= size) {
      return;
    }
    own(0);
    if (nulls != null) {
      for (int i = newSize; i < size; i++) {
        nulls[i >> 6] &= ~(1L << i);
      }
    }
    size = newSize;
  }

  /** Appends {@code count} rows that mean nothing. */
  public void appendFiller(int count) {
    own(count);
    if (layout == Layout.BYTES) {
      Arrays.fill(offsets, size + 1, size + count + 1, offsets[size]);
    }
    size += count;
  }

  public void appendNull() {
    own(1);
    markNull(size);
    switch (layout) {
      case INT -> ints[size] = 0;
      case LONG -> longs[size] = 0;
      case DOUBLE -> doubles[size] = 0;
      case BYTES -> offsets[size + 1] = offsets[size];
    }
    size++;
  }

  public void appendInt(int value) {
    own(1);
    ints[size++] = value;
  }

  public void appendLong(long value) {
    own(1);
    longs[size++] = value;
  }

  public void appendDouble(double value) {
    own(1);
    doubles[size++] = value;
  }

  public void appendBytes(byte[] source, int from, int to) {
    own(1);
    room(to - from);
    System.arraycopy(source, from, bytes, offsets[size], to - from);
    offsets[size + 1] = offsets[size] + to - from;
    size++;
  }

  /** Appends rows {@code from} to {@code from + count} of a column. */
  public void append(Column source, int from, int count) {
    own(count);
    switch (layout) {
      case INT -> System.arraycopy(((IntColumn) source).values(), from, ints, size, count);
      case LONG -> System.arraycopy(((LongColumn) source).values(), from, longs, size, count);
      case DOUBLE -> System.arraycopy(((DoubleColumn) source).values(), from, doubles, size, count);
      case BYTES -> appendTexts((BytesColumn) source, from, null, count);
    }
    if (source.nulls() != null) {
      for (int i = 0; i < count; i++) {
        if (source.isNull(from + i)) {
          markNull(size + i);
        }
      }
    }
    size += count;
  }

  /** Appends the rows at the first {@code count} positions. */
  public void append(Column source, int[] positions, int count) {
    own(count);
    switch (layout) {
      case INT -> {
        int[] values = ((IntColumn) source).values();
        for (int i = 0; i < count; i++) {
          ints[size + i] = values[positions[i]];
        }
      }
      case LONG -> {
        long[] values = ((LongColumn) source).values();
        for (int i = 0; i < count; i++) {
          longs[size + i] = values[positions[i]];
        }
      }
      case DOUBLE -> {
        double[] values = ((DoubleColumn) source).values();
        for (int i = 0; i < count; i++) {
          doubles[size + i] = values[positions[i]];
        }
      }
      case BYTES -> appendTexts((BytesColumn) source, 0, positions, count);
    }
    if (source.nulls() != null) {
      for (int i = 0; i < count; i++) {
        if (source.isNull(positions[i])) {
          markNull(size + i);
        }
      }
    }
    size += count;
  }

  private void appendTexts(BytesColumn source, int from, int[] positions, int count) {
    int[] slots = source.offsets();
    byte[] values = source.bytes();
    if (positions == null && source.codes() == null) {
      int start = slots[from];
      room(slots[from + count] - start);
      System.arraycopy(values, start, bytes, offsets[size], slots[from + count] - start);
      int shift = offsets[size] - start;
      for (int i = 1; i <= count; i++) {
        offsets[size + i] = slots[from + i] + shift;
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      int row = positions == null ? from + i : positions[i];
      int length = 0;
      if (!source.isNull(row)) {
        int slot = source.slot(row);
        length = slots[slot + 1] - slots[slot];
        roomAt(offsets[size + i], length);
        System.arraycopy(values, slots[slot], bytes, offsets[size + i], length);
      }
      offsets[size + i + 1] = offsets[size + i] + length;
    }
  }

  private void markNull(int row) {
    int words = (row >> 6) + 1;
    if (nulls == null) {
      nulls = new long[Math.max(words, (capacity() >> 6) + 1)];
    } else if (nulls.length < words || nullsShared) {
      nulls = Arrays.copyOf(nulls, Math.max(words + (words >> 1), nulls.length));
    }
    nullsShared = false;
    nulls[row >> 6] |= 1L << row;
  }

  private int capacity() {
    return switch (layout) {
      case INT -> ints.length;
      case LONG -> longs.length;
      case DOUBLE -> doubles.length;
      case BYTES -> offsets.length - 1;
    };
  }

  /** Makes room for {@code more} rows in arrays that nobody else writes. */
  private void own(int more) {
    if (shared != null) {
      takeOver();
    }
    int needed = size + more;
    if (needed > capacity()) {
      int grown = Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 16, capacity() * 3L / 2 + 8));
      switch (layout) {
        case INT -> ints = Arrays.copyOf(ints, grown);
        case LONG -> longs = Arrays.copyOf(longs, grown);
        case DOUBLE -> doubles = Arrays.copyOf(doubles, grown);
        case BYTES -> offsets = Arrays.copyOf(offsets, grown + 1);
      }
    }
    if (nulls != null && nulls.length < (needed >> 6) + 1) {
      nulls = Arrays.copyOf(nulls, Math.max((needed >> 6) + 1, (capacity() >> 6) + 1));
      nullsShared = false;
    }
  }

  private void takeOver() {
    Column first = shared;
    shared = null;
    int slack = size + (size >> 3) + 16;
    switch (layout) {
      case INT -> ints = Arrays.copyOf(trimmed(((IntColumn) first).values()), slack);
      case LONG -> longs = Arrays.copyOf(trimmed(((LongColumn) first).values()), slack);
      case DOUBLE -> doubles = Arrays.copyOf(trimmed(((DoubleColumn) first).values()), slack);
      case BYTES -> {
        int rows = size;
        offsets = new int[slack + 1];
        bytes = new byte[Math.max(64, ((BytesColumn) first).bytes().length)];
        size = 0;
        appendTexts((BytesColumn) first, 0, null, rows);
        size = rows;
      }
    }
    nulls = first.nulls();
    nullsShared = true;
    if (nulls != null && nulls.length < (slack >> 6) + 1) {
      nulls = Arrays.copyOf(nulls, (slack >> 6) + 1);
      nullsShared = false;
    }
  }

  private int[] trimmed(int[] values) {
    return values.length == size ? values : Arrays.copyOf(values, size);
  }

  private long[] trimmed(long[] values) {
    return values.length == size ? values : Arrays.copyOf(values, size);
  }

  private double[] trimmed(double[] values) {
    return values.length == size ? values : Arrays.copyOf(values, size);
  }

  private void room(int more) {
    roomAt(offsets[size], more);
  }

  private void roomAt(int end, int more) {
    long needed = (long) end + more;
    if (needed > bytes.length) {
      if (needed > Integer.MAX_VALUE - 16) {
        throw new io.omnigraph.storage.error.OmnigraphException(
            io.omnigraph.storage.error.ErrorCode.LIMIT_EXCEEDED,
            "A column holds more than 2 GiB of texts in memory; use smaller transactions.");
      }
      bytes =
          Arrays.copyOf(
              bytes,
              (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, bytes.length * 3L / 2 + 64)));
    }
  }
}
