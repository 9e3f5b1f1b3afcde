package io.omnigraph.engine.rows;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.file.FileFailure;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Pieces of columns in a temporary file outside of the graph. Where the system allows it the file
 * loses its name as soon as it is open, so that nothing is left even of a process that is killed;
 * elsewhere closing deletes it. No channel: that would be closed by an interrupt of its thread.
 */
final class SpillFile implements AutoCloseable {
  private final File file;
  private final RandomAccessFile access;
  private final boolean named;
  private long end;

  SpillFile() {
    try {
      file = File.createTempFile("omnigraph-", ".rows");
    } catch (IOException e) {
      throw FileFailure.of(System.getProperty("java.io.tmpdir"), e);
    }
    try {
      access = new RandomAccessFile(file, "rw");
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
    named = !file.delete();
  }

  /**
   * A piece of a column.
   *
   * @param bytes of values of layout BYTES, else 0
   * @param nullWords 0 = no value is NULL
   */
  record Piece(long at, int rows, int bytes, int nullWords) {}

  synchronized Piece write(Column column, int rows) {
    ByteBuffer fixed = ByteBuffer.allocate(fixedBytes(column, rows));
    byte[] values = new byte[0];
    int bytes = 0;
    if (column instanceof IntColumn ints) {
      fixed.asIntBuffer().put(ints.values(), 0, rows);
    } else if (column instanceof LongColumn longs) {
      fixed.asLongBuffer().put(longs.values(), 0, rows);
    } else if (column instanceof DoubleColumn doubles) {
      fixed.asDoubleBuffer().put(doubles.values(), 0, rows);
    } else {
      BytesColumn texts = (BytesColumn) column;
      fixed.asIntBuffer().put(texts.offsets(), 0, rows + 1);
      values = texts.bytes();
      bytes = texts.offsets()[rows];
    }
    int nullWords = column.nulls() == null ? 0 : (rows + 63) >> 6;
    ByteBuffer nulls = ByteBuffer.allocate(8 * nullWords);
    if (nullWords > 0) {
      nulls.asLongBuffer().put(Arrays.copyOf(column.nulls(), nullWords));
    }
    Piece piece = new Piece(end, rows, bytes, nullWords);
    try {
      access.seek(end);
      access.write(fixed.array());
      access.write(values, 0, bytes);
      access.write(nulls.array());
      end = access.getFilePointer();
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
    return piece;
  }

  private static int fixedBytes(Column column, int rows) {
    if (column instanceof IntColumn) {
      return 4 * rows;
    }
    return column instanceof BytesColumn ? 4 * (rows + 1) : 8 * rows;
  }

  synchronized Column read(Piece piece, io.omnigraph.storage.column.ColumnType.Layout layout) {
    int rows = piece.rows();
    try {
      access.seek(piece.at());
      return switch (layout) {
        case INT -> {
          int[] values = new int[rows];
          next(4 * rows).asIntBuffer().get(values);
          yield new IntColumn(values, nulls(piece));
        }
        case LONG -> {
          long[] values = new long[rows];
          next(8 * rows).asLongBuffer().get(values);
          yield new LongColumn(values, nulls(piece));
        }
        case DOUBLE -> {
          double[] values = new double[rows];
          next(8 * rows).asDoubleBuffer().get(values);
          yield new DoubleColumn(values, nulls(piece));
        }
        case BYTES -> {
          int[] offsets = new int[rows + 1];
          next(4 * (rows + 1)).asIntBuffer().get(offsets);
          yield new BytesColumn(offsets, next(piece.bytes()).array(), nulls(piece));
        }
      };
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }

  private ByteBuffer next(int bytes) throws IOException {
    byte[] read = new byte[bytes];
    access.readFully(read);
    return ByteBuffer.wrap(read);
  }

  private long[] nulls(Piece piece) throws IOException {
    if (piece.nullWords() == 0) {
      return null;
    }
    long[] words = new long[piece.nullWords()];
    next(8 * words.length).asLongBuffer().get(words);
    return words;
  }

  synchronized long sizeBytes() {
    return end;
  }

  @Override
  public void close() {
    try {
      access.close();
    } catch (IOException e) {
      end = 0; // nothing refers to it any more
    }
    if (named && !file.delete()) {
      file.deleteOnExit();
    }
  }
}
