package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow, for {@link DeltaCodec}. */
final class DeltaWriter {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[128];
  private int size;

  byte[] finish() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(long more) {
    long needed = size + more;
    if (needed > bytes.length) {
      if (needed > Integer.MAX_VALUE - 16) {
        throw new OmnigraphException(
            ErrorCode.LIMIT_EXCEEDED, "A delta of more than 2 GiB; use the staged way.");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, needed * 3 / 2));
    }
  }

  void int8(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void int32(int value) {
    room(4);
    INT.set(bytes, size, value);
    size += 4;
  }

  /** Seven bits a byte, the lowest first; not negative. */
  void varint(int value) {
    room(5);
    int rest = value;
    while (rest >= 0x80) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** The values at some positions. */
  void columns(Column[] columns, int[] positions) {
    varint(columns.length);
    for (Column column : columns) {
      column(column, positions);
    }
  }

  private void column(Column column, int[] positions) {
    boolean nulls = hasNull(column, positions);
    int8(DeltaCodec.code(Columns.layout(column)) | (nulls ? DeltaCodec.WITH_NULLS : 0));
    if (nulls) {
      nulls(column, positions);
    }
    if (column instanceof BytesColumn texts) {
      texts(texts, positions);
    } else if (column instanceof IntColumn ints) {
      ints(ints.values(), positions);
    } else if (column instanceof LongColumn longs) {
      longs(longs.values(), positions);
    } else {
      doubles(((DoubleColumn) column).values(), positions);
    }
  }

  private static boolean hasNull(Column column, int[] positions) {
    if (column.nulls() != null) {
      for (int position : positions) {
        if (column.isNull(position)) {
          return true;
        }
      }
    }
    return false;
  }

  private void nulls(Column column, int[] positions) {
    int length = (positions.length + 7) >> 3;
    room(length);
    Arrays.fill(bytes, size, size + length, (byte) 0);
    for (int i = 0; i < positions.length; i++) {
      if (column.isNull(positions[i])) {
        bytes[size + (i >> 3)] |= (byte) (1 << (i & 7));
      }
    }
    size += length;
  }

  private void ints(int[] values, int[] positions) {
    room(4L * positions.length);
    for (int position : positions) {
      INT.set(bytes, size, values[position]);
      size += 4;
    }
  }

  private void longs(long[] values, int[] positions) {
    room(8L * positions.length);
    for (int position : positions) {
      LONG.set(bytes, size, values[position]);
      size += 8;
    }
  }

  private void doubles(double[] values, int[] positions) {
    room(8L * positions.length);
    for (int position : positions) {
      LONG.set(bytes, size, Double.doubleToRawLongBits(values[position]));
      size += 8;
    }
  }

  /** All lengths, then all values. */
  private void texts(BytesColumn texts, int[] positions) {
    int[] offsets = texts.offsets();
    for (int position : positions) {
      int slot = texts.slot(position);
      varint(texts.isNull(position) ? 0 : offsets[slot + 1] - offsets[slot]);
    }
    for (int position : positions) {
      if (!texts.isNull(position)) {
        int slot = texts.slot(position);
        int length = offsets[slot + 1] - offsets[slot];
        room(length);
        System.arraycopy(texts.bytes(), offsets[slot], bytes, size, length);
        size += length;
      }
    }
  }
}
