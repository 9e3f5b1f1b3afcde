package io.omnigraph.storage.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What makes bytes a record: the CRC32C of the segment's salt, the record's position, its size and
 * its payload. So a record is none at any other place. One thread.
 */
final class RecordSum {
  /** Before the payload: size of the whole record, with a mark; sum. Each an int. */
  static final int HEAD_BYTES = 8;

  /**
   * Marks the first record of an append. All that is before it was on the disk before it was
   * written.
   */
  static final int FIRST = 1 << 31;

  private final CRC32C crc = new CRC32C();
  private final byte[] seed = new byte[20];
  private final ByteBuffer seedView = ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * @param size as it is written, with the mark
   */
  int of(long salt, long position, int size, byte[] bytes, int from) {
    int length = (size & ~FIRST) - HEAD_BYTES;
    seedView.putLong(0, salt).putLong(8, position).putInt(16, size);
    crc.reset();
    crc.update(seed);
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
