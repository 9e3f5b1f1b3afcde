package io.omnigraph.storage.log;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;

/**
 * A segment that is written in whole blocks, past the page cache of the system: there a write and
 * its sync take a third less time, because nobody has to look for what is dirty. What is behind a
 * write in its last block is zeros afterwards. The bytes before it are written again as they are,
 * as the page cache does it too. One thread.
 */
final class BlockFile implements LogOutput {
  /** A multiple of what any disk asks for. */
  static final int BLOCK_BYTES = 4_096;

  private static final int BUFFER_BYTES = 1 << 16;

  private static final byte[] ZERO_BLOCK = new byte[BLOCK_BYTES];

  private final LogFile file;

  /** Of whole blocks. */
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES + BLOCK_BYTES).alignedSlice(BLOCK_BYTES);

  /** Offset of the block at the beginning of the buffer. */
  private long block;

  /** Before this, and from the block on, the buffer holds what the file does. */
  private long heldTo;

  private BlockFile(LogFile file) {
    this.file = file;
  }

  /**
   * @param offset near which it will be written
   * @return written the ordinary way where this one does not work
   */
  static LogOutput open(SegmentFiles files, Segment segment, long offset) throws IOException {
    if (segment.sizeBytes() % BLOCK_BYTES == 0 && offset < segment.sizeBytes()) {
      LogFile direct = null;
      try {
        direct =
            files.open(
                segment,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                ExtendedOpenOption.DIRECT);
        BlockFile opened = new BlockFile(direct);
        opened.hold(offset); // also tells whether the blocks are large enough
        return opened;
      } catch (IOException | UnsupportedOperationException e) {
        if (direct != null) {
          direct.close();
        }
      }
    }
    return files.openToWrite(segment);
  }

  private static long blockOf(long offset) {
    return offset - offset % BLOCK_BYTES;
  }

  /** Has what is before an offset in its block. */
  private void hold(long offset) throws IOException {
    if (block != blockOf(offset) || heldTo < offset) {
      heldTo = 0;
      block = blockOf(offset);
      if (block < offset) {
        buffer.clear().limit(BLOCK_BYTES);
        file.read(buffer, block);
      }
      heldTo = offset;
    }
  }

  @Override
  public void write(ByteBuffer bytes, long offset) throws IOException {
    for (long at = offset; bytes.hasRemaining(); ) {
      at += writePart(bytes, at);
    }
  }

  private int writePart(ByteBuffer bytes, long offset) throws IOException {
    hold(offset);
    int from = (int) (offset - block);
    int length = Math.min(bytes.remaining(), BUFFER_BYTES - from);
    heldTo = offset; // should the write fail
    buffer.clear();
    buffer.put(from, bytes, bytes.position(), length);
    int end = from + length;
    int padded = (int) blockOf(end + BLOCK_BYTES - 1);
    buffer.put(end, ZERO_BLOCK, 0, padded - end);
    file.write(buffer.limit(padded), block);
    bytes.position(bytes.position() + length);
    keepLast(end);
    return length;
  }

  /** The last block is the next one to be written, again. */
  private void keepLast(int end) {
    int last = (int) blockOf(end);
    if (last > 0) {
      buffer.clear();
      buffer.put(0, buffer.duplicate(), last, end - last);
    }
    block += last;
    heldTo = block + end - last;
  }

  @Override
  public void changed() {
    heldTo = 0;
  }

  @Override
  public void forceBytes() throws IOException {
    file.forceBytes();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
