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
  private int length;

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
    int size = size(position);
    if (size < 0 || !isRecord(position, size)) {
      return false;
    }
    length = size - RecordSum.HEAD_BYTES;
    position += size;
    return true;
  }

  /**
   * Whether what is here was a record that was on the disk: behind it is the first one of another
   * append. What a writer leaves unfinished has none behind it.
   */
  boolean isDamaged() throws IOException {
    int size = size(position);
    int behind = size < 0 ? -1 : size(position + size);
    return behind > 0
        && isRecord(position + size, behind)
        && (word(position + size) & RecordSum.FIRST) != 0;
  }

  /** Of the record there; -1 when there is none. */
  private int size(long at) throws IOException {
    if (limit - at < RecordSum.HEAD_BYTES) {
      return -1;
    }
    int size = word(at) & ~RecordSum.FIRST;
    return size < RecordSum.HEAD_BYTES || size > limit - at ? -1 : size;
  }

  private int word(long at) throws IOException {
    int index = index(at, RecordSum.HEAD_BYTES); // before the window is looked at: it may move
    return window.getInt(index);
  }

  private boolean isRecord(long at, int size) throws IOException {
    int index = index(at, size);
    int from = index + RecordSum.HEAD_BYTES;
    return window.getInt(index + Integer.BYTES)
        == sum.of(segment.salt(), at, window.getInt(index), window.array(), from);
  }

  /**
   * A copy of what is in the record that was stepped over last; to be asked for before the next.
   */
  byte[] payload() {
    int from = (int) (segment.offset(position) - length - windowFrom);
    return Arrays.copyOfRange(window.array(), from, from + length);
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

  /** Index in the window of the byte at a position, with so many behind it. */
  private int index(long at, int bytes) throws IOException {
    long offset = segment.offset(at);
    if (offset < windowFrom || offset + bytes > windowFrom + window.limit()) {
      int wanted = (int) Math.min(Math.max(bytes, WINDOW_BYTES), limit - at);
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
