package io.omnigraph.engine.crash;

import io.omnigraph.storage.log.LocalCommitLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The bytes of a log's files at one moment, by name; small-commits.md says what they mean. Out of
 * those before and after a call it makes what a crash inside of the call leaves.
 */
final class LogFolder {
  private static final String PAGE = "end";
  private static final int PAGE_BYTES = 4096;
  private static final int HEADER_BYTES = 64;

  // Words of the page.
  private static final int END = 16;
  private static final int SEGMENT = 32;
  private static final int APPENDS = 40;

  private final SortedMap<String, byte[]> files;

  private LogFolder(SortedMap<String, byte[]> files) {
    this.files = files;
  }

  static LogFolder of(Path root) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(root.resolve(LocalCommitLog.FOLDER))) {
      for (Path file : all.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    } catch (NoSuchFileException e) {
      return new LogFolder(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LogFolder(files);
  }

  private LogFolder with(String name, byte[] bytes) {
    SortedMap<String, byte[]> other = new TreeMap<>(files);
    other.put(name, bytes);
    return new LogFolder(other);
  }

  private PartOfCall part(String what, Progress reached) {
    return new PartOfCall(what, this::write, reached);
  }

  private void write(Path root) throws IOException {
    Path folder = Files.createDirectories(root.resolve(LocalCommitLog.FOLDER));
    for (String name : of(root).files.keySet()) {
      Files.delete(folder.resolve(name));
    }
    for (String name : files.keySet()) {
      Files.write(folder.resolve(name), files.get(name));
    }
  }

  /** Of the newest segment that a call made; null when it made none. */
  private String newSegment(LogFolder after) {
    TreeSet<String> names = new TreeSet<>(after.files.keySet());
    names.removeAll(files.keySet());
    names.remove(PAGE);
    return names.isEmpty() ? null : names.last();
  }

  /** The page that says that a writer is at work, or has died. */
  private byte[] openPage() {
    byte[] page = files.getOrDefault(PAGE, new byte[PAGE_BYTES]).clone();
    page[APPENDS] |= 1;
    return page;
  }

  /**
   * @param before what the writer had achieved before it appended
   * @param published and afterwards
   */
  List<PartOfCall> insideAppend(LogFolder after, Progress before, Progress published) {
    List<PartOfCall> parts = new ArrayList<>();
    LogFolder begun = with(PAGE, openPage());
    String segment = newSegment(after);
    if (segment != null) {
      byte[] empty = Arrays.copyOf(after.files.get(segment), HEADER_BYTES);
      begun = begun.with(segment, Arrays.copyOf(empty, after.files.get(segment).length));
      parts.add(begun.part("new segment not told", before));
      begun = begun.with(PAGE, begun.pageOf(after, SEGMENT));
    } else {
      segment = changed(after);
    }
    byte[] old = begun.files.get(segment);
    byte[] written = after.files.get(segment);
    int first = Arrays.mismatch(old, written);
    int size = ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN).getInt(first) & 0x7fffffff;
    for (int cut : new int[] {first + 4, first + size / 2, lastChange(old, written)}) {
      byte[] torn = written.clone();
      System.arraycopy(old, cut, torn, cut, old.length - cut);
      parts.add(begun.with(segment, torn).part("bytes up to " + (cut - first), before));
    }
    LogFolder whole = begun.with(segment, written);
    parts.add(whole.part("end not told", before.withRecordLeftBehind()));
    byte[] told = after.files.get(PAGE).clone();
    ByteBuffer.wrap(told).order(ByteOrder.LITTLE_ENDIAN).putLong(APPENDS, begun.word(APPENDS));
    parts.add(whole.with(PAGE, told).part("end told", published));
    byte[] half = told.clone();
    System.arraycopy(begun.files.get(PAGE), END, half, END, Long.BYTES);
    parts.add(whole.with(PAGE, half).part("end half told", before.withRecordLeftBehind()));
    return parts;
  }

  private byte[] pageOf(LogFolder other, int word) {
    byte[] page = files.get(PAGE).clone();
    System.arraycopy(other.files.get(PAGE), word, page, word, Long.BYTES);
    return page;
  }

  private long word(int at) {
    return ByteBuffer.wrap(files.get(PAGE)).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }

  private String changed(LogFolder after) {
    return files.keySet().stream()
        .filter(name -> !name.equals(PAGE))
        .filter(name -> !Arrays.equals(files.get(name), after.files.get(name)))
        .findFirst()
        .orElseThrow();
  }

  /** Of the last byte that differs; without it a record is not whole. */
  private static int lastChange(byte[] old, byte[] written) {
    int last = written.length - 1;
    while (old[last] == written[last]) {
      last--;
    }
    return last;
  }

  /** What was taken over from behind the end is in a new segment, and the page does not say so. */
  List<PartOfCall> insideRecover(LogFolder after, Progress now) {
    String segment = newSegment(after);
    return segment == null
        ? List.of()
        : List.of(
            with(segment, after.files.get(segment))
                .with(PAGE, openPage())
                .part("new segment not told", now));
  }

  /** Segments go one by one, oldest first. */
  List<PartOfCall> insideTrim(LogFolder after, Progress now) {
    List<PartOfCall> parts = new ArrayList<>();
    List<String> trimmed =
        files.keySet().stream().filter(name -> !after.files.containsKey(name)).toList();
    LogFolder left = this;
    for (String name : trimmed.subList(0, Math.max(0, trimmed.size() - 1))) {
      SortedMap<String, byte[]> fewer = new TreeMap<>(left.files);
      fewer.remove(name);
      left = new LogFolder(fewer);
      parts.add(left.part("without " + name, now));
    }
    return parts;
  }
}
