package io.omnigraph.storage.log;

import io.omnigraph.storage.file.Durable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of the log that is open for writing. */
interface LogOutput extends Durable.OpenFile, Closeable {
  /** How many are written at once. */
  int ZEROS = 1 << 18;

  /** Writes all of a buffer. */
  void write(ByteBuffer bytes, long offset) throws IOException;

  /** Writes zeros in place of some bytes. */
  default void writeZeros(long offset, long count) throws IOException {
    for (long at = 0; at < count; at += ZEROS) {
      write(ByteBuffer.allocate((int) Math.min(ZEROS, count - at)), offset + at);
    }
  }

  /** Another process may have written into the file. */
  default void changed() {}
}
