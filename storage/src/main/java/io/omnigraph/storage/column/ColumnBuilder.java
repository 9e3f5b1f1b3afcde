package io.omnigraph.storage.column;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Grows a column value by value. Hot loops use the concrete class ({@link Ints}, {@link Longs},
 * {@link Doubles}, {@link Bytes}). One thread; usable once.
 */
public abstract sealed class ColumnBuilder {
  private static final int INITIAL_ROWS = 64;

  /** Most elements that every JVM can put into one array. */
  static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private long[] nulls;
  int length;

  /** A builder of the layout's class. */
  public static ColumnBuilder of(ColumnType.Layout layout) {
    return of(layout, INITIAL_ROWS);
  }

  /**
   * @param expectedRows room to start with
   */
  public static ColumnBuilder of(ColumnType.Layout layout, int expectedRows) {
    return switch (layout) {
      case INT -> new Ints(expectedRows);
      case LONG -> new Longs(expectedRows);
      case DOUBLE -> new Doubles(expectedRows);
      case BYTES -> new Bytes(expectedRows);
    };
  }

  /** Rows so far. */
  public final int length() {
    return length;
  }

  public final void appendNull() {
    setNull(length);
    appendZero();
  }

  /** Copies one value, also NULL; the column must have this builder's layout. */
  public abstract void append(Column source, int position);

  /** A value in boxed memory form ({@link RowFilter} says which), or null. */
  public abstract void appendBoxed(Object value);

  /** The finished column; the builder must not be used any more. */
  public abstract Column build();

  abstract void appendZero();

  final long[] nullsOfLength() {
    return nulls == null ? null : Arrays.copyOf(nulls, Bits.words(length));
  }

  private void setNull(int row) {
    if (nulls == null) {
      nulls = Bits.create(Math.max(INITIAL_ROWS, row + 1));
    } else if (row >> 6 >= nulls.length) {
      nulls = Bits.grow(nulls, row + 1);
    }
    Bits.set(nulls, row);
  }

  /** Next size of an array that must hold {@code needed} elements. */
  static int grown(int size, long needed) {
    if (needed > MAX_ARRAY) {
      throw new OmnigraphException(
          ErrorCode.LIMIT_EXCEEDED,
          "One column of one batch cannot hold more than 2 GiB. Use smaller batches.");
    }
    return (int) Math.min(MAX_ARRAY, Math.max(needed, size + (long) (size >> 1) + 8));
  }

  /** Builds an {@link IntColumn}. */
  public static final class Ints extends ColumnBuilder {
    private int[] values;

    public Ints(int expectedRows) {
      values = new int[expectedRows];
    }

    public void append(int value) {
      if (length == values.length) {
        values = Arrays.copyOf(values, grown(length, length + 1L));
      }
      values[length++] = value;
    }

    @Override
    public void append(Column source, int position) {
      if (source.isNull(position)) {
        appendNull();
      } else {
        append(((IntColumn) source).values()[position]);
      }
    }

    @Override
    public void appendBoxed(Object value) {
      if (value == null) {
        appendNull();
      } else {
        append((int) (Integer) value);
      }
    }

    @Override
    void appendZero() {
      append(0);
    }

    @Override
    public IntColumn build() {
      return new IntColumn(
          values.length == length ? values : Arrays.copyOf(values, length), nullsOfLength());
    }
  }

  /** Builds a {@link LongColumn}. */
  public static final class Longs extends ColumnBuilder {
    private long[] values;

    public Longs(int expectedRows) {
      values = new long[expectedRows];
    }

    public void append(long value) {
      if (length == values.length) {
        values = Arrays.copyOf(values, grown(length, length + 1L));
      }
      values[length++] = value;
    }

    @Override
    public void append(Column source, int position) {
      if (source.isNull(position)) {
        appendNull();
      } else {
        append(((LongColumn) source).values()[position]);
      }
    }

    @Override
    public void appendBoxed(Object value) {
      if (value == null) {
        appendNull();
      } else {
        append((long) (Long) value);
      }
    }

    @Override
    void appendZero() {
      append(0L);
    }

    @Override
    public LongColumn build() {
      return new LongColumn(
          values.length == length ? values : Arrays.copyOf(values, length), nullsOfLength());
    }
  }

  /** Builds a {@link DoubleColumn}. */
  public static final class Doubles extends ColumnBuilder {
    private double[] values;

    public Doubles(int expectedRows) {
      values = new double[expectedRows];
    }

    public void append(double value) {
      if (length == values.length) {
        values = Arrays.copyOf(values, grown(length, length + 1L));
      }
      values[length++] = value;
    }

    @Override
    public void append(Column source, int position) {
      if (source.isNull(position)) {
        appendNull();
      } else {
        append(((DoubleColumn) source).values()[position]);
      }
    }

    @Override
    public void appendBoxed(Object value) {
      if (value == null) {
        appendNull();
      } else {
        append((double) (Double) value);
      }
    }

    @Override
    void appendZero() {
      append(0.0);
    }

    @Override
    public DoubleColumn build() {
      return new DoubleColumn(
          values.length == length ? values : Arrays.copyOf(values, length), nullsOfLength());
    }
  }

  /** Builds a {@link BytesColumn} in plain form. */
  public static final class Bytes extends ColumnBuilder {
    private int[] offsets;
    private byte[] bytes;

    public Bytes(int expectedRows) {
      offsets = new int[expectedRows + 1];
      bytes = new byte[Math.max(16, (int) Math.min(1 << 20, 8L * expectedRows))];
    }

    public void append(byte[] value) {
      append(value, 0, value.length);
    }

    public void append(byte[] source, int from, int count) {
      int end = offsets[length];
      if (bytes.length - end < count) {
        bytes = Arrays.copyOf(bytes, grown(bytes.length, (long) end + count));
      }
      System.arraycopy(source, from, bytes, end, count);
      close(end + count);
    }

    /** UTF-8. */
    public void append(String text) {
      append(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void append(Column source, int position) {
      if (source.isNull(position)) {
        appendNull();
        return;
      }
      BytesColumn column = (BytesColumn) source;
      int slot = column.slot(position);
      int from = column.offsets()[slot];
      append(column.bytes(), from, column.offsets()[slot + 1] - from);
    }

    @Override
    public void appendBoxed(Object value) {
      if (value == null) {
        appendNull();
      } else {
        append((byte[]) value);
      }
    }

    @Override
    void appendZero() {
      close(offsets[length]);
    }

    private void close(int end) {
      if (length + 1 == offsets.length) {
        offsets = Arrays.copyOf(offsets, grown(offsets.length, offsets.length + 1L));
      }
      offsets[++length] = end;
    }

    @Override
    public BytesColumn build() {
      int end = offsets[length];
      return new BytesColumn(
          offsets.length == length + 1 ? offsets : Arrays.copyOf(offsets, length + 1),
          bytes.length == end ? bytes : Arrays.copyOf(bytes, end),
          nullsOfLength());
    }
  }
}
