package io.omnigraph.storage.log;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A log in a folder of a local disk: segments of fixed size ({@link Segment}) and a mapped page
 * that tells where it ends ({@link EndFile}). Positions are bytes: a record begins where the one
 * before it ends, in the same segment or in the next one.
 *
 * <p>An append:
 *
 * <ol>
 *   <li>Room: when the segment is full, a prepared file of zeros gets a header and a name. Durable.
 *   <li>Begin: the page says that bytes behind the end may be anything.
 *   <li>Write the records behind the end, and sync: the file's size and place stay what they are.
 *   <li>Advance: the page tells everybody of the new end, and that nothing is behind it.
 * </ol>
 *
 * <p>A crash in 1 leaves a temporary file, or a segment that begins at the end. In 2 to 4 records
 * may be behind the end, whole or not. {@link #recover} copies whole ones into a new segment that
 * begins at the end, and makes what the old one has there void by that; so it does with the rest
 * alone. A sync that fails leaves the page as in 2, and this log takes no more.
 *
 * <p>Nothing is changed before {@link #recover} or {@link #append}: until then it works in a folder
 * that cannot be written.
 */
public final class LocalCommitLog implements CommitLog {
  /** Name of the folder in the graph's. */
  public static final String FOLDER = "__log";

  public static final int DEFAULT_SEGMENT_BYTES = 4 << 20;

  private final SegmentFiles files;
  private final NextSegment next;
  private final Durable durable;
  private final long segmentBytes;
  private final Path endPath;
  private final BooleanSupplier isWriterActive;

  /** Oldest first. */
  private volatile Segment[] segments = SegmentFiles.none();

  /** What tells the end, once it tells the truth. */
  private volatile EndFile ends;

  /** The records end here or behind; what is before may be shown whatever the page tells. */
  private volatile long shown;

  private volatile boolean isClosed;
  private EndFile untrusted;
  private LogTail tail;
  private boolean hasAppended;
  private Throwable fault;

  /**
   * @param folder in the graph's folder; made with the first append
   * @param isWriterActive null when {@link #recover} will be called; else whether anybody holds the
   *     writer lock. If nobody does when the log is first seen, whole records behind the end are
   *     shown: a power cut may have left an old end, and the next writer will take them over.
   */
  public LocalCommitLog(
      Path folder, Durable durable, long segmentBytes, BooleanSupplier isWriterActive) {
    this(folder, durable, segmentBytes, isWriterActive, LogFile::new);
  }

  LocalCommitLog(
      Path folder,
      Durable durable,
      long segmentBytes,
      BooleanSupplier isWriterActive,
      LogFile.Opener opener) {
    this.files = new SegmentFiles(folder.toAbsolutePath().normalize(), durable, opener);
    this.next = new NextSegment(files);
    this.durable = durable;
    this.segmentBytes = segmentBytes;
    this.endPath = files.folder().resolve(EndFile.NAME);
    this.isWriterActive = isWriterActive;
  }

  @Override
  public boolean exists() {
    requireOpen();
    end();
    return segments.length > 0;
  }

  @Override
  public long end() {
    EndFile file = ends;
    return Math.max(file == null ? attach() : file.end(), shown);
  }

  @Override
  public long start() {
    requireOpen();
    end();
    try {
      Segment[] now = segments;
      if (now.length > 0 && !now[0].path().toFile().exists()) {
        now = list();
      }
      return now.length == 0 ? 0 : now[0].start();
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  @Override
  public long sizeBytes() {
    return end() - start();
  }

  /** Looks for the page, as long as it was not there; the end as far as it is known. */
  private synchronized long attach() {
    requireOpen();
    try {
      if (ends == null && (untrusted != null || endPath.toFile().exists())) {
        mapEnd();
      }
      if (segments.length == 0 && files.folder().toFile().exists()) {
        firstSeen(list());
      }
    } catch (IOException e) {
      throw FileFailure.of(endPath, e);
    }
    return ends == null ? 0 : ends.end();
  }

  private void mapEnd() throws IOException {
    if (untrusted == null) {
      untrusted = EndFile.map(endPath, MapMode.READ_ONLY);
    }
    if (untrusted != null && untrusted.isWhole()) {
      ends = untrusted;
    }
  }

  private void firstSeen(Segment[] found) throws IOException {
    if (found.length > 0) {
      long base = base(found);
      shown = isWriterActive == null ? base : leftBehind(found[found.length - 1], base);
    }
  }

  /** What is before the newest segment was on the disk before that was made. */
  private long base(Segment[] found) {
    return Math.max(found[found.length - 1].start(), ends == null ? 0 : ends.end());
  }

  /** End of the records that no writer is just appending. */
  private long leftBehind(Segment newest, long base) throws IOException {
    long appends = ends == null ? 0 : ends.appends();
    if (isWriterActive.getAsBoolean()) {
      return base;
    }
    long found = walk(newest, base, new ArrayList<>());
    boolean isQuiet =
        !isWriterActive.getAsBoolean() && (ends == null || ends.appends() == appends);
    return isQuiet ? found : base;
  }

  /** Collects whole records; the position behind them. */
  private long walk(Segment segment, long from, List<byte[]> found) throws IOException {
    try (LogFile file = files.open(segment, StandardOpenOption.READ)) {
      RecordCursor cursor = new RecordCursor(segment, file, from, segment.limit());
      while (cursor.next()) {
        found.add(cursor.payload());
      }
      return cursor.position();
    }
  }

  private Segment[] list() throws IOException {
    Segment[] now = files.list(segments);
    segments = now;
    return now;
  }

  @Override
  public Optional<Read> read(long after) {
    requireOpen();
    long end = end();
    if (after == end) {
      return Optional.of(new Read(List.of(), end));
    }
    try {
      Segment[] now = current();
      while (true) {
        if (now.length == 0 || after < now[0].start() || after > end) {
          return Optional.empty();
        }
        try {
          return Optional.of(read(now, after, end));
        } catch (NoSuchFileException e) {
          now = list(); // it was trimmed meanwhile
        }
      }
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  /** The segments up to an end that was read before. */
  private Segment[] current() throws IOException {
    Segment[] now = segments;
    EndFile file = ends;
    boolean isNewest =
        file != null && now.length > 0 && now[now.length - 1].number() == file.segment();
    return isNewest ? now : list();
  }

  private Read read(Segment[] now, long after, long end) throws IOException {
    List<byte[]> records = new ArrayList<>();
    long position = after;
    for (int i = 0; i < now.length && position < end; i++) {
      long limit = i + 1 < now.length ? Math.min(now[i + 1].start(), end) : end;
      if (position < limit) {
        position = read(now[i], position, limit, records);
      }
    }
    return new Read(records, end);
  }

  private long read(Segment segment, long after, long limit, List<byte[]> records)
      throws IOException {
    if (limit > segment.limit()) {
      throw Segment.damaged(
          segment.path(), "the records from %d to %d are missing".formatted(segment.limit(), limit));
    }
    try (LogFile file = files.open(segment, StandardOpenOption.READ)) {
      RecordCursor cursor = new RecordCursor(segment, file, after, limit);
      while (cursor.position() < limit) {
        if (!cursor.next()) {
          throw mismatch(segment, cursor.position());
        }
        records.add(cursor.payload());
      }
      return limit;
    }
  }

  @Override
  public synchronized void recover() {
    requireUsable();
    try {
      if (tail == null || !ends.isSettled()) {
        recoverAll();
      } else {
        follow();
      }
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  /** Takes up what other processes have appended, as it should be. */
  private void follow() throws IOException {
    if (!tail.isAt(ends)) {
      Segment[] now = list();
      replaceTail(new LogTail(now[now.length - 1], files, durable, ends.end()));
    }
  }

  private void recoverAll() throws IOException {
    if (!files.folder().toFile().exists()) {
      return;
    }
    Segment[] now = list();
    files.removeLeftovers();
    if (now.length == 0) {
      return;
    }
    if (ends == null) {
      mapEnd();
    }
    long base = base(now);
    Segment newest = now[now.length - 1];
    if (base > newest.limit()) {
      throw Segment.damaged(
          newest.path(),
          "the log ends at %d and this, the newest segment, at %d".formatted(base, newest.limit()));
    }
    EndFile page = EndFile.make(endPath, durable);
    files.syncFolder();
    takeOver(page, newest, base);
  }

  private void takeOver(EndFile page, Segment newest, long base) throws IOException {
    List<byte[]> records = new ArrayList<>();
    long end;
    boolean isClean;
    try (LogFile file = files.open(newest, StandardOpenOption.READ)) {
      RecordCursor cursor = new RecordCursor(newest, file, base, newest.limit());
      while (cursor.next()) {
        records.add(cursor.payload());
      }
      if (cursor.isDamaged()) {
        throw mismatch(newest, cursor.position());
      }
      end = cursor.position();
      isClean = end == base && cursor.isRestZero();
    }
    Segment last =
        isClean ? newest : add(page, newest.number() + 1, base, records, end - base);
    page.rebuild(last.number(), end);
    ends = page;
    replaceTail(new LogTail(last, files, durable, end));
  }

  private static OmnigraphException mismatch(Segment segment, long position) {
    return Segment.damaged(
        segment.path(),
        "the record at position %d, byte %d of the file, does not match its checksum"
            .formatted(position, segment.offset(position)));
  }

  /**
   * A new segment. Until the page tells of it, it says that an append has begun: who dies meanwhile
   * leaves a segment behind that no other writer may overlook.
   *
   * @param recordBytes that it must have room for
   */
  private Segment add(
      EndFile page, long number, long start, List<byte[]> records, long recordBytes)
      throws IOException {
    long size = Math.max(segmentBytes, Segment.HEADER_BYTES + recordBytes);
    Path prepared = next.take(size);
    page.begin();
    Segment added;
    try {
      added = files.add(prepared, number, start, records);
    } catch (NoSuchFileException e) {
      added = files.add(files.prepare(size), number, start, records);
    }
    try {
      files.syncFolder();
    } catch (IOException e) {
      fault = e; // it is there, but for how long?
      throw e;
    }
    list();
    return added;
  }

  private void replaceTail(LogTail other) throws IOException {
    LogTail old = tail;
    tail = other;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public synchronized AppendOutcome append(List<byte[]> records) {
    requireUsable();
    try {
      recover();
      if (tail == null) {
        makeLog();
      }
      if (records.isEmpty()) {
        return new AppendOutcome.Appended(tail.end());
      }
      long size = RecordWriter.sizeBytes(records);
      if (size > tail.roomBytes()) {
        roll(size);
      }
      AppendOutcome outcome = append(records, size);
      if (tail.isHalfFull()) {
        next.prepare(segmentBytes);
      }
      return outcome;
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  private void makeLog() throws IOException {
    files.makeFolder();
    EndFile page = EndFile.make(endPath, durable);
    Segment first = add(page, 1, 0, List.of(), 0);
    page.rebuild(first.number(), first.start());
    ends = page;
    replaceTail(new LogTail(first, files, durable, first.start()));
  }

  private void roll(long size) throws IOException {
    Segment newest = tail.segment();
    long end = tail.end();
    Segment added = add(ends, newest.number() + 1, end, List.of(), size);
    ends.segment(added.number());
    replaceTail(new LogTail(added, files, durable, end));
  }

  private AppendOutcome append(List<byte[]> records, long size) throws IOException {
    hasAppended = true;
    ends.begin();
    try {
      tail.write(records);
    } catch (IOException e) {
      return undo(e, size);
    }
    try {
      tail.sync();
    } catch (IOException e) {
      fault = e;
      return new AppendOutcome.Unknown(e);
    }
    long end = tail.advance(size);
    ends.advance(end);
    ends.settle();
    return new AppendOutcome.Appended(end);
  }

  /** Leaves nothing that could be taken for a record; refused is only what is surely gone. */
  private AppendOutcome undo(IOException failure, long size) throws IOException {
    try {
      tail.erase(size);
    } catch (IOException e) {
      failure.addSuppressed(e);
      fault = failure;
      return new AppendOutcome.Unknown(failure);
    }
    ends.settle();
    throw failure;
  }

  @Override
  public synchronized void trim(long upTo) {
    requireOpen();
    try {
      Segment[] now = list();
      int kept = 0;
      while (kept + 1 < now.length && now[kept + 1].start() <= upTo) {
        kept++;
      }
      if (now.length > 0 && now[kept].start() <= upTo) {
        files.removeBefore(now[kept].number());
        list();
      }
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new OmnigraphException(ErrorCode.OBJECT_CLOSED, "log");
    }
  }

  private void requireUsable() {
    requireOpen();
    if (fault != null) {
      throw new OmnigraphException(
              ErrorCode.STORAGE_FAULT,
              files.folder(),
              "an earlier write did not reach the disk (" + fault.getMessage() + "), so that the"
                  + " graph takes no more commits until it is opened again")
          .causedBy(fault);
    }
  }

  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      next.discard();
      if (tail != null) {
        tail.close();
      }
      if (hasAppended) {
        ends.sync(durable);
      }
    } catch (IOException e) {
      // All records are on the disk; the rest is found out again at the next opening.
    }
  }
}
