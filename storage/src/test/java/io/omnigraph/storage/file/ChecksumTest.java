package io.omnigraph.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {
  @TempDir Path folder;

  /** Larger than what is read at once. */
  private static byte[] content() {
    byte[] bytes = new byte[600_001];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static Checksum expected(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return new Checksum(bytes.length, (int) crc.getValue());
  }

  @Test
  void sumsAllOfAFile() throws IOException {
    Path file = Files.write(folder.resolve("f"), content());
    assertThat(Checksum.of(file)).isEqualTo(expected(content()));
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThat(Checksum.of(empty)).isEqualTo(expected(new byte[0]));
  }

  @Test
  void anInterruptDoesNotStopIt() throws IOException {
    Path file = Files.write(folder.resolve("f"), content());
    Thread.currentThread().interrupt();
    Checksum sum;
    try {
      sum = Checksum.of(file);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(sum).isEqualTo(expected(content()));
  }

  /** Failures are told apart by their kinds; see {@link FileFailure}. */
  @Test
  void aFileThatIsMissingSaysSo() {
    assertThatThrownBy(() -> Checksum.of(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
