package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/**
 * Puts Arrow vectors, one behind the other, into the arrays of one column. Whole buffers are copied
 * where the widths agree; only narrow types and bits take a loop.
 */
abstract sealed class ColumnAssembler {
  final int capacity;
  int length;
  private long[] nulls;

  ColumnAssembler(int capacity) {
    this.capacity = capacity;
  }

  /**
   * @param rows that will arrive, exactly
   */
  static ColumnAssembler of(ColumnType type, int rows) {
    return switch (type.layout()) {
      case INT -> new Ints(type.kind(), rows);
      case LONG -> new Longs(type.kind(), rows);
      case DOUBLE -> new Doubles(type.kind(), rows);
      case BYTES -> new Bytes(type, rows);
    };
  }

  final void append(FieldVector vector) {
    int count = vector.getValueCount();
    if (length + count > capacity) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "a file holds more rows than its metadata says: " + capacity);
    }
    if (count > 0) {
      appendNulls(vector, count);
      appendValues(vector, count);
      length += count;
    }
  }

  /**
   * @param dictionary whether repeated values shall be stored once, if that is smaller
   */
  final Column build(boolean dictionary) {
    if (length != capacity) {
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "a file holds " + length + " rows, its metadata says " + capacity);
    }
    long[] finished = Bits.orNull(nulls);
    if (finished != null) {
      zeroNulls(finished);
    }
    return build(finished, dictionary);
  }

  abstract void appendValues(FieldVector vector, int count);

  /** Arrow leaves anything in the slot of a NULL; we promise 0. */
  abstract void zero(int row);

  abstract Column build(long[] finishedNulls, boolean dictionary);

  private void zeroNulls(long[] finished) {
    for (int w = 0; w < finished.length; w++) {
      for (long word = finished[w]; word != 0; word &= word - 1) {
        zero((w << 6) + Long.numberOfTrailingZeros(word));
      }
    }
  }

  private void appendNulls(FieldVector vector, int count) {
    if (vector.getNullCount() == 0) {
      return;
    }
    if (nulls == null) {
      nulls = Bits.create(capacity);
    }
    ArrowBuf validity = vector.getValidityBuffer();
    long[] missing = Bits.create(count);
    int bytes = (count + 7) >>> 3;
    for (int i = 0; i < bytes; i++) {
      missing[i >> 3] |= (~validity.getByte(i) & 0xffL) << ((i & 7) << 3);
    }
    Bits.copy(missing, count, nulls, length);
  }

  static ByteBuffer view(ArrowBuf buffer, long from, long bytes) {
    return buffer.nioBuffer(from, Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static final class Ints extends ColumnAssembler {
    private final ColumnType.Kind kind;
    private final int[] values;

    Ints(ColumnType.Kind kind, int rows) {
      super(rows);
      this.kind = kind;
      values = new int[rows];
    }

    @Override
    void appendValues(FieldVector vector, int count) {
      ArrowBuf data = vector.getDataBuffer();
      switch (kind) {
        case BOOL -> {
          for (int i = 0; i < count; i++) {
            values[length + i] = (data.getByte(i >> 3) >> (i & 7)) & 1;
          }
        }
        case INT8 -> {
          ByteBuffer bytes = view(data, 0, count);
          for (int i = 0; i < count; i++) {
            values[length + i] = bytes.get(i);
          }
        }
        case INT16 -> {
          ByteBuffer bytes = view(data, 0, 2L * count);
          for (int i = 0; i < count; i++) {
            values[length + i] = bytes.getShort(2 * i);
          }
        }
        default -> view(data, 0, 4L * count).asIntBuffer().get(values, length, count);
      }
    }

    @Override
    void zero(int row) {
      values[row] = 0;
    }

    @Override
    Column build(long[] finishedNulls, boolean dictionary) {
      return new IntColumn(values, finishedNulls);
    }
  }

  private static final class Longs extends ColumnAssembler {
    private final ColumnType.Kind kind;
    private final long[] values;

    Longs(ColumnType.Kind kind, int rows) {
      super(rows);
      this.kind = kind;
      values = new long[rows];
    }

    @Override
    void appendValues(FieldVector vector, int count) {
      ArrowBuf data = vector.getDataBuffer();
      if (kind == ColumnType.Kind.UINT32) {
        ByteBuffer bytes = view(data, 0, 4L * count);
        for (int i = 0; i < count; i++) {
          values[length + i] = bytes.getInt(4 * i) & 0xffff_ffffL;
        }
      } else {
        view(data, 0, 8L * count).asLongBuffer().get(values, length, count);
      }
    }

    @Override
    void zero(int row) {
      values[row] = 0;
    }

    @Override
    Column build(long[] finishedNulls, boolean dictionary) {
      return new LongColumn(values, finishedNulls);
    }
  }

  private static final class Doubles extends ColumnAssembler {
    private final ColumnType.Kind kind;
    private final double[] values;

    Doubles(ColumnType.Kind kind, int rows) {
      super(rows);
      this.kind = kind;
      values = new double[rows];
    }

    @Override
    void appendValues(FieldVector vector, int count) {
      ArrowBuf data = vector.getDataBuffer();
      if (kind == ColumnType.Kind.FLOAT32) {
        ByteBuffer bytes = view(data, 0, 4L * count);
        for (int i = 0; i < count; i++) {
          values[length + i] = bytes.getFloat(4 * i);
        }
      } else {
        view(data, 0, 8L * count).asDoubleBuffer().get(values, length, count);
      }
    }

    @Override
    void zero(int row) {
      values[row] = 0;
    }

    @Override
    Column build(long[] finishedNulls, boolean dictionary) {
      return new DoubleColumn(values, finishedNulls);
    }
  }

  private static final class Bytes extends ColumnAssembler {
    private static final int DECIMAL_BYTES = 16;

    private final ColumnType.Kind kind;
    private final int width;
    private final int[] offsets;
    private byte[] bytes;

    Bytes(ColumnType type, int rows) {
      super(rows);
      kind = type.kind();
      width = kind == ColumnType.Kind.DECIMAL ? DECIMAL_BYTES : type.length();
      offsets = new int[rows + 1];
      bytes = new byte[0];
    }

    @Override
    void appendValues(FieldVector vector, int count) {
      switch (kind) {
        case FIXED_BINARY, DECIMAL -> appendFixed(vector, count);
        case TEXT -> appendLarge(vector, count);
        default -> appendVariable(vector, count);
      }
    }

    private void appendFixed(FieldVector vector, int count) {
      int end = offsets[length];
      reserve((long) end + (long) width * count);
      vector.getDataBuffer().getBytes(0, bytes, end, width * count);
      for (int i = 1; i <= count; i++) {
        offsets[length + i] = end + i * width;
      }
    }

    private void appendVariable(FieldVector vector, int count) {
      int end = offsets[length];
      view(vector.getOffsetBuffer(), 0, 4L * (count + 1))
          .asIntBuffer()
          .get(offsets, length, count + 1);
      int first = offsets[length];
      int size = offsets[length + count] - first;
      int shift = end - first;
      reserve((long) end + size);
      for (int i = 0; i <= count; i++) {
        offsets[length + i] += shift;
      }
      vector.getDataBuffer().getBytes(first, bytes, end, size);
    }

    private void appendLarge(FieldVector vector, int count) {
      long[] large = new long[count + 1];
      view(vector.getOffsetBuffer(), 0, 8L * (count + 1)).asLongBuffer().get(large);
      int end = offsets[length];
      long size = large[count] - large[0];
      reserve(end + size);
      for (int i = 1; i <= count; i++) {
        offsets[length + i] = end + (int) (large[i] - large[0]);
      }
      vector.getDataBuffer().getBytes(large[0], bytes, end, (int) size);
    }

    private void reserve(long needed) {
      if (needed <= bytes.length) {
        return;
      }
      if (needed > Integer.MAX_VALUE - 8) {
        throw new OmnigraphException(
            ErrorCode.LIMIT_EXCEEDED,
            "One column of one fragment holds more than 2 GiB. Read fewer rows at once.");
      }
      // Room for the rows still to come, if they are like the ones so far.
      double share = (double) (capacity - length) / Math.max(1, length);
      long guess = length == 0 ? needed : (long) (needed * (1 + Math.min(1.0, share)));
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, guess)));
    }

    @Override
    void zero(int row) {
      // A NULL has no bytes already in variable columns; of fixed ones nobody reads them.
    }

    @Override
    Column build(long[] finishedNulls, boolean dictionary) {
      int end = offsets[capacity];
      if (dictionary) {
        BytesColumn encoded = DictionaryEncoder.encode(offsets, bytes, capacity, finishedNulls);
        if (encoded != null) {
          return encoded;
        }
      }
      byte[] exact = bytes.length == end ? bytes : Arrays.copyOf(bytes, end);
      return new BytesColumn(offsets, exact, finishedNulls);
    }
  }
}
