package io.omnigraph.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommitLogTest extends CommitLogContract {
  private static final int SEGMENT_BYTES = 4_096;

  @TempDir Path root;

  private final Durable durable = new Durable(Durability.FULL);

  @AfterEach
  void closeDurable() {
    durable.close();
  }

  @Override
  protected CommitLog newHandle() {
    return new LocalCommitLog(root.resolve(LocalCommitLog.FOLDER), durable, SEGMENT_BYTES, null);
  }

  /** Also not at a second look: a new log would take their place. */
  @Test
  void damageOfTheOnlySegmentIsNotForgotten() throws IOException {
    try (CommitLog log = newHandle()) {
      log.append(List.of(new byte[] {1, 2, 3}));
    }
    Path segment = root.resolve(LocalCommitLog.FOLDER).resolve("00000000000000000001.log");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[40] ^= 1;
    Files.write(segment, bytes);
    assertIsDamaged();
    Files.delete(segment);
    assertIsDamaged();
  }

  private void assertIsDamaged() {
    try (CommitLog log = newHandle()) {
      for (int look = 0; look < 2; look++) {
        assertThatThrownBy(log::exists)
            .isInstanceOfSatisfying(
                OmnigraphException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT));
      }
    }
  }
}
