package io.omnigraph.storage.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What makes bytes a record: the CRC32C of the segment's salt, the record's position, its size and
 * its payload. So a record is none at any other place. One thread.
 */
final class RecordSum {
  /** Before the payload: size of the whole record, sum; each an int. */
  static final int HEAD_BYTES = 8;

  private final CRC32C crc = new CRC32C();
  private final byte[] seed = new byte[20];
  private final ByteBuffer seedView = ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN);

  int of(long salt, long position, byte[] bytes, int from, int length) {
    seedView.putLong(0, salt).putLong(8, position).putInt(16, HEAD_BYTES + length);
    crc.reset();
    crc.update(seed);
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
