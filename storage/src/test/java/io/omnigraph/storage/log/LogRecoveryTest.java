package io.omnigraph.storage.log;

import static io.omnigraph.storage.log.CommitLogContract.append;
import static io.omnigraph.storage.log.CommitLogContract.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRecoveryTest {
  private static final int SEGMENT_BYTES = 512;
  private static final List<String> LAST = List.of("third", "a longer fourth", "5");

  @TempDir Path directory;

  private LogFiles files;
  private byte[] endBefore;
  private byte[] before;
  private byte[] after;
  private int from;
  private int to;

  /** Two records that were acknowledged, and bytes of an append of three that was not. */
  @BeforeEach
  void appendInTwoSteps() throws IOException {
    files = LogFiles.in(directory.resolve("g"), SEGMENT_BYTES);
    Files.createDirectory(files.root());
    try (CommitLog log = files.open()) {
      from = Segment.HEADER_BYTES + (int) append(log, "one", "two");
      endBefore = Files.readAllBytes(files.end());
      before = Files.readAllBytes(files.segment(1));
      to = Segment.HEADER_BYTES + (int) append(log, LAST.toArray(String[]::new));
      after = Files.readAllBytes(files.segment(1));
    }
    Files.write(files.end(), endBefore);
  }

  private LogFiles copyWith(String name, byte[] segment) throws IOException {
    LogFiles copy = files.copyTo(directory.resolve(name));
    Files.write(copy.segment(1), segment);
    return copy;
  }

  private static List<String> acknowledgedAnd(int more) {
    List<String> all = new ArrayList<>(List.of("one", "two"));
    all.addAll(LAST.subList(0, more));
    return all;
  }

  @Test
  void wholeRecordsBehindAnOldEndAreTakenOverIntoANewSegment() throws IOException {
    assertThat(files.shown()).isEqualTo(acknowledgedAnd(3));
    assertThat(files.recovered()).isEqualTo(acknowledgedAnd(3));
    assertThat(files.segment(2)).exists();
    // What the old segment has behind its successor's start is void, whatever becomes of it.
    byte[] scribbled = after.clone();
    Arrays.fill(scribbled, from, scribbled.length, (byte) 7);
    Files.write(files.segment(1), scribbled);
    assertThat(files.recovered()).isEqualTo(acknowledgedAnd(3));
  }

  @Test
  void tailIsCutAtEveryByte() throws IOException {
    int whole = 0;
    int next = from;
    for (int cut = from; cut <= to; cut++) {
      if (cut == next + 8 + (whole < 3 ? LAST.get(whole).length() : SEGMENT_BYTES)) {
        next = cut;
        whole++;
      }
      byte[] torn = before.clone();
      System.arraycopy(after, from, torn, from, cut - from);
      check(copyWith("cut" + cut, torn), acknowledgedAnd(whole));
    }
    assertThat(whole).isEqualTo(3);
  }

  @Test
  void recordsBehindATornOneNeverComeBack() throws IOException {
    for (int lost = from + 1; lost <= to; lost++) {
      byte[] torn = after.clone();
      Arrays.fill(torn, from, lost, (byte) 0);
      check(copyWith("lost" + lost, torn), acknowledgedAnd(0));
    }
  }

  /** Goes on with a record as long as the lost one, and forgets the end once more. */
  private void check(LogFiles copy, List<String> expected) throws IOException {
    assertThat(copy.shown()).isEqualTo(expected);
    assertThat(copy.recovered()).isEqualTo(expected);
    List<String> more = new ArrayList<>(expected);
    more.add("drei!");
    try (CommitLog log = copy.open()) {
      append(log, "drei!");
      assertThat(texts(log, 0)).isEqualTo(more);
    }
    Files.write(copy.end(), endBefore);
    assertThat(copy.shown()).isEqualTo(more);
    assertThat(copy.recovered()).isEqualTo(more);
    Files.delete(copy.end());
    assertThat(copy.shown()).isEqualTo(more);
    assertThat(copy.recovered()).isEqualTo(more);
  }

  @Test
  void writerOfAnotherProcessGoesOnInTheNewSegment() throws IOException {
    Files.write(files.segment(1), before);
    CommitLog living = files.open();
    living.recover();
    byte[] torn = before.clone();
    torn[from] = 1;
    Files.write(files.segment(1), torn);
    // Another one is opened, finds the torn record and cuts it off; the end stays where it is.
    assertThat(files.recovered()).isEqualTo(acknowledgedAnd(0));
    assertThat(files.segment(2)).exists();
    append(living, "x");
    assertThat(texts(living, 0)).containsExactly("one", "two", "x");
    assertThat(files.recovered()).containsExactly("one", "two", "x");
    living.close();
  }

  @Test
  void appendGoesOnInTheSameSegmentAfterACleanEnd() throws IOException {
    Files.write(files.segment(1), before);
    try (CommitLog log = files.open()) {
      log.recover();
      append(log, "x");
    }
    assertThat(files.segment(2)).doesNotExist();
    assertThat(files.recovered()).containsExactly("one", "two", "x");
  }

  @Test
  void preparedSegmentOfADeadWriterIsRemoved() throws IOException {
    Path leftover = files.folder().resolve(".tmp-0");
    Files.write(leftover, new byte[SEGMENT_BYTES]);
    files.shown();
    assertThat(leftover).exists();
    files.recovered();
    assertThat(leftover).doesNotExist();
  }

  @Test
  void nextSegmentIsReadyBeforeItIsNeeded() throws Exception {
    LogFiles other = LogFiles.in(Files.createDirectory(directory.resolve("h")), SEGMENT_BYTES);
    try (CommitLog log = other.open()) {
      append(log, "x".repeat(100));
      assertThat(other.temporaries()).isEmpty();
      append(log, "x".repeat(200));
      while (other.temporaries().isEmpty()
          || Files.size(other.temporaries().get(0)) < SEGMENT_BYTES) {
        Thread.sleep(1);
      }
      Object prepared = Files.getAttribute(other.temporaries().get(0), "fileKey");
      append(log, "y".repeat(200));
      assertThat(Files.getAttribute(other.segment(2), "fileKey")).isEqualTo(prepared);
      assertThat(Files.size(other.segment(2))).isEqualTo(SEGMENT_BYTES);
    }
    assertThat(other.temporaries()).isEmpty();
  }

  @Test
  void writerWhosePreparedSegmentWasTakenForALeftoverMakesAnother() throws Exception {
    LogFiles other = LogFiles.in(Files.createDirectory(directory.resolve("h")), SEGMENT_BYTES);
    try (CommitLog log = other.open()) {
      append(log, "x".repeat(300));
      other.recovered();
      append(log, "y".repeat(300));
      assertThat(texts(log, 0)).hasSize(2);
    }
  }

  @Test
  void closingLeavesNoPreparedSegment() throws IOException {
    LogFiles other = LogFiles.in(Files.createDirectory(directory.resolve("h")), SEGMENT_BYTES);
    try (CommitLog log = other.open()) {
      append(log, "x".repeat(300));
    }
    assertThat(other.list()).containsExactly(other.segment(1), other.end());
  }
}
