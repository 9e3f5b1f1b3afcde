package io.omnigraph.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes records to segments. One thread. */
final class RecordWriter {
  /** What is longer is written in several pieces. */
  private static final int BUFFER_BYTES = 1 << 17;

  private final RecordSum sum = new RecordSum();
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private Segment segment;
  private LogOutput file;

  static long sizeBytes(List<byte[]> records) {
    long size = 0;
    for (byte[] record : records) {
      size += RecordSum.HEAD_BYTES + record.length;
    }
    return size;
  }

  /** The records of one append; not synced. */
  void write(Segment to, LogOutput open, List<byte[]> records, long start) throws IOException {
    write(to, open, records, start, false);
  }

  /**
   * Records of any appends, into a segment that nobody knows of before it is synced: each shows
   * that those before it were on the disk.
   */
  void copy(Segment to, LogOutput open, List<byte[]> records, long start) throws IOException {
    write(to, open, records, start, true);
  }

  private void write(
      Segment to, LogOutput open, List<byte[]> records, long start, boolean eachIsFirst)
      throws IOException {
    segment = to;
    file = open;
    buffer.clear();
    long position = start;
    int mark = RecordSum.FIRST;
    for (byte[] record : records) {
      if (buffer.remaining() < RecordSum.HEAD_BYTES) {
        flush(position);
      }
      int size = RecordSum.HEAD_BYTES + record.length | mark;
      buffer.putInt(size).putInt(sum.of(segment.salt(), position, size, record, 0));
      mark = eachIsFirst ? mark : 0;
      position += RecordSum.HEAD_BYTES;
      position = put(record, position);
    }
    flush(position);
  }

  private long put(byte[] bytes, long start) throws IOException {
    long position = start;
    for (int from = 0; from < bytes.length; ) {
      if (!buffer.hasRemaining()) {
        flush(position);
      }
      int part = Math.min(buffer.remaining(), bytes.length - from);
      buffer.put(bytes, from, part);
      from += part;
      position += part;
    }
    return position;
  }

  /** What is in the buffer ends at this position. */
  private void flush(long position) throws IOException {
    buffer.flip();
    file.write(buffer, segment.offset(position - buffer.remaining()));
    buffer.clear();
  }
}
