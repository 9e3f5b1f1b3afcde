package io.omnigraph.storage.log;

import io.omnigraph.storage.file.Durable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of the log that is open for writing. */
interface LogOutput extends Durable.OpenFile, Closeable {
  /** Writes all of a buffer. */
  void write(ByteBuffer bytes, long offset) throws IOException;

  /** Another process may have written into the file. */
  void changed();
}
