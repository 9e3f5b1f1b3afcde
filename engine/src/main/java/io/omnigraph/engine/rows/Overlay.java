package io.omnigraph.engine.rows;

/**
 * The memory of one transaction's pending rows: up to a limit they stay on the heap, what is beyond
 * goes to a file that ends with the transaction. One thread.
 */
public final class Overlay implements AutoCloseable {
  /** 64 MiB. */
  public static final long DEFAULT_BYTES = 64L << 20;

  private final long maxBytes;
  private long heapBytes;
  private SpillFile file;

  public Overlay(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void grew(long bytes) {
    heapBytes += bytes;
  }

  boolean isFull() {
    return heapBytes > maxBytes;
  }

  SpillFile file() {
    if (file == null) {
      file = new SpillFile();
    }
    return file;
  }

  /** Bytes outside of the heap. */
  public long spilledBytes() {
    return file == null ? 0 : file.sizeBytes();
  }

  /** Rows that are in the file cannot be read any more. */
  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
