package io.omnigraph.storage.log;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

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

  public static final int DEFAULT_SEGMENT_BYTES = 1 << 20;

  private final SegmentFiles files;
  private final LogView view;
  private final NextSegment next;
  private final Durable durable;
  private final long segmentBytes;
  private final Path endPath;
  private volatile boolean isClosed;

  /** What is needed to write; the page is the view's own then. */
  private LogTail tail;

  private RecordWriter writer;
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
    this.view = new LogView(files, endPath, isWriterActive);
  }

  @Override
  public boolean exists() {
    requireOpen();
    return view.exists();
  }

  @Override
  public long end() {
    return view.end();
  }

  @Override
  public long start() {
    requireOpen();
    return view.start();
  }

  @Override
  public Optional<Read> read(long after) {
    requireOpen();
    return view.read(after);
  }

  @Override
  public synchronized void recover() {
    requireUsable();
    try {
      if (tail == null || !view.page().isSettled()) {
        recoverAll();
      } else if (!tail.follow(view.page())) {
        Segment[] now = view.list();
        openTail(now[now.length - 1], view.page().end());
      }
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  private void recoverAll() throws IOException {
    if (!view.exists()) {
      return;
    }
    Segment[] now = view.list();
    files.removeLeftovers();
    Segment newest = now[now.length - 1];
    long base = view.base(newest);
    if (base > newest.limit()) {
      throw Segment.damaged(
          newest.path(),
          "the log ends at %d and this, the newest segment, at %d".formatted(base, newest.limit()));
    }
    once(files::syncFolder); // who has made the segment may have died before he did
    takeOver(EndFile.make(endPath, durable), newest, base);
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
      end = cursor.position();
      if (cursor.isDamaged()) {
        throw newest.mismatch(end);
      }
      isClean = end == base && cursor.isRestZero();
    }
    Segment last = isClean ? newest : add(page, newest.number() + 1, base, records, end - base);
    tell(page, last, end);
  }

  private void tell(EndFile page, Segment last, long end) throws IOException {
    page.rebuild(last.number(), end);
    view.follow(page);
    openTail(last, end);
  }

  /**
   * A new segment. Until the page tells of it, it says that an append has begun: who dies meanwhile
   * leaves a segment behind that no other writer may overlook.
   *
   * @param recordBytes that it must have room for
   */
  private Segment add(EndFile page, long number, long start, List<byte[]> records, long recordBytes)
      throws IOException {
    long size = Math.max(segmentBytes, Segment.HEADER_BYTES + recordBytes);
    Path prepared = next.take(size);
    page.begin();
    Segment added;
    try {
      added = files.add(prepared, number, start, records, writer());
    } catch (NoSuchFileException e) {
      added = files.add(files.prepare(size), number, start, records, writer());
    }
    once(files::syncFolder);
    view.list();
    return added;
  }

  /** A sync that must not be tried again: a second one would prove nothing. */
  @FunctionalInterface
  private interface Sync {
    void run() throws IOException;
  }

  private void once(Sync sync) throws IOException {
    try {
      sync.run();
    } catch (IOException e) {
      fault = e; // what was made is there, but for how long?
      throw e;
    }
  }

  private RecordWriter writer() {
    if (writer == null) {
      writer = new RecordWriter();
    }
    return writer;
  }

  private void openTail(Segment segment, long end) throws IOException {
    LogTail old = tail;
    tail = new LogTail(segment, files, durable, end);
    if (old != null) {
      old.close();
    }
  }

  @Override
  public synchronized AppendOutcome append(List<byte[]> records, Consumer<Runnable> showing) {
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
      tail.requireStill();
      if (size > tail.roomBytes()) {
        roll(size);
      }
      if (tail.isHalfFullWith(size)) {
        next.prepare(segmentBytes); // before the append: what fails after it must not say so
      }
      return append(records, size, showing);
    } catch (IOException e) {
      throw FileFailure.of(files.folder(), e);
    }
  }

  private void makeLog() throws IOException {
    files.makeFolder();
    once(files::syncParent);
    EndFile page = EndFile.make(endPath, durable);
    tell(page, add(page, 1, 0, List.of(), 0), 0);
  }

  private void roll(long size) throws IOException {
    EndFile page = view.page();
    long end = tail.end();
    Segment added = add(page, tail.segment().number() + 1, end, List.of(), size);
    page.segment(added.number());
    openTail(added, end);
  }

  private AppendOutcome append(List<byte[]> records, long size, Consumer<Runnable> showing)
      throws IOException {
    EndFile page = view.page();
    hasAppended = true;
    page.begin();
    try {
      tail.write(writer(), records);
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
    try {
      showing.accept(() -> page.advance(end));
    } finally {
      page.settle();
    }
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
    view.page().settle();
    throw failure;
  }

  @Override
  public synchronized void trim(long upTo) {
    requireOpen();
    try {
      Segment[] now = view.list();
      int kept = 0;
      while (kept + 1 < now.length && now[kept + 1].start() <= upTo) {
        kept++;
      }
      if (now.length > 0 && now[kept].start() <= upTo) {
        files.removeBefore(now[kept].number());
        view.list();
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
              "an earlier write did not reach the disk ("
                  + fault.getMessage()
                  + "), so that the"
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
        view.page().sync(durable);
      }
    } catch (IOException e) {
      // All records are on the disk; the rest is found out again at the next opening.
    }
  }
}
