package io.omnigraph.storage.log;

import io.omnigraph.storage.file.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The segments in a folder. A new one is written under a temporary name and gets its own when all
 * of it is on the disk, so that a segment that is there is whole. Thread-safe; only the holder of
 * the writer lock changes which segments there are, but for the removal of old ones.
 */
final class SegmentFiles {
  private static final Segment[] NONE = {};
  private static final Pattern NAME = Pattern.compile("([0-9]{20})\\.log");
  private static final String TEMPORARY = ".tmp-";
  private static final int MAX_LISTINGS = 100;

  private final Path folder;
  private final Durable durable;
  private final LogFile.Opener opener;

  SegmentFiles(Path folder, Durable durable, LogFile.Opener opener) {
    this.folder = folder;
    this.durable = durable;
    this.opener = opener;
  }

  static Segment[] none() {
    return NONE;
  }

  Path folder() {
    return folder;
  }

  private Path path(long number) {
    return folder.resolve(String.format(Locale.ROOT, "%020d.log", number));
  }

  /** Makes the folder; its own name is durable then. */
  void makeFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
    }
  }

  void syncParent() throws IOException {
    durable.sync(List.of(), List.of(folder.getParent()));
  }

  void syncFolder() throws IOException {
    durable.sync(List.of(), List.of(folder));
  }

  /**
   * All segments, oldest first.
   *
   * @param known those that need not be read again
   */
  Segment[] list(Segment[] known) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        long[] numbers = newestRun(numbers());
        Segment[] segments = new Segment[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
          segments[i] = segment(numbers[i], known);
        }
        return ordered(segments);
      } catch (NoSuchFileException e) {
        if (attempt == MAX_LISTINGS) {
          throw e;
        }
        // It was trimmed meanwhile.
      }
    }
  }

  private Segment segment(long number, Segment[] known) throws IOException {
    for (Segment segment : known) {
      if (segment.number() == number) {
        return segment;
      }
    }
    return Segment.read(path(number), number, opener);
  }

  private static Segment[] ordered(Segment[] segments) {
    for (int i = 1; i < segments.length; i++) {
      Segment before = segments[i - 1];
      if (segments[i].start() < before.start() || segments[i].start() > before.limit()) {
        throw Segment.damaged(
            segments[i].path(),
            "it begins at %d, and the one before holds %d to %d"
                .formatted(segments[i].start(), before.start(), before.limit()));
      }
    }
    return segments;
  }

  private long[] numbers() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .map(child -> NAME.matcher(child.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .sorted()
          .toArray();
    } catch (NoSuchFileException e) {
      return new long[0];
    }
  }

  /** What is before a gap was trimmed: a power cut may bring back any of it. */
  private static long[] newestRun(long[] numbers) {
    int from = numbers.length;
    while (from > 0 && (from == numbers.length || numbers[from - 1] == numbers[from] - 1)) {
      from--;
    }
    return Arrays.copyOfRange(numbers, from, numbers.length);
  }

  /** Removes what died writers were preparing. */
  void removeLeftovers() throws IOException {
    remove(name -> name.startsWith(TEMPORARY));
  }

  /** Removes segments with lower numbers, oldest first. */
  void removeBefore(long number) throws IOException {
    String first = path(number).getFileName().toString();
    remove(name -> NAME.matcher(name).matches() && name.compareTo(first) < 0);
  }

  private void remove(Predicate<String> which) throws IOException {
    List<Path> files;
    try (Stream<Path> children = Files.list(folder)) {
      files = children.filter(file -> which.test(file.getFileName().toString())).sorted().toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** A file of zeros under a temporary name, on the disk. */
  Path prepare(long sizeBytes) throws IOException {
    Path file = folder.resolve(TEMPORARY + UUID.randomUUID());
    try (LogFile open =
        opener.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      open.writeZeros(0, sizeBytes);
      durable.sync(List.of(file), List.of());
      return file;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * Gives a prepared file a header and records, and its name; all is on the disk then.
   *
   * @throws NoSuchFileException the prepared file is gone: somebody took it for a leftover
   */
  Segment add(Path prepared, long number, long start, List<byte[]> records, RecordWriter writer)
      throws IOException {
    Segment segment;
    try (LogFile file = opener.open(prepared, StandardOpenOption.WRITE)) {
      segment =
          new Segment(
              path(number),
              number,
              start,
              ThreadLocalRandom.current().nextLong(),
              file.sizeBytes());
      writer.copy(segment, file, records, start);
      file.write(segment.header(), 0);
      durable.syncBytes(prepared, file);
      Files.createLink(segment.path(), prepared); // unlike a move it never replaces one
    } finally {
      Files.deleteIfExists(prepared);
    }
    return segment;
  }

  LogFile openToWrite(Segment segment) throws IOException {
    return open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  LogFile open(Segment segment, OpenOption... options) throws IOException {
    return opener.open(segment.path(), options);
  }
}
