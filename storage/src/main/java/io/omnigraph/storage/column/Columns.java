package io.omnigraph.storage.column;

import java.util.Arrays;
import java.util.List;

/** New columns from old ones, with whole-array loops. */
public final class Columns {
  private Columns() {}

  /** {@code count} rows, all NULL. */
  public static Column nulls(ColumnType.Layout layout, int count) {
    long[] nulls = Bits.create(count);
    for (int i = 0; i < count; i++) {
      Bits.set(nulls, i);
    }
    return switch (layout) {
      case INT -> new IntColumn(new int[count], nulls);
      case LONG -> new LongColumn(new long[count], nulls);
      case DOUBLE -> new DoubleColumn(new double[count], nulls);
      case BYTES -> new BytesColumn(new int[] {0, 0}, new byte[0], new int[count], nulls);
    };
  }

  /** The layout a column's class stands for. */
  public static ColumnType.Layout layout(Column column) {
    if (column instanceof IntColumn) {
      return ColumnType.Layout.INT;
    }
    if (column instanceof LongColumn) {
      return ColumnType.Layout.LONG;
    }
    return column instanceof DoubleColumn ? ColumnType.Layout.DOUBLE : ColumnType.Layout.BYTES;
  }

  /**
   * Row {@code i} of the result is {@code column[positions[i]]}; a negative position gives NULL. A
   * dictionary is shared with the source.
   */
  public static Column gather(Column column, int[] positions, int count) {
    long[] nulls = gatherNulls(column, positions, count);
    if (column instanceof IntColumn ints) {
      return new IntColumn(gather(ints.values(), positions, count), nulls);
    }
    if (column instanceof LongColumn longs) {
      long[] from = longs.values();
      long[] values = new long[count];
      for (int i = 0; i < count; i++) {
        int p = positions[i];
        values[i] = p < 0 ? 0 : from[p];
      }
      return new LongColumn(values, nulls);
    }
    if (column instanceof DoubleColumn doubles) {
      double[] from = doubles.values();
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        int p = positions[i];
        values[i] = p < 0 ? 0 : from[p];
      }
      return new DoubleColumn(values, nulls);
    }
    BytesColumn bytes = (BytesColumn) column;
    if (bytes.codes() != null) {
      int[] codes = gather(bytes.codes(), positions, count);
      return new BytesColumn(bytes.offsets(), bytes.bytes(), codes, nulls);
    }
    return gatherPlain(bytes, positions, count, nulls);
  }

  private static int[] gather(int[] from, int[] positions, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      int p = positions[i];
      values[i] = p < 0 ? 0 : from[p];
    }
    return values;
  }

  private static long[] gatherNulls(Column column, int[] positions, int count) {
    long[] from = column.nulls();
    long[] nulls = null;
    for (int i = 0; i < count; i++) {
      int p = positions[i];
      if (p < 0 || (from != null && (from[p >> 6] & (1L << p)) != 0)) {
        if (nulls == null) {
          nulls = Bits.create(count);
        }
        Bits.set(nulls, i);
      }
    }
    return nulls;
  }

  private static Column gatherPlain(BytesColumn column, int[] positions, int count, long[] nulls) {
    int[] from = column.offsets();
    int[] offsets = new int[count + 1];
    long end = 0;
    for (int i = 0; i < count; i++) {
      int p = positions[i];
      end += p < 0 ? 0 : from[p + 1] - from[p];
      offsets[i + 1] = (int) end;
      if (end > ColumnBuilder.MAX_ARRAY) {
        ColumnBuilder.grown(0, end);
      }
    }
    byte[] bytes = new byte[(int) end];
    for (int i = 0; i < count; i++) {
      int p = positions[i];
      if (p >= 0) {
        System.arraycopy(column.bytes(), from[p], bytes, offsets[i], offsets[i + 1] - offsets[i]);
      }
    }
    return new BytesColumn(offsets, bytes, nulls);
  }

  /** Rows {@code from .. from + count}; the column itself when that is all of it. */
  public static Column slice(Column column, int from, int count) {
    if (from == 0 && count == column.length()) {
      return column;
    }
    int to = from + count;
    long[] nulls = Bits.slice(column.nulls(), from, count);
    if (column instanceof IntColumn ints) {
      return new IntColumn(Arrays.copyOfRange(ints.values(), from, to), nulls);
    }
    if (column instanceof LongColumn longs) {
      return new LongColumn(Arrays.copyOfRange(longs.values(), from, to), nulls);
    }
    if (column instanceof DoubleColumn doubles) {
      return new DoubleColumn(Arrays.copyOfRange(doubles.values(), from, to), nulls);
    }
    BytesColumn bytes = (BytesColumn) column;
    if (bytes.codes() != null) {
      int[] codes = Arrays.copyOfRange(bytes.codes(), from, to);
      return new BytesColumn(bytes.offsets(), bytes.bytes(), codes, nulls);
    }
    int[] offsets = Arrays.copyOfRange(bytes.offsets(), from, to + 1);
    int start = offsets[0];
    byte[] values = Arrays.copyOfRange(bytes.bytes(), start, offsets[count]);
    for (int i = 0; i <= count; i++) {
      offsets[i] -= start;
    }
    return new BytesColumn(offsets, values, nulls);
  }

  /** One column of a batch as a column of exactly the batch's rows. */
  public static Column compact(ColumnBatch batch, int index) {
    Column column = batch.column(index);
    return batch.selection() == null
        ? slice(column, batch.from(), batch.rowCount())
        : gather(column, batch.selection(), batch.rowCount());
  }

  /** The same rows in columns that hold nothing else. */
  public static ColumnBatch compact(ColumnBatch batch) {
    Column[] columns = new Column[batch.columns().length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = compact(batch, i);
    }
    return new ColumnBatch(columns, 0, batch.rowCount(), null);
  }

  /** All rows, one column after the other; at least one column, all of one layout. */
  public static Column concat(List<? extends Column> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    long total = 0;
    for (Column part : parts) {
      total += part.length();
    }
    int length = total > ColumnBuilder.MAX_ARRAY ? ColumnBuilder.grown(0, total) : (int) total;
    long[] nulls = concatNulls(parts, length);
    return switch (layout(parts.get(0))) {
      case INT -> {
        int[] values = new int[length];
        int at = 0;
        for (Column part : parts) {
          System.arraycopy(((IntColumn) part).values(), 0, values, at, part.length());
          at += part.length();
        }
        yield new IntColumn(values, nulls);
      }
      case LONG -> {
        long[] values = new long[length];
        int at = 0;
        for (Column part : parts) {
          System.arraycopy(((LongColumn) part).values(), 0, values, at, part.length());
          at += part.length();
        }
        yield new LongColumn(values, nulls);
      }
      case DOUBLE -> {
        double[] values = new double[length];
        int at = 0;
        for (Column part : parts) {
          System.arraycopy(((DoubleColumn) part).values(), 0, values, at, part.length());
          at += part.length();
        }
        yield new DoubleColumn(values, nulls);
      }
      case BYTES -> concatBytes(parts, length, nulls);
    };
  }

  private static long[] concatNulls(List<? extends Column> parts, int length) {
    long[] nulls = null;
    int at = 0;
    for (Column part : parts) {
      if (part.nulls() != null) {
        if (nulls == null) {
          nulls = Bits.create(length);
        }
        Bits.copy(part.nulls(), part.length(), nulls, at);
      }
      at += part.length();
    }
    return nulls;
  }

  private static Column concatBytes(List<? extends Column> parts, int length, long[] nulls) {
    BytesColumn first = (BytesColumn) parts.get(0);
    boolean oneDictionary = true;
    for (Column part : parts) {
      BytesColumn bytes = (BytesColumn) part;
      oneDictionary &= bytes.codes() != null && bytes.bytes() == first.bytes();
    }
    if (oneDictionary) {
      int[] codes = new int[length];
      int at = 0;
      for (Column part : parts) {
        System.arraycopy(((BytesColumn) part).codes(), 0, codes, at, part.length());
        at += part.length();
      }
      return new BytesColumn(first.offsets(), first.bytes(), codes, nulls);
    }
    ColumnBuilder.Bytes builder = new ColumnBuilder.Bytes(length);
    for (Column part : parts) {
      for (int i = 0; i < part.length(); i++) {
        builder.append(part, i);
      }
    }
    return builder.build();
  }
}
