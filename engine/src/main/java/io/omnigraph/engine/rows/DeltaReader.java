package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads what {@link DeltaWriter} wrote. Nothing is believed: a length is compared with the bytes
 * that are left before anything of that size is made.
 */
final class DeltaReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private int at;

  /** Caught by {@link DeltaCodec}, which knows of which table the delta is. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String why) {
      super(why, null, false, false);
    }
  }

  DeltaReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  private void require(long length) {
    if (length > bytes.length - at) {
      throw new Malformed(
          "at byte " + at + " it needs " + length + " more and has " + (bytes.length - at));
    }
  }

  int int8() {
    require(1);
    return bytes[at++] & 0xff;
  }

  int int32() {
    require(4);
    int value = (int) INT.get(bytes, at);
    at += 4;
    return value;
  }

  int varint() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int part = int8();
      value |= (long) (part & 0x7f) << shift;
      if (part < 0x80) {
        if (value > Integer.MAX_VALUE || (part == 0 && shift > 0)) {
          break;
        }
        return (int) value;
      }
    }
    throw new Malformed("there is no number before byte " + at);
  }

  /** A column of so many rows, at least one. */
  Column column(ColumnType type, int rows) {
    int head = int8();
    Layout layout = type.layout();
    if ((head & ~DeltaCodec.WITH_NULLS) != DeltaCodec.code(layout)) {
      throw new Malformed("a column of layout " + layout + " has the mark " + head);
    }
    long[] nulls = (head & DeltaCodec.WITH_NULLS) == 0 ? null : nulls(rows);
    return switch (layout) {
      case INT -> new IntColumn(ints(rows), nulls);
      case LONG -> new LongColumn(longs(rows), nulls);
      case DOUBLE -> new DoubleColumn(doubles(rows), nulls);
      case BYTES -> texts(rows, fixedBytes(type), nulls);
    };
  }

  /** 0 = they vary. */
  private static int fixedBytes(ColumnType type) {
    return switch (type.kind()) {
      case FIXED_BINARY -> type.length();
      case DECIMAL -> 16;
      default -> 0;
    };
  }

  private long[] nulls(int rows) {
    int length = (int) ((rows + 7L) >> 3);
    require(length);
    long[] words = RowBits.ofSize(rows);
    for (int i = 0; i < length; i++) {
      words[i >> 3] |= (bytes[at + i] & 0xffL) << ((i & 7) << 3);
    }
    if ((rows & 63) != 0 && words[words.length - 1] >>> rows != 0) {
      throw new Malformed("more values are NULL than there are");
    }
    at += length;
    return words;
  }

  private int[] ints(int rows) {
    require(4L * rows);
    int[] values = new int[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = (int) INT.get(bytes, at);
      at += 4;
    }
    return values;
  }

  private long[] longs(int rows) {
    require(8L * rows);
    long[] values = new long[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = (long) LONG.get(bytes, at);
      at += 8;
    }
    return values;
  }

  private double[] doubles(int rows) {
    require(8L * rows);
    double[] values = new double[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = Double.longBitsToDouble((long) LONG.get(bytes, at));
      at += 8;
    }
    return values;
  }

  /**
   * @param fixed bytes of each value that is not NULL; 0 = they vary
   */
  private BytesColumn texts(int rows, int fixed, long[] nulls) {
    require(rows); // each length has a byte at least
    int[] offsets = new int[rows + 1];
    long end = 0;
    for (int i = 0; i < rows; i++) {
      int length = varint();
      boolean isNull = RowBits.get(nulls, i);
      if (isNull ? length != 0 : fixed != 0 && length != fixed) {
        throw new Malformed("a value has " + length + " bytes");
      }
      end += length;
      require(end);
      offsets[i + 1] = (int) end;
    }
    byte[] values = Arrays.copyOfRange(bytes, at, at + (int) end);
    at += (int) end;
    return new BytesColumn(offsets, values, nulls);
  }
}
