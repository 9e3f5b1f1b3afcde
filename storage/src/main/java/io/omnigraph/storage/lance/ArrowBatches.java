package io.omnigraph.storage.lance;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** Makes one Arrow batch of column parts, buffer by buffer. */
final class ArrowBatches {
  private static final int DECIMAL_BYTES = 16;

  private final BufferAllocator allocator;
  private final List<ArrowBuf> buffers = new ArrayList<>();
  private final List<ArrowFieldNode> nodes = new ArrayList<>();

  private ArrowBatches(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * @param parts rows one behind the other; each has all columns of the schema, whole
   */
  static ArrowRecordBatch of(
      BufferAllocator allocator, TableSchema schema, List<Column[]> parts, int rows) {
    ArrowBatches batches = new ArrowBatches(allocator);
    try {
      for (int c = 0; c < schema.columns().size(); c++) {
        List<Column> column = new ArrayList<>();
        for (Column[] part : parts) {
          column.add(part[c]);
        }
        batches.add(schema.columns().get(c), column, rows);
      }
      // The batch holds the buffers from now on.
      return new ArrowRecordBatch(rows, batches.nodes, batches.buffers);
    } finally {
      batches.buffers.forEach(ArrowBuf::close);
    }
  }

  private void add(ColumnDef definition, List<Column> parts, int rows) {
    long[] nulls = nulls(parts, rows);
    int nullCount = Bits.count(nulls);
    nodes.add(new ArrowFieldNode(rows, nullCount));
    validity(nulls, rows);
    ColumnType type = definition.type();
    switch (type.kind()) {
      case BOOL -> bits(parts, rows);
      case INT8, INT16, INT32, DATE -> ints(type.kind(), parts, rows);
      case UINT32 -> unsignedInts(parts, rows);
      case INT64, UINT64, TIME, TIMESTAMP, TIMESTAMP_TZ -> longs(parts, rows);
      case FLOAT32 -> floats(parts, rows);
      case FLOAT64 -> doubles(parts, rows);
      case STRING, BINARY -> variable(definition, parts, rows);
      case TEXT -> large(parts, rows);
      case FIXED_BINARY -> fixed(definition, type.length(), parts, rows);
      case DECIMAL -> fixed(definition, DECIMAL_BYTES, parts, rows);
    }
  }

  private static long[] nulls(List<Column> parts, int rows) {
    long[] nulls = null;
    int at = 0;
    for (Column part : parts) {
      if (part.nulls() != null) {
        if (nulls == null) {
          nulls = Bits.create(rows);
        }
        Bits.copy(part.nulls(), part.length(), nulls, at);
      }
      at += part.length();
    }
    return nulls;
  }

  private void validity(long[] nulls, int rows) {
    int words = Bits.words(rows);
    ByteBuffer out = allocate(8L * words);
    for (int i = 0; i < words; i++) {
      out.putLong(8 * i, nulls == null ? -1L : ~nulls[i]);
    }
  }

  private void bits(List<Column> parts, int rows) {
    long[] words = Bits.create(rows);
    int row = 0;
    for (Column part : parts) {
      for (int value : ((IntColumn) part).values()) {
        words[row >> 6] |= (long) (value & 1) << row;
        row++;
      }
    }
    ByteBuffer out = allocate(8L * words.length);
    out.asLongBuffer().put(words);
  }

  private void ints(Kind kind, List<Column> parts, int rows) {
    int width = kind == Kind.INT8 ? 1 : kind == Kind.INT16 ? 2 : 4;
    ByteBuffer out = allocate((long) width * rows);
    for (Column part : parts) {
      int[] values = ((IntColumn) part).values();
      switch (width) {
        case 1 -> {
          for (int value : values) {
            out.put((byte) value);
          }
        }
        case 2 -> {
          for (int value : values) {
            out.putShort((short) value);
          }
        }
        default -> {
          out.asIntBuffer().put(values);
          out.position(out.position() + 4 * values.length);
        }
      }
    }
  }

  private void unsignedInts(List<Column> parts, int rows) {
    ByteBuffer out = allocate(4L * rows);
    for (Column part : parts) {
      for (long value : ((LongColumn) part).values()) {
        out.putInt((int) value);
      }
    }
  }

  private void longs(List<Column> parts, int rows) {
    ByteBuffer out = allocate(8L * rows);
    for (Column part : parts) {
      long[] values = ((LongColumn) part).values();
      out.asLongBuffer().put(values);
      out.position(out.position() + 8 * values.length);
    }
  }

  private void floats(List<Column> parts, int rows) {
    ByteBuffer out = allocate(4L * rows);
    for (Column part : parts) {
      for (double value : ((DoubleColumn) part).values()) {
        out.putFloat((float) value);
      }
    }
  }

  private void doubles(List<Column> parts, int rows) {
    ByteBuffer out = allocate(8L * rows);
    for (Column part : parts) {
      double[] values = ((DoubleColumn) part).values();
      out.asDoubleBuffer().put(values);
      out.position(out.position() + 8 * values.length);
    }
  }

  private void variable(ColumnDef definition, List<Column> parts, int rows) {
    int[] offsets = new int[rows + 1];
    long end = 0;
    int row = 0;
    for (Column part : parts) {
      BytesColumn column = (BytesColumn) part;
      for (int i = 0; i < column.length(); i++) {
        end += length(column, i);
        offsets[++row] = (int) end;
      }
    }
    if (end > Integer.MAX_VALUE) {
      throw new OmnigraphException(
          ErrorCode.LIMIT_EXCEEDED,
          definition.name() + ": one batch holds more than 2 GiB. Write smaller batches.");
    }
    ByteBuffer out = allocate(4L * (rows + 1));
    out.asIntBuffer().put(offsets);
    bytes(parts, end);
  }

  private void large(List<Column> parts, int rows) {
    long[] offsets = new long[rows + 1];
    int row = 0;
    for (Column part : parts) {
      BytesColumn column = (BytesColumn) part;
      for (int i = 0; i < column.length(); i++) {
        offsets[row + 1] = offsets[row] + length(column, i);
        row++;
      }
    }
    ByteBuffer out = allocate(8L * (rows + 1));
    out.asLongBuffer().put(offsets);
    bytes(parts, offsets[rows]);
  }

  /** Values of NULL rows are left out, whatever the source holds there. */
  private static int length(BytesColumn column, int row) {
    if (column.isNull(row)) {
      return 0;
    }
    int slot = column.slot(row);
    return column.offsets()[slot + 1] - column.offsets()[slot];
  }

  private void bytes(List<Column> parts, long size) {
    ByteBuffer out = allocate(size);
    for (Column part : parts) {
      BytesColumn column = (BytesColumn) part;
      if (column.codes() == null && column.nulls() == null) {
        int first = column.offsets()[0];
        out.put(column.bytes(), first, column.offsets()[column.length()] - first);
      } else {
        for (int i = 0; i < column.length(); i++) {
          out.put(column.bytes(), column.offsets()[column.slot(i)], length(column, i));
        }
      }
    }
  }

  private void fixed(ColumnDef definition, int width, List<Column> parts, int rows) {
    ByteBuffer out = allocate((long) width * rows);
    int row = 0;
    for (Column part : parts) {
      BytesColumn column = (BytesColumn) part;
      for (int i = 0; i < column.length(); i++, row++) {
        if (column.isNull(i)) {
          continue;
        }
        if (length(column, i) != width) {
          throw new OmnigraphException(
              ErrorCode.INTERNAL,
              definition.name() + ": a value of " + length(column, i) + " bytes, not " + width);
        }
        out.put(row * width, column.bytes(), column.offsets()[column.slot(i)], width);
      }
    }
  }

  private ByteBuffer allocate(long bytes) {
    ArrowBuf buffer = allocator.buffer(bytes);
    buffer.setZero(0, bytes);
    buffer.writerIndex(bytes);
    buffers.add(buffer);
    return buffer.nioBuffer(0, Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
