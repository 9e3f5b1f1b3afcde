package io.omnigraph.storage.log;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The file {@code end}: one page that all processes map, so that they see at once how far the log
 * is on the disk. Only the holder of the writer lock changes it. It is not synced: after a power
 * cut it may tell of an earlier end, or nothing at all, and the next writer sets it right.
 * Thread-safe.
 */
final class EndFile {
  static final String NAME = "end";

  /** "OGLOGEND" as bytes, and the format: one word, so that it is there or not. */
  private static final long MAGIC = 0x444e45474f4c474fL;

  private static final long FORMAT = 1;
  private static final int BYTES = 4096;

  // Each word has its own reader or writer, and all fit into one line of a processor's cache.
  private static final int MAGIC_AT = 0;
  private static final int FORMAT_AT = 8;
  private static final int END_AT = 16;
  private static final int CHECK_AT = 24;
  private static final int SEGMENT_AT = 32;
  private static final int APPENDS_AT = 40;

  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final MappedByteBuffer page;

  private EndFile(Path path, MappedByteBuffer page) {
    this.path = path;
    this.page = page;
  }

  /** Null when it is not there, or too short. A thread that is interrupted maps it like others. */
  static EndFile map(Path path, MapMode mode) throws IOException {
    boolean interrupted = Thread.interrupted(); // it would close the channel
    try {
      return mapped(path, mode);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static EndFile mapped(Path path, MapMode mode) throws IOException {
    boolean writable = mode == MapMode.READ_WRITE;
    try (FileChannel channel =
        writable
            ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(path, StandardOpenOption.READ)) {
      // A page behind the end of a file can be mapped, but not touched.
      return channel.size() < BYTES ? null : new EndFile(path, channel.map(mode, 0, BYTES));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Makes it when it is not there, or too short; its folder is not synced. */
  static EndFile make(Path path, Durable durable) throws IOException {
    EndFile there = map(path, MapMode.READ_WRITE);
    if (there == null) {
      Files.write(path, new byte[BYTES]); // each byte written: a hole could find no room later
      durable.sync(List.of(path), List.of());
      there = map(path, MapMode.READ_WRITE);
    }
    return there;
  }

  /**
   * Whether it tells the truth, or told it once.
   *
   * @throws OmnigraphException FORMAT_TOO_NEW
   */
  boolean isWhole() {
    return isTrue(false);
  }

  /**
   * Whether the end can be shown: also that of a writer who is between the two words that {@link
   * #advance} writes, for however long. It is the older one then, and on the disk.
   *
   * @throws OmnigraphException FORMAT_TOO_NEW
   */
  boolean isReadable() {
    return isTrue(true);
  }

  private boolean isTrue(boolean orAdvancing) {
    if (word(MAGIC_AT) != MAGIC) {
      return false;
    }
    long format = word(FORMAT_AT);
    if (format > FORMAT) {
      throw new OmnigraphException(ErrorCode.FORMAT_TOO_NEW, path, format, FORMAT);
    }
    for (int attempt = 0; attempt < 100; attempt++) {
      long end = end();
      long checked = ~word(CHECK_AT);
      if (checked == end || (orAdvancing && checked > end && !isSettled())) {
        return format == FORMAT && end >= 0;
      }
      Thread.onSpinWait(); // a writer is just between the two
    }
    return false;
  }

  /** Where the records end that are on the disk. */
  long end() {
    return word(END_AT);
  }

  /** Number of the newest segment: at least that in which the end is that was read before. */
  long segment() {
    return word(SEGMENT_AT);
  }

  /** Odd while somebody appends, or when he died; every append makes it larger by two. */
  long appends() {
    return word(APPENDS_AT);
  }

  boolean isSettled() {
    return (appends() & 1) == 0;
  }

  /** From here on there may be bytes behind the end. */
  void begin() {
    put(APPENDS_AT, appends() | 1);
  }

  /** There are none any more. */
  void settle() {
    put(APPENDS_AT, appends() + (appends() & 1));
  }

  /** The new end is on the disk. */
  void advance(long end) {
    announce(end);
    put(END_AT, end);
  }

  /** The first half of {@link #advance}. */
  void announce(long end) {
    put(CHECK_AT, ~end);
  }

  /** A segment was added that begins at the end. */
  void segment(long number) {
    put(SEGMENT_AT, number);
  }

  /** Sets all of it right. */
  void rebuild(long segment, long end) {
    put(SEGMENT_AT, segment);
    advance(end);
    settle();
    put(FORMAT_AT, FORMAT);
    put(MAGIC_AT, MAGIC);
  }

  void sync(Durable durable) throws IOException {
    durable.sync(List.of(path), List.of());
  }

  private long word(int at) {
    return (long) WORD.getVolatile((ByteBuffer) page, at);
  }

  private void put(int at, long value) {
    WORD.setVolatile((ByteBuffer) page, at, value);
  }
}
