package io.omnigraph.storage.log;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/** The newest segment, open for writing, and where its records end. One thread at a time. */
final class LogTail implements Closeable {
  private static final int ZEROS = 1 << 16;

  private final Segment segment;
  private final LogFile file;
  private final Durable durable;
  private final Object key;
  private long end;

  LogTail(Segment segment, SegmentFiles files, Durable durable, long end) throws IOException {
    this.segment = segment;
    this.key = key(segment);
    this.file = files.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.durable = durable;
    this.end = end;
  }

  private static Object key(Segment segment) throws IOException {
    return Files.readAttributes(segment.path(), BasicFileAttributes.class).fileKey();
  }

  /**
   * What is appended to a file that others cannot find any more would be lost.
   *
   * @throws OmnigraphException STORAGE_FAULT
   */
  void requireStill() throws IOException {
    boolean still;
    try {
      still = Objects.equals(key, key(segment));
    } catch (NoSuchFileException e) {
      still = false;
    }
    if (!still) {
      throw new OmnigraphException(
          ErrorCode.STORAGE_FAULT,
          segment.path(),
          "it is missing, or another file is in its place, since the graph was opened; close all"
              + " connections and open the graph again");
    }
  }

  Segment segment() {
    return segment;
  }

  long end() {
    return end;
  }

  /** Takes up what others have appended here; false when they have gone on in another segment. */
  boolean follow(EndFile page) {
    end = page.end();
    return page.segment() == segment.number();
  }

  long roomBytes() {
    return segment.limit() - end;
  }

  /**
   * @param sizeBytes of the records to come
   */
  boolean isHalfFullWith(long sizeBytes) {
    long then = end + sizeBytes;
    return then - segment.start() > segment.limit() - then;
  }

  /** Behind the end; it stays where it is. */
  void write(RecordWriter writer, List<byte[]> records) throws IOException {
    writer.write(segment, file, records, end);
  }

  void sync() throws IOException {
    durable.syncBytes(segment.path(), file);
  }

  /** Undoes a write that failed. */
  void erase(long sizeBytes) throws IOException {
    long from = segment.offset(end);
    for (long at = from; at < from + sizeBytes; at += ZEROS) {
      file.write(ByteBuffer.allocate((int) Math.min(ZEROS, from + sizeBytes - at)), at);
    }
    sync();
  }

  /** What was written counts; the new end. */
  long advance(long sizeBytes) {
    end += sizeBytes;
    return end;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
