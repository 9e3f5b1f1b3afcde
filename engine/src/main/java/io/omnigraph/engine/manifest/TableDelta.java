package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What one small commit does to one table, as bytes: rows to write, whole, and keys to delete. It
 * is stored and passed on as it is; only {@code engine.rows} looks inside.
 *
 * @param content begins with the number of changed rows as a little-endian int
 */
@SuppressWarnings("ArrayRecordComponent") // nobody writes to it
public record TableDelta(byte[] content) {
  @Override
  public boolean equals(Object other) {
    return other instanceof TableDelta delta && Arrays.equals(content, delta.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /**
   * Rows written and keys deleted.
   *
   * @throws OmnigraphException DATA_CORRUPT when it is too short to say
   */
  public int rows() {
    if (content.length < Integer.BYTES) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, "A delta", "it has only " + content.length + " bytes");
    }
    return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
  }
}
