package io.omnigraph.storage.log;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.ChangeTime;
import io.omnigraph.storage.file.Durable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The newest segment, open for writing, and where its records end. One thread at a time. */
final class LogTail implements Closeable {
  /** How long after a look nobody looks again whether the segment is still there. */
  static final Duration LOOK_VALID = Duration.ofMillis(1);

  private final Segment segment;
  private final LogOutput file;
  private final Durable durable;
  private final Object key;
  private long end;

  /** The folder when the segment was last seen there; null when the next change may look alike. */
  private Names seen;

  private long lookedAt = System.nanoTime() - LOOK_VALID.toNanos();

  /** What changes when a file comes into a folder, or goes. */
  private record Names(Object folder, FileTime changed) {}

  LogTail(Segment segment, SegmentFiles files, Durable durable, long end) throws IOException {
    this.segment = segment;
    this.key = attributes(segment.path()).fileKey();
    this.file =
        durable.isEnabled()
            ? BlockFile.open(files, segment, segment.offset(end))
            : files.openToWrite(segment); // nobody waits for the disk
    this.durable = durable;
    this.end = end;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  /**
   * What is appended to a file that others cannot find any more would be lost. A look is a system
   * call, so an append that comes within a millisecond after one does without: a removal that it
   * does not notice is one of just now, and took the commits before it along too. The folder is
   * asked, not the file: who asks for a file's times makes Linux note a new one with the next
   * write, and the sync then writes that too.
   *
   * @throws OmnigraphException STORAGE_FAULT
   */
  void requireStill() throws IOException {
    long now = System.nanoTime();
    if (now - lookedAt >= LOOK_VALID.toNanos()) {
      look();
      lookedAt = now;
    }
  }

  private void look() throws IOException {
    boolean still;
    try {
      BasicFileAttributes folder = attributes(segment.path().getParent());
      Names now = new Names(folder.fileKey(), folder.lastModifiedTime());
      still = now.equals(seen) || Objects.equals(key, attributes(segment.path()).fileKey());
      seen = still && ChangeTime.isPast(now.changed().toMillis()) ? now : null;
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
    if (end != page.end()) {
      end = page.end();
      file.changed();
    }
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
    file.writeZeros(segment.offset(end), sizeBytes);
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
