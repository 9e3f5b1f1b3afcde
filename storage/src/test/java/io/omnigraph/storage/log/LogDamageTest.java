package io.omnigraph.storage.log;

import static io.omnigraph.storage.log.CommitLogContract.append;
import static io.omnigraph.storage.log.CommitLogContract.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDamageTest {
  private static final int SEGMENT_BYTES = 1_024;
  private static final int RECORDS = 70;

  @TempDir Path directory;

  private LogFiles files;
  private final List<String> expected = new ArrayList<>();
  private long[] ends;

  @BeforeEach
  void fill() throws IOException {
    files = LogFiles.in(directory.resolve("g"), SEGMENT_BYTES);
    Files.createDirectory(files.root());
    ends = new long[RECORDS];
    try (CommitLog log = files.open()) {
      for (int i = 0; i < RECORDS; i++) {
        String text = "record " + i + " " + "x".repeat(i);
        ends[i] = append(log, text);
        expected.add(text);
      }
    }
    assertThat(files.segment(2)).exists();
  }

  private LogFiles copy(int number) throws IOException {
    return files.copyTo(directory.resolve("copy" + number));
  }

  private static void flip(Path file, long bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
    Files.write(file, bytes);
  }

  private static ErrorCode code(Runnable work) {
    return catchThrowableOfType(OmnigraphException.class, work::run).code();
  }

  @Test
  void flippedBitBeforeTheEndIsAnErrorThatNamesFileAndPosition() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 60; round++) {
      int record = random.nextInt(RECORDS);
      LogFiles copy = copy(round);
      Segment[] segments =
          new SegmentFiles(copy.folder(), copy.durable(), LogFile::new).list(SegmentFiles.none());
      long start = record == 0 ? 0 : ends[record - 1];
      Segment segment = segments[0];
      for (Segment each : segments) {
        segment = each.start() <= start ? each : segment;
      }
      long bits = (ends[record] - start) * 8;
      flip(segment.path(), segment.offset(start) * 8 + random.nextInt((int) bits));
      try (CommitLog log = copy.open()) {
        log.recover();
        assertThat(log.end()).isEqualTo(ends[RECORDS - 1]);
        assertThatThrownBy(() -> log.read(0))
            .isInstanceOfSatisfying(
                OmnigraphException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT))
            .hasMessageContaining(segment.path().toString())
            .hasMessageContaining("position " + start + ",");
        assertThat(texts(log, ends[record])).isEqualTo(expected.subList(record + 1, RECORDS));
      }
    }
  }

  @Test
  void flippedBitInAHeaderIsAnError() throws IOException {
    for (int bit = 0; bit < Segment.HEADER_BYTES * 8; bit += 5) {
      LogFiles copy = copy(bit);
      flip(copy.segment(bit % 2 + 1), bit);
      assertThat(code(copy::shown)).isIn(ErrorCode.DATA_CORRUPT, ErrorCode.FORMAT_TOO_NEW);
      assertThat(code(copy::recovered)).isIn(ErrorCode.DATA_CORRUPT, ErrorCode.FORMAT_TOO_NEW);
    }
  }

  @Test
  void flippedBitInTheEndFileLosesNothing() throws IOException {
    for (int bit = 0; bit < 48 * 8; bit += 3) {
      if (bit / 64 == 1) {
        continue; // the format: see below
      }
      LogFiles copy = copy(bit);
      flip(copy.end(), bit);
      assertThat(copy.shown()).as("bit %d", bit).isEqualTo(expected);
      assertThat(copy.recovered()).as("bit %d", bit).isEqualTo(expected);
    }
  }

  @Test
  void endFileMayBeMissingEmptyShortOrGarbage() throws IOException {
    byte[] garbage = new byte[4_096];
    new Random(5).nextBytes(garbage);
    List<byte[]> contents =
        List.of(new byte[0], new byte[100], new byte[4_096], garbage, new byte[10_000]);
    for (int i = 0; i < contents.size(); i++) {
      LogFiles copy = copy(i);
      Files.write(copy.end(), contents.get(i));
      assertThat(copy.shown()).isEqualTo(expected);
      assertThat(copy.recovered()).isEqualTo(expected);
    }
    LogFiles copy = copy(contents.size());
    Files.delete(copy.end());
    try (CommitLog reader = copy.openForReading(() -> false)) {
      assertThat(reader.end()).isEqualTo(ends[RECORDS - 1]);
      try (CommitLog writer = copy.open()) {
        append(writer, "more");
      }
      assertThat(texts(reader, ends[RECORDS - 1])).containsExactly("more");
    }
  }

  @Test
  void damageBehindAnOldEndIsNotTakenForAnUnfinishedAppend() throws IOException {
    Files.delete(files.end());
    Segment[] segments =
        new SegmentFiles(files.folder(), files.durable(), LogFile::new).list(SegmentFiles.none());
    Segment newest = segments[segments.length - 1];
    flip(newest.path(), (newest.offset(newest.start()) + RecordSum.HEAD_BYTES) * 8);
    assertThat(code(files::recovered)).isEqualTo(ErrorCode.DATA_CORRUPT);
  }

  @Test
  void damageOfRecordsThatWereTakenOverIsNotTakenForAnUnfinishedAppend() throws IOException {
    Files.delete(files.end());
    files.recovered();
    Files.delete(files.end());
    Segment[] segments =
        new SegmentFiles(files.folder(), files.durable(), LogFile::new).list(SegmentFiles.none());
    Segment copies = segments[segments.length - 1];
    flip(copies.path(), (copies.offset(copies.start()) + RecordSum.HEAD_BYTES) * 8);
    assertThat(code(files::recovered)).isEqualTo(ErrorCode.DATA_CORRUPT);
  }

  @Test
  void recordAtAnotherPlaceIsNone() throws IOException {
    LogFiles copy = LogFiles.in(Files.createDirectory(directory.resolve("h")), SEGMENT_BYTES);
    try (CommitLog log = copy.open()) {
      append(log, "a", "b");
    }
    byte[] bytes = Files.readAllBytes(copy.segment(1));
    int record = RecordSum.HEAD_BYTES + 1;
    int end = Segment.HEADER_BYTES + 2 * record;
    System.arraycopy(bytes, end - record, bytes, end, record);
    Files.write(copy.segment(1), bytes);
    assertThat(copy.shown()).containsExactly("a", "b");
    assertThat(copy.recovered()).containsExactly("a", "b");
  }

  @Test
  void newestSegmentThatIsMissingIsAnError() throws IOException {
    List<Path> segments = files.list().stream().filter(f -> f.toString().endsWith(".log")).toList();
    Files.delete(segments.get(segments.size() - 1));
    assertThat(code(files::recovered)).isEqualTo(ErrorCode.DATA_CORRUPT);
    try (CommitLog reader = files.openForReading(() -> false)) {
      assertThatThrownBy(() -> reader.read(0)).hasMessageContaining("missing");
    }
  }

  @Test
  void whatIsBeforeAGapIsGoneWhateverAPowerCutBringsBack() throws IOException {
    Files.delete(files.segment(2));
    try (CommitLog log = files.open()) {
      log.recover();
      assertThat(log.read(0)).isEmpty();
      assertThat(expected).endsWith(texts(log, log.start()).toArray(String[]::new));
      assertThat(files.segment(1)).exists();
      log.trim(log.start());
      assertThat(files.segment(1)).doesNotExist();
      assertThat(files.segment(3)).exists();
    }
  }

  @Test
  void shorterFileIsAnError() throws IOException {
    byte[] bytes = Files.readAllBytes(files.segment(1));
    Files.write(files.segment(1), Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(code(files::shown)).isEqualTo(ErrorCode.DATA_CORRUPT);
    Files.write(files.segment(1), new byte[10]);
    assertThat(code(files::recovered)).isEqualTo(ErrorCode.DATA_CORRUPT);
  }

  @Test
  void newerFormatOfASegmentIsRefused() throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(files.segment(1))).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(8, Segment.FORMAT + 1);
    CRC32C sum = new CRC32C();
    sum.update(bytes.array(), 0, 60);
    bytes.putInt(60, (int) sum.getValue());
    Files.write(files.segment(1), bytes.array());
    assertThat(code(files::shown)).isEqualTo(ErrorCode.FORMAT_TOO_NEW);
    assertThat(code(files::recovered)).isEqualTo(ErrorCode.FORMAT_TOO_NEW);
  }

  @Test
  void newerFormatOfTheEndFileIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(files.end());
    bytes[8]++;
    Files.write(files.end(), bytes);
    assertThat(code(files::shown)).isEqualTo(ErrorCode.FORMAT_TOO_NEW);
    assertThat(code(files::recovered)).isEqualTo(ErrorCode.FORMAT_TOO_NEW);
  }
}
