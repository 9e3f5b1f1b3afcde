package io.omnigraph.storage.lance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads a protocol buffers message that Lance's binding hands out as text. */
final class WireBytes {
  /** Row ids have it with a capital, row versions without. */
  private static final String INLINE = "{\"inline\":[";

  private final ByteBuffer in;

  private WireBytes(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Null when it is something else than a message kept inline.
   *
   * @param metadata JSON with the message's bytes as numbers
   */
  static WireBytes inline(String metadata) {
    if (metadata == null
        || !metadata.regionMatches(true, 0, INLINE, 0, INLINE.length())
        || !metadata.endsWith("]}")) {
      return null;
    }
    byte[] bytes = new byte[metadata.length() / 2];
    int size = 0;
    int number = 0;
    for (int i = INLINE.length(); i < metadata.length() - 1; i++) {
      char c = metadata.charAt(i);
      if (c >= '0' && c <= '9') {
        number = 10 * number + c - '0';
      } else {
        bytes[size++] = (byte) number;
        number = 0;
      }
    }
    return new WireBytes(Arrays.copyOf(bytes, size));
  }

  static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  boolean hasRemaining() {
    return in.hasRemaining();
  }

  int position() {
    return in.position();
  }

  byte next() {
    return in.get();
  }

  short next16() {
    return in.getShort();
  }

  int next32() {
    return in.getInt();
  }

  long next64() {
    return in.getLong();
  }

  /** Reads a length; answers where what it measures ends. */
  int end() {
    int length = (int) varint();
    return in.position() + length;
  }

  long varint() {
    long value = 0;
    int shift = 0;
    while (true) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
      shift += 7;
    }
  }
}
