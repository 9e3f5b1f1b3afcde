package io.omnigraph.storage.log;

import static io.omnigraph.storage.log.CommitLogContract.append;
import static io.omnigraph.storage.log.CommitLogContract.text;
import static io.omnigraph.storage.log.CommitLogContract.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.log.CommitLog.Read;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handles that only read: what they show, and that they change nothing. */
class LogReadingTest {
  private static final int SEGMENT_BYTES = 1_024;

  @TempDir Path root;

  private LogFiles files;

  @BeforeEach
  void makeFiles() {
    files = LogFiles.in(root, SEGMENT_BYTES);
  }

  /** Two records, and one more behind an old end. */
  private void leaveOneBehind() throws IOException {
    try (CommitLog log = files.open()) {
      append(log, "a", "b");
      byte[] old = Files.readAllBytes(files.end());
      append(log, "c");
      Files.write(files.end(), old);
    }
  }

  @Test
  void recordsBehindTheEndAreShownIfNobodyWrites() throws IOException {
    leaveOneBehind();
    try (CommitLog reader = files.openForReading(() -> false)) {
      assertThat(texts(reader, 0)).containsExactly("a", "b", "c");
      long end = reader.end();
      try (CommitLog writer = files.open()) {
        writer.recover();
        assertThat(writer.end()).isEqualTo(end);
        append(writer, "d");
      }
      assertThat(texts(reader, end)).containsExactly("d");
      assertThat(texts(reader, 0)).containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  void recordsBehindTheEndAreNotShownBesideAWriter() throws IOException {
    leaveOneBehind();
    try (CommitLog reader = files.openForReading(() -> true)) {
      assertThat(texts(reader, 0)).containsExactly("a", "b");
      files.recovered();
      assertThat(texts(reader, 0)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void writerThatComesWhileTheTailIsLookedAtIsNoticed() throws IOException {
    leaveOneBehind();
    AtomicBoolean active = new AtomicBoolean();
    try (CommitLog reader = files.openForReading(() -> active.getAndSet(true))) {
      assertThat(texts(reader, 0)).containsExactly("a", "b");
    }
  }

  @Test
  void appendThatFailsWhileTheTailIsLookedAtIsNoticed() throws IOException {
    leaveOneBehind();
    EndFile page = EndFile.map(files.end(), FileChannel.MapMode.READ_WRITE);
    List<Boolean> asked = new ArrayList<>();
    BooleanSupplier writerInBetween =
        () -> {
          if (!asked.isEmpty()) {
            page.begin();
            page.settle();
          }
          return asked.isEmpty() && !asked.add(true);
        };
    try (CommitLog reader = files.openForReading(writerInBetween)) {
      assertThat(texts(reader, 0)).containsExactly("a", "b");
    }
  }

  /** However long a writer is held up there; and if it dies, the next one finds all again. */
  @Test
  void whatIsAcknowledgedIsShownWhileAWriterTellsTheNextEnd() throws IOException {
    try (CommitLog writer = files.open()) {
      append(writer, "a");
      append(writer, "b");
      EndFile page = EndFile.map(files.end(), FileChannel.MapMode.READ_WRITE);
      page.begin();
      page.announce(page.end() + 40);
    }
    try (CommitLog other = files.open()) {
      assertThat(texts(other, 0)).containsExactly("a", "b");
      other.recover();
      assertThat(texts(other, 0)).containsExactly("a", "b");
    }
  }

  @Test
  void handleThatHasNotRecoveredShowsWhatIsAcknowledged() throws IOException {
    leaveOneBehind();
    try (CommitLog writer = files.open()) {
      assertThat(texts(writer, 0)).containsExactly("a", "b");
      writer.recover();
      assertThat(texts(writer, 0)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void readingChangesNothing() throws IOException {
    leaveOneBehind();
    Files.write(files.folder().resolve(".tmp-x"), new byte[10]);
    Map<String, String> before = contents();
    for (boolean isActive : new boolean[] {true, false}) {
      try (CommitLog reader = files.openForReading(() -> isActive)) {
        assertThat(reader.exists()).isTrue();
        texts(reader, reader.start());
        assertThat(reader.end() - reader.start()).isPositive();
      }
    }
    assertThat(contents()).isEqualTo(before);
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : files.list()) {
      byte[] bytes = Files.readAllBytes(file);
      contents.put(
          file.toString(), Files.getLastModifiedTime(file) + " " + HexFormat.of().formatHex(bytes));
    }
    return contents;
  }

  @Test
  void readingALogThatIsNotThereMakesNone() throws IOException {
    try (CommitLog reader = files.openForReading(() -> false)) {
      assertThat(reader.exists()).isFalse();
      assertThat(reader.end()).isZero();
      try (CommitLog writer = files.open()) {
        writer.recover();
        assertThat(files.folder()).doesNotExist();
        append(writer, "a");
      }
      assertThat(reader.exists()).isTrue();
      assertThat(texts(reader, 0)).containsExactly("a");
    }
  }

  @Test
  void readerThatComesTooLateIsToldSoAndNeverWrong() throws Exception {
    int records = 2_000;
    AtomicBoolean isDone = new AtomicBoolean();
    List<String> wrong = new ArrayList<>();
    List<Long> seen = new ArrayList<>();
    try (CommitLog writer = files.open();
        CommitLog reader = files.openForReading(() -> true)) {
      Thread follower =
          new Thread(
              () -> {
                long next = 0;
                while (!isDone.get() || next < records) {
                  long position = reader.start();
                  Optional<Read> read = reader.read(position);
                  if (read.isPresent() && !read.get().records().isEmpty()) {
                    long first = Long.parseLong(text(read.get().records().get(0)).trim());
                    for (int i = 0; i < read.get().records().size(); i++) {
                      if (Long.parseLong(text(read.get().records().get(i)).trim()) != first + i) {
                        wrong.add("at " + position);
                      }
                    }
                    next = first + read.get().records().size();
                    seen.add(next);
                  }
                }
              });
      follower.setUncaughtExceptionHandler((thread, e) -> wrong.add(e.toString()));
      follower.start();
      for (int i = 0; i < records; i++) {
        long end = append(writer, String.format("%60d", i));
        writer.trim(end);
      }
      isDone.set(true);
      follower.join();
      assertThat(wrong).isEmpty();
      assertThat(seen).isNotEmpty();
      assertThat(reader.read(0)).isEmpty();
    }
  }

  @Test
  void voidRecordsAreNotReadBySomebodyWhoMissedTheNextSegments() throws IOException {
    try (CommitLog reader = files.openForReading(() -> true)) {
      try (CommitLog log = files.open()) {
        append(log, "a");
      }
      assertThat(texts(reader, 0)).containsExactly("a");
      long end = reader.end();
      // The first segment goes on with a whole record that never counted.
      LogFiles other = files.copyTo(root.resolve("other"));
      try (CommitLog log = other.open()) {
        append(log, "void");
      }
      byte[] untold = Files.readAllBytes(other.segment(1));
      try (CommitLog log = files.open()) {
        append(log, "x".repeat(2 * SEGMENT_BYTES));
        long third = append(log, "y".repeat(2 * SEGMENT_BYTES));
        Files.write(files.segment(1), untold);
        assertThat(reader.read(end).orElseThrow().records()).hasSize(2);
        log.trim(third);
        assertThat(reader.read(end)).isEmpty();
      }
    }
  }
}
