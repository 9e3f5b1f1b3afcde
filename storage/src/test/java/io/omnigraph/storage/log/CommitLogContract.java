package io.omnigraph.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog.AppendOutcome;
import io.omnigraph.storage.log.CommitLog.AppendOutcome.Appended;
import io.omnigraph.storage.log.CommitLog.Read;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link CommitLog} promises. A subclass opens handles on one new, empty log. */
public abstract class CommitLogContract {
  private final List<CommitLog> opened = new ArrayList<>();

  /** Another handle on the log of this test, as another process has one. */
  protected abstract CommitLog newHandle();

  private CommitLog open() {
    CommitLog log = newHandle();
    opened.add(log);
    return log;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(CommitLog::close);
  }

  @Test
  void logThatIsNotThereHasNoRecords() {
    CommitLog log = open();
    assertThat(log.exists()).isFalse();
    assertThat(log.start()).isZero();
    assertThat(log.end()).isZero();
    assertThat(log.end()).isEqualTo(log.start());
    assertThat(log.read(0).orElseThrow().records()).isEmpty();
    log.recover();
    log.trim(0);
    assertThat(log.exists()).isFalse();
    assertThat(log.end()).isZero();
  }

  @Test
  void appendMakesItAndMovesTheEnd() {
    CommitLog log = open();
    log.recover();
    long first = append(log, "a");
    assertThat(log.exists()).isTrue();
    assertThat(log.start()).isZero();
    assertThat(first).isPositive().isEqualTo(log.end());
    long second = append(log, "b", "c");
    assertThat(second).isGreaterThan(first).isEqualTo(log.end());
    assertThat(log.end() - log.start()).isEqualTo(second);
  }

  @Test
  void appendOfNothingChangesNothing() {
    CommitLog log = open();
    long end = append(log, "a");
    assertThat(log.append(List.of())).isEqualTo(new Appended(end));
    assertThat(texts(log, 0)).containsExactly("a");
  }

  @Test
  void readsRecordsAfterAPositionOldestFirst() {
    CommitLog log = open();
    long first = append(log, "a");
    long second = append(log, "b", "", "d");
    Read all = log.read(0).orElseThrow();
    assertThat(all.records())
        .extracting(CommitLogContract::text)
        .containsExactly("a", "b", "", "d");
    assertThat(all.end()).isEqualTo(second);
    assertThat(texts(log, first)).containsExactly("b", "", "d");
    assertThat(log.read(second).orElseThrow()).isEqualTo(new Read(List.of(), second));
  }

  @Test
  void positionBehindTheEndIsAnotherLogs() {
    CommitLog log = open();
    assertThat(log.read(append(log, "a") + 1)).isEmpty();
  }

  @Test
  void largeAndSmallRecordsComeBackAsTheyWere() {
    CommitLog log = open();
    Random random = new Random(7);
    List<byte[]> records = new ArrayList<>();
    for (int size : new int[] {0, 1, 300, 5_000, 300_000, 7, 131_064, 131_072, 1_500_000, 2}) {
      byte[] record = new byte[size];
      random.nextBytes(record);
      records.add(record);
    }
    log.append(records);
    log.append(records);
    List<byte[]> twice = new ArrayList<>(records);
    twice.addAll(records);
    assertThat(log.read(0).orElseThrow().records()).containsExactlyElementsOf(twice);
    CommitLog other = open();
    assertThat(other.read(0).orElseThrow().records()).containsExactlyElementsOf(twice);
  }

  @Test
  void anotherHandleSeesWhatWasAppended() {
    CommitLog writer = open();
    CommitLog reader = open();
    assertThat(reader.exists()).isFalse();
    for (int i = 0; i < 100; i++) {
      long before = reader.end();
      long end = append(writer, "r" + i);
      assertThat(reader.end()).isEqualTo(end);
      assertThat(texts(reader, before)).containsExactly("r" + i);
    }
    assertThat(reader.exists()).isTrue();
  }

