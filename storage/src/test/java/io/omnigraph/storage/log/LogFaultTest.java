package io.omnigraph.storage.log;

import static io.omnigraph.storage.log.CommitLogContract.append;
import static io.omnigraph.storage.log.CommitLogContract.bytes;
import static io.omnigraph.storage.log.CommitLogContract.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.log.CommitLog.AppendOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFaultTest {
  private static final int SEGMENT_BYTES = 1_024;
  private static final String FULL = "No space left on device";

  @TempDir Path root;

  private final Durable durable = new Durable(Durability.FULL, this::force);
  private LogFiles files;
  private CommitLog log;

  /** Syncs that fail. */
  private Predicate<Path> failingSync = path -> false;

  /** How many more bytes can be written to segments that have their name, and to others. */
  private int writableBytes = Integer.MAX_VALUE;

  private int preparableBytes = Integer.MAX_VALUE;
  private boolean isOneFailure;

  @BeforeEach
  void open() {
    files = new LogFiles(root, durable, SEGMENT_BYTES);
    log = files.openWith(FaultyFile::new);
    append(log, "a");
  }

  @AfterEach
  void close() {
    log.close();
    durable.close();
  }

  private void force(Path path) throws IOException {
    if (failingSync.test(path)) {
      throw new IOException("Input/output error");
    }
  }

  private final class FaultyFile extends LogFile {
    private final boolean hasName;

    FaultyFile(Path path, OpenOption... options) throws IOException {
      super(path, options);
      hasName = path.toString().endsWith(".log");
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
      int allowed = hasName ? writableBytes : preparableBytes;
      ByteBuffer part = bytes.duplicate();
      part.limit(Math.min(bytes.limit(), bytes.position() + allowed));
      super.write(part, offset);
      if (allowed < bytes.remaining()) {
        if (hasName) {
          writableBytes = isOneFailure ? Integer.MAX_VALUE : 0;
        }
        throw new IOException(FULL);
      }
    }
  }

  private ErrorCode refusal(String... texts) {
    return catchThrowableOfType(OmnigraphException.class, () -> append(log, texts)).code();
  }

  @Test
  void shortWriteIsUndoneAndNothingOfItComesBack() {
    long end = log.end();
    for (int written = 0; written < 23; written++) {
      writableBytes = written; // up to two whole records and a half
      isOneFailure = true;
      assertThat(refusal("b", "c", "d")).isEqualTo(ErrorCode.STORE_FULL);
      assertThat(log.end()).isEqualTo(end);
      assertThat(files.shown()).containsExactly("a");
      assertThat(files.recovered()).containsExactly("a");
    }
    assertThat(files.segment(2)).doesNotExist();
    append(log, "e");
    assertThat(texts(log, 0)).containsExactly("a", "e");
  }

  @Test
  void shortWriteThatCannotBeUndoneIsUnknown() {
    writableBytes = 12;
    AppendOutcome outcome = log.append(List.of(bytes("b"), bytes("c")));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            AppendOutcome.Unknown.class, unknown -> assertThat(unknown.cause()).hasMessage(FULL));
    writableBytes = Integer.MAX_VALUE;
    assertPoisoned();
    assertThat(files.recovered()).containsExactly("a", "b");
  }

  @Test
  void failedSyncIsUnknownAndNeverRepeated() {
    long end = log.end();
    failingSync = path -> path.equals(files.segment(1));
    assertThat(log.append(List.of(bytes("b")))).isInstanceOf(AppendOutcome.Unknown.class);
    failingSync = path -> false;
    assertThat(log.end()).isEqualTo(end);
    assertPoisoned();
    assertThat(texts(log, 0)).containsExactly("a");
    // Whoever opens it again does not trust the pages: what is there is written once more.
    assertThat(files.recovered()).containsExactly("a", "b");
    assertThat(files.segment(2)).exists();
  }

  @Test
  void failedSyncOfTheFolderAppendsNothing() {
    try (CommitLog other = files.open()) {
      other.recover();
      failingSync = path -> path.equals(files.folder());
      assertThat(refusal("x".repeat(SEGMENT_BYTES))).isEqualTo(ErrorCode.STORAGE_FAULT);
      failingSync = path -> false;
      assertPoisoned();
      assertThat(files.recovered()).containsExactly("a");
    }
  }

  @Test
  void segmentOfAWriterThatDiedBeforeHeToldOfItIsNotOverlooked() {
    try (CommitLog other = files.open()) {
      other.recover();
      failingSync = path -> path.equals(files.folder());
      refusal("x".repeat(SEGMENT_BYTES));
      failingSync = path -> false;
      assertThat(files.segment(2)).exists();
      append(other, "b"); // where the new segment begins
      assertThat(texts(other, 0)).containsExactly("a", "b");
    }
    assertThat(files.recovered()).containsExactly("a", "b");
  }

  @Test
  void failedSyncOfAPreparedFileAppendsNothingAndTheLogGoesOn() throws IOException {
    failingSync = path -> path.toString().contains(".tmp-");
    assertThat(refusal("x".repeat(SEGMENT_BYTES))).isEqualTo(ErrorCode.STORAGE_FAULT);
    failingSync = path -> false;
    append(log, "b");
    assertThat(texts(log, 0)).containsExactly("a", "b");
    assertThat(files.temporaries()).isEmpty();
  }

  @Test
  void fullDiskRefusesTheNextSegmentAndTheLogGoesOn() throws IOException {
    preparableBytes = 100;
    assertThat(refusal("x".repeat(SEGMENT_BYTES))).isEqualTo(ErrorCode.STORE_FULL);
    assertThat(files.temporaries()).isEmpty();
    append(log, "b"); // there is room for it where it goes
    assertThat(refusal("x".repeat(SEGMENT_BYTES))).isEqualTo(ErrorCode.STORE_FULL);
    assertThat(files.recovered()).containsExactly("a", "b");
    preparableBytes = Integer.MAX_VALUE;
    append(log, "c".repeat(SEGMENT_BYTES));
    assertThat(texts(log, 0)).hasSize(3);
  }

  @Test
  void preparingAheadMayFail() throws Exception {
    preparableBytes = 0;
    append(log, "x".repeat(SEGMENT_BYTES / 2));
    append(log, "y".repeat(SEGMENT_BYTES / 4));
    preparableBytes = Integer.MAX_VALUE;
    append(log, "z".repeat(SEGMENT_BYTES / 2));
    assertThat(texts(log, 0)).hasSize(4);
  }

  @Test
  void logThatCannotBeMadeIsRefused() throws IOException {
    log.close();
    LogFiles other =
        new LogFiles(Files.createDirectory(root.resolve("other")), durable, SEGMENT_BYTES);
    log = other.openWith(FaultyFile::new);
    preparableBytes = 10;
    assertThat(refusal("a")).isEqualTo(ErrorCode.STORE_FULL);
    assertThat(log.exists()).isFalse();
    preparableBytes = Integer.MAX_VALUE;
    append(log, "b");
    assertThat(texts(log, 0)).containsExactly("b");
  }

  /** However often it is asked, and although nothing else has changed since. */
  @Test
  void segmentThatIsGoneTakesNoMore() throws IOException, InterruptedException {
    for (Instant changed : List.of(Instant.parse("2020-01-01T00:00:00Z"), Instant.now())) {
      Files.setLastModifiedTime(files.folder(), FileTime.from(changed));
      awaitLook();
      append(log, "b");
    }
    awaitLook();
    Files.delete(files.segment(1));
    Files.setLastModifiedTime(files.folder(), FileTime.from(Instant.parse("2021-01-01T00:00:00Z")));
    assertThat(refusal("c")).isEqualTo(ErrorCode.STORAGE_FAULT);
    assertThat(refusal("c")).isEqualTo(ErrorCode.STORAGE_FAULT);
  }

  /** The next append looks whether its segment is there. */
  private static void awaitLook() throws InterruptedException {
    Thread.sleep(LogTail.LOOK_VALID.plusMillis(1).toMillis());
  }

  private void assertPoisoned() {
    assertThatThrownBy(() -> append(log, "later"))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAULT))
        .hasMessageContaining("opened again");
    assertThatThrownBy(log::recover).isInstanceOf(OmnigraphException.class);
  }
}
