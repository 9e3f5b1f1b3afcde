package io.omnigraph.storage.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Size and CRC32C of a file's bytes.
 *
 * @param size in bytes
 */
public record Checksum(long size, int crc32c) {
  private static final int BUFFER_BYTES = 1 << 18;

  /**
   * Reads the whole file: from memory, when it has just been written. By a stream: a channel would
   * be closed when the thread is interrupted, in the middle of a commit.
   */
  public static Checksum of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[(int) Math.min(Math.max(Files.size(file), 1), BUFFER_BYTES)];
      CRC32C crc = new CRC32C();
      long size = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        crc.update(buffer, 0, read);
      }
      return new Checksum(size, (int) crc.getValue());
    }
  }
}
