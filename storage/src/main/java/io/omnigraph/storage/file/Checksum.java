package io.omnigraph.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Size and CRC32C of a file's bytes.
 *
 * @param size in bytes
 */
public record Checksum(long size, int crc32c) {
  private static final int BUFFER_BYTES = 1 << 18;

  /** Reads the whole file: from memory, when it has just been written. */
  public static Checksum of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int capacity = (int) Math.min(Math.max(channel.size(), 1), BUFFER_BYTES);
      // Not a direct one: the JDK keeps one of those a thread for reads into the heap, while one a
      // file would wait for a collection.
      ByteBuffer buffer = ByteBuffer.allocate(capacity);
      CRC32C crc = new CRC32C();
      long size = 0;
      for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
        size += read;
        crc.update(buffer.flip());
        buffer.clear();
      }
      return new Checksum(size, (int) crc.getValue());
    }
  }
}
