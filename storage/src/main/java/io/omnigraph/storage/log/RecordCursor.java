package io.omnigraph.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Walks over the records of one segment, and checks each. One thread. */
final class RecordCursor {
  private static final int WINDOW_BYTES = 1 << 18;

  private final Segment segment;
  private final LogFile file;
  private final long limit;
  private final RecordSum sum = new RecordSum();
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowFrom;
  private long position;
  private byte[] payload;

  /**
   * @param from position of a record
   * @param limit position that no record crosses, not behind the segment's
   */
  RecordCursor(Segment segment, LogFile file, long from, long limit) {
    this.segment = segment;
    this.file = file;
    this.position = from;
    this.limit = limit;
  }

  /** Steps over one record; false when what is here is none, or there is no room for one. */
  boolean next() throws IOException {
    if (limit - position < RecordSum.HEAD_BYTES) {
      return false;
    }
    int at = load(RecordSum.HEAD_BYTES);
    int size = window.getInt(at);
    if (size < RecordSum.HEAD_BYTES || size > limit - position) {
      return false;
    }
    at = load(size);
    int from = at + RecordSum.HEAD_BYTES;
    int length = size - RecordSum.HEAD_BYTES;
    int expected = window.getInt(at + Integer.BYTES);
    if (sum.of(segment.salt(), position, window.array(), from, length) != expected) {
      return false;
    }
    payload = Arrays.copyOfRange(window.array(), from, from + length);
    position += size;
    return true;
  }

  /** Of the record that was stepped over last. */
  byte[] payload() {
    return payload;
  }

  /** Behind the record that was stepped over last. */
  long position() {
    return position;
  }

  /** Whether there is nothing but zeros from here to the end of the file. */
  boolean isRestZero() throws IOException {
    for (long at = segment.offset(position); at < segment.sizeBytes(); ) {
      int bytes = (int) Math.min(WINDOW_BYTES, segment.sizeBytes() - at);
      byte[] chunk = new byte[bytes];
      file.read(ByteBuffer.wrap(chunk), at);
      for (byte b : chunk) {
        if (b != 0) {
          return false;
        }
      }
      at += bytes;
    }
    return true;
  }

  /** Index in the window of the byte at this position, with so many behind it. */
  private int load(int bytes) throws IOException {
    long offset = segment.offset(position);
    if (offset < windowFrom || offset + bytes > windowFrom + window.limit()) {
      int wanted = (int) Math.min(Math.max(bytes, WINDOW_BYTES), limit - position);
      if (wanted > window.capacity()) {
        window = ByteBuffer.allocate(wanted).order(ByteOrder.LITTLE_ENDIAN);
      }
      window.clear().limit(wanted);
      file.read(window, offset);
      window.flip();
      windowFrom = offset;
    }
    return (int) (offset - windowFrom);
  }
}
