package io.omnigraph.storage.log;

import io.omnigraph.storage.file.Durable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The newest segment, open for writing, and where its records end. One thread at a time. */
final class LogTail implements Closeable {
  private final Segment segment;
  private final LogFile file;
  private final RecordWriter writer;
  private final Durable durable;
  private long end;

  LogTail(Segment segment, SegmentFiles files, Durable durable, long end) throws IOException {
    this.segment = segment;
    this.file = files.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.writer = new RecordWriter(segment, file);
    this.durable = durable;
    this.end = end;
  }

  Segment segment() {
    return segment;
  }

  long end() {
    return end;
  }

  /** Whether nobody else has written since. */
  boolean isAt(EndFile ends) {
    return ends.end() == end && ends.segment() == segment.number();
  }

  long roomBytes() {
    return segment.limit() - end;
  }

  boolean isHalfFull() {
    return end - segment.start() > segment.limit() - end;
  }

  /** Behind the end; it stays where it is. */
  void write(List<byte[]> records) throws IOException {
    writer.write(records, end);
  }

  void sync() throws IOException {
    durable.syncBytes(segment.path(), file);
  }

  /** Undoes a write that failed. */
  void erase(long sizeBytes) throws IOException {
    writer.erase(end, end + sizeBytes);
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