  @Test
  void handlesThatAppendInTurnsLoseNothing() {
    List<CommitLog> writers = List.of(open(), open(), open());
    List<String> expected = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      CommitLog writer = writers.get(random.nextInt(writers.size()));
      if (random.nextBoolean()) {
        writer.recover();
      }
      String text = ("r" + i).repeat(1 + random.nextInt(60));
      append(writer, text);
      expected.add(text);
    }
    for (CommitLog writer : writers) {
      assertThat(texts(writer, 0)).isEqualTo(expected);
    }
  }

  @Test
  void recordsAreThereWhenItIsOpenedAgain() {
    CommitLog first = open();
    long end = append(first, "a", "b");
    first.close();
    CommitLog again = open();
    assertThat(again.exists()).isTrue();
    assertThat(again.end()).isEqualTo(end);
    again.recover();
    append(again, "c");
    assertThat(texts(again, 0)).containsExactly("a", "b", "c");
  }

  @Test
  void recoveryOfALogThatIsWholeChangesNothing() {
    CommitLog log = open();
    long end = append(log, "a");
    log.recover();
    open().recover();
    assertThat(log.end()).isEqualTo(end);
    append(log, "b");
    assertThat(texts(log, 0)).containsExactly("a", "b");
  }

  @Test
  void trimKeepsWhatIsAfterThePosition() {
    CommitLog log = open();
    CommitLog reader = open();
    List<Long> ends = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      ends.add(append(log, ("r" + i + " ").repeat(100)));
    }
    assertThat(texts(reader, 0)).hasSize(300);
    log.trim(ends.get(200));
    assertThat(log.start()).isPositive().isLessThanOrEqualTo(ends.get(200));
    assertThat(reader.start()).isEqualTo(log.start());
    assertThat(log.end()).isEqualTo(ends.get(299));
    for (CommitLog handle : List.of(log, reader, open())) {
      assertThat(handle.read(0)).isEmpty();
      assertThat(texts(handle, ends.get(200))).hasSize(99);
      assertThat(texts(handle, handle.start()).get(0)).startsWith("r");
    }
  }

  @Test
  void positionsGrowOnWhenAllWasTrimmed() {
    CommitLog log = open();
    long end = 0;
    for (int i = 0; i < 100; i++) {
      end = append(log, "x".repeat(200));
    }
    log.trim(end);
    log.close();
    CommitLog again = open();
    again.recover();
    assertThat(again.end()).isEqualTo(end);
    assertThat(append(again, "y")).isGreaterThan(end);
    assertThat(texts(again, end)).containsExactly("y");
  }

  @Test
  void closedLogIsRefused() {
    CommitLog log = open();
    append(log, "a");
    log.close();
    assertThatCode(log::close).doesNotThrowAnyException();
    assertThatThrownBy(() -> log.append(List.of(bytes("b"))))
        .isInstanceOf(OmnigraphException.class);
    assertThatThrownBy(() -> log.read(0)).isInstanceOf(OmnigraphException.class);
    assertThatThrownBy(log::recover).isInstanceOf(OmnigraphException.class);
  }

  @Test
  void interruptedThreadAppendsAndReadsAsAnyOther() {
    CommitLog log = open();
    Thread.currentThread().interrupt();
    try {
      append(log, "a");
      for (int i = 0; i < 100; i++) {
        append(log, "b".repeat(200));
      }
      assertThat(texts(log, 0)).hasSize(101);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    append(log, "c");
  }

  @Test
  void readersBesideAWriterSeeOnlyWholeRecordsInOrder() throws Exception {
    CommitLog writer = open();
    CommitLog reader = open();
    List<String> seen = new ArrayList<>();
    Thread follower =
        new Thread(
            () -> {
              long position = 0;
              while (seen.size() < 500) {
                if (reader.end() > position) {
                  Read read = reader.read(position).orElseThrow();
                  read.records().forEach(record -> seen.add(text(record)));
                  position = read.end();
                }
              }
            });
    follower.start();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String text = "r" + i + "x".repeat(i % 50);
      append(writer, text);
      expected.add(text);
    }
    follower.join();
    assertThat(seen).isEqualTo(expected);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] record) {
    return new String(record, StandardCharsets.UTF_8);
  }

  /** The new end. */
  static long append(CommitLog log, String... texts) {
    List<byte[]> records = new ArrayList<>();
    for (String text : texts) {
      records.add(bytes(text));
    }
    AppendOutcome outcome = log.append(records);
    assertThat(outcome).isInstanceOf(Appended.class);
    return ((Appended) outcome).end();
  }

  static List<String> texts(CommitLog log, long after) {
    Read read = log.read(after).orElseThrow();
    assertThat(read.end()).isEqualTo(log.end());
    return read.records().stream().map(CommitLogContract::text).toList();
  }
}
