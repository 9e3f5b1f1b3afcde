package io.omnigraph.storage.log;

import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.log.CommitLog.Read;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What a process sees of a log that others write, or itself. Changes nothing. Thread-safe. */
final class LogView {
  private final SegmentFiles files;
  private final Path endPath;
  private final BooleanSupplier isWriterActive;

  /** Oldest first. */
  private volatile Segment[] segments = SegmentFiles.none();

  /** The page that tells the end, once it tells the truth. */
  private volatile EndFile page;

  /** What is before this may be shown, whatever the page tells. */
  private volatile long shown;

  /** The page as long as it does not tell the truth. */
  private EndFile untrusted;

  /**
   * @param isWriterActive null for a writer; else whether anybody holds the writer lock
   */
  LogView(SegmentFiles files, Path endPath, BooleanSupplier isWriterActive) {
    this.files = files;
    this.endPath = endPath;
    this.isWriterActive = isWriterActive;
  }

  /** Null as long as it is not known, or not there. */
  EndFile page() {
    return page;
  }

  /** From now on this tells the end. */
  void follow(EndFile other) {
    page = other;
  }

  long end() {
    EndFile known = page;
    return Math.max(known == null ? attach() : known.end(), shown);
  }

  /** Also looks again when the segments could not be read before. */
  boolean exists() {
    long end = end();
    return segments.length > 0 || (end > 0 && hasSegments(end));
  }

  /** Who overlooked that they are gone would begin a new log, and forget what was acknowledged. */
  private boolean hasSegments(long end) {
    try {
      if (list().length == 0) {
        throw Segment.damaged(endPath, "the log ends at %d and has no segment".formatted(end));
      }
      return true;
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  long start() {
    end();
    try {
      Segment[] now = segments;
      if (now.length > 0 && !now[0].path().toFile().exists()) {
        now = list(); // somebody has trimmed the log
      }
      return now.length == 0 ? 0 : now[0].start();
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  /** Looks for page and segments, as long as they were not there; the end, if the page tells it. */
  private synchronized long attach() {
    try {
      if (page == null && (untrusted != null || endPath.toFile().exists())) {
        map();
      }
      if (segments.length == 0 && files.folder().toFile().exists()) {
        firstSeen(list());
      }
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
    return page == null ? 0 : page.end();
  }

  private void map() throws IOException {
    if (untrusted == null) {
      untrusted = EndFile.map(endPath, MapMode.READ_ONLY);
    }
    if (untrusted != null && untrusted.isReadable()) {
      page = untrusted;
    }
  }

  private void firstSeen(Segment[] found) throws IOException {
    if (found.length > 0) {
      Segment newest = found[found.length - 1];
      long base = base(newest);
      shown = isWriterActive == null ? base : leftBehind(newest, base);
    }
  }

  /**
   * Where the records end at least: what is before a segment was on the disk before it was made.
   */
  long base(Segment newest) {
    EndFile known = page;
    boolean tells = known != null && known.isWhole();
    return Math.max(newest.start(), tells ? known.end() : 0);
  }

  /** End of the whole records behind the end, if no writer is at work there. */
  private long leftBehind(Segment newest, long base) throws IOException {
    EndFile known = page;
    long appends = known == null ? 0 : known.appends();
    if (isWriterActive.getAsBoolean() || base > newest.limit()) {
      return base;
    }
    long found = endOfRecords(newest, base);
    boolean isQuiet =
        !isWriterActive.getAsBoolean() && (known == null || known.appends() == appends);
    return isQuiet ? found : base;
  }

  private long endOfRecords(Segment segment, long from) throws IOException {
    try (LogFile file = files.open(segment, StandardOpenOption.READ)) {
      RecordCursor cursor = new RecordCursor(segment, file, from, segment.limit());
      while (cursor.next()) {
        // Its payload is read when somebody asks for it.
      }
      return cursor.position();
    }
  }

  /** Looks which segments there are. */
  Segment[] list() throws IOException {
    Segment[] now = files.list(segments);
    segments = now;
    return now;
  }

  Optional<Read> read(long after) {
    long end = end();
    if (after == end) {
      return Optional.of(new Read(List.of(), end));
    }
    try {
      Segment[] now = upTo(end);
      while (now.length > 0 && after >= now[0].start() && after < end) {
        try {
          return Optional.of(new Read(records(now, after, end), end));
        } catch (NoSuchFileException e) {
          now = list(); // it was trimmed meanwhile
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  /**
   * Segments up to an end that was read before. Never without the newest: what one has behind the
   * start of the next may look like records.
   */
  private Segment[] upTo(long end) throws IOException {
    Segment[] now = segments;
    EndFile known = page;
    boolean isNewest =
        known != null
            && known.end() >= end
            && now.length > 0
            && now[now.length - 1].number() == known.segment();
    return isNewest ? now : list();
  }

  private List<byte[]> records(Segment[] now, long after, long end) throws IOException {
    List<byte[]> records = new ArrayList<>();
    long position = after;
    for (int i = 0; i < now.length && position < end; i++) {
      long limit = i + 1 < now.length ? Math.min(now[i + 1].start(), end) : end;
      if (position < limit) {
        read(now[i], position, limit, records);
        position = limit;
      }
    }
    return records;
  }

  private void read(Segment segment, long after, long limit, List<byte[]> records)
      throws IOException {
    if (limit > segment.limit()) {
      throw Segment.damaged(
          segment.path(),
          "the records from %d to %d are missing".formatted(segment.limit(), limit));
    }
    try (LogFile file = files.open(segment, StandardOpenOption.READ)) {
      RecordCursor cursor = new RecordCursor(segment, file, after, limit);
      while (cursor.position() < limit) {
        if (!cursor.next()) {
          throw segment.mismatch(cursor.position());
        }
        records.add(cursor.payload());
      }
    }
  }
}
