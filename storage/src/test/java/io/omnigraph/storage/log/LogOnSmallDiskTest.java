package io.omnigraph.storage.log;

import static io.omnigraph.storage.log.CommitLogContract.append;
import static io.omnigraph.storage.log.CommitLogContract.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of its own, which only root can mount. */
class LogOnSmallDiskTest {
  private static final int SEGMENT_BYTES = 64 << 10;
  private static final String RECORD = "x".repeat(1_000);

  @TempDir Path directory;

  private Path disk;
  private LogFiles files;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()),
        "this process may mount a file system");
    files = LogFiles.in(disk, SEGMENT_BYTES);
  }

  @AfterEach
  void unmount() throws Exception {
    assertThat(run("umount", "-l", disk.toString())).isTrue();
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  @Test
  void fullDiskRefusesAndTakesMoreWhenSomethingWasTrimmed() throws IOException {
    List<Long> ends = new ArrayList<>();
    try (CommitLog log = files.open()) {
      ErrorCode refusal = null;
      while (refusal == null) {
        try {
          ends.add(append(log, RECORD));
        } catch (OmnigraphException e) {
          refusal = e.code();
        }
      }
      assertThat(refusal).isEqualTo(ErrorCode.STORE_FULL);
      assertThat(log.end()).isEqualTo(ends.get(ends.size() - 1));
      assertThat(catchThrowableOfType(OmnigraphException.class, () -> append(log, RECORD)).code())
          .isEqualTo(ErrorCode.STORE_FULL);
      assertThat(files.recovered()).hasSize(ends.size()).containsOnly(RECORD);
      assertThat(files.temporaries()).isEmpty();
      log.trim(ends.get(ends.size() - 1));
      append(log, "more");
      assertThat(texts(log, ends.get(ends.size() - 1))).containsExactly("more");
    }
  }

  @Test
  void readsFromADiskThatCannotBeWritten() throws Exception {
    // A file that was mapped for writing keeps its disk from becoming read-only.
    LogFiles elsewhere = LogFiles.in(Files.createDirectory(directory.resolve("g")), SEGMENT_BYTES);
    try (CommitLog log = elsewhere.open()) {
      append(log, "a", "b");
      byte[] old = Files.readAllBytes(elsewhere.end());
      append(log, "c");
      Files.write(elsewhere.end(), old);
    }
    elsewhere.copyTo(disk);
    Assumptions.assumeTrue(run("mount", "-o", "remount,ro", disk.toString()), "remounted");
    assertThat(files.shown()).containsExactly("a", "b", "c");
    try (CommitLog log = files.open()) {
      assertThat(texts(log, 0)).containsExactly("a", "b");
      assertThat(catchThrowableOfType(OmnigraphException.class, () -> append(log, "d")).code())
          .isEqualTo(ErrorCode.PERMISSION_DENIED);
    }
  }
}
