package io.omnigraph.storage.lance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes the row ids that Lance keeps in a fragment's metadata, instead of scanning for them. The
 * format is Lance's {@code rowids.proto}: a sequence of segments, each a range, a range with holes
 * or with a bitmap, or a list.
 */
final class RowIdSequence {
  private static final String INLINE = "{\"Inline\":[";

  private final ByteBuffer in;
  private long[] ids;
  private int count;

  private RowIdSequence(byte[] bytes, int rows) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ids = new long[rows];
  }

  /**
   * One id a physical row, or null when this is a form that we do not know; the caller scans then.
   *
   * @param metadata as the binding gives it: JSON with the message's bytes as numbers
   */
  static long[] decode(String metadata, int rows) {
    byte[] bytes = bytes(metadata);
    if (bytes == null) {
      return null;
    }
    RowIdSequence sequence = new RowIdSequence(bytes, rows);
    boolean known;
    try {
      known = sequence.readSegments();
    } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException e) {
      return null;
    }
    return known && sequence.count == rows ? sequence.ids : null;
  }

  private static byte[] bytes(String metadata) {
    if (metadata == null || !metadata.startsWith(INLINE) || !metadata.endsWith("]}")) {
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
    return Arrays.copyOf(bytes, size);
  }

  private boolean readSegments() {
    while (in.hasRemaining()) {
      if (varint() != tag(1, 2)) {
        return false;
      }
      int end = end();
      int kind = (int) varint() >>> 3;
      int inner = end();
      boolean known =
          switch (kind) {
            case 1, 3 -> readRange(inner, kind == 3);
            case 4, 5 -> readArray(inner);
            default -> false;
          };
      if (!known || in.position() != end) {
        return false;
      }
    }
    return true;
  }

  /**
   * start = 1, end = 2, and of a range with a bitmap, bitmap = 3: bit set = the id is there.
   *
   * @param bitmap whether a field 3 is a bitmap; holes are left to the scan, nobody writes them yet
   */
  private boolean readRange(int limit, boolean bitmap) {
    long start = 0;
    long end = 0;
    while (in.position() < limit) {
      long tag = varint();
      if (tag == tag(1, 0)) {
        start = varint();
      } else if (tag == tag(2, 0)) {
        end = varint();
      } else if (tag == tag(3, 2) && bitmap) {
        return readBitmap(start, limit);
      } else {
        return false;
      }
    }
    for (long id = start; id < end; id++) {
      add(id);
    }
    return !bitmap;
  }

  private boolean readBitmap(long start, int limit) {
    int end = end();
    for (long id = start; in.position() < end; id += 8) {
      int bits = in.get() & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        if ((bits >> bit & 1) != 0) {
          add(id + bit);
        }
      }
    }
    return end == limit;
  }

  /** One of u16 = 1, u32 = 2 (base and differences), u64 = 3 (values). */
  private boolean readArray(int limit) {
    int width = 1 << (int) (varint() >>> 3);
    int inner = end();
    long base = 0;
    while (in.position() < inner) {
      long tag = varint();
      if (tag == tag(1, 0)) {
        base = varint();
      } else if (tag == tag(2, 2)) {
        int end = end();
        while (in.position() < end) {
          add(base + value(width));
        }
      } else {
        return false;
      }
    }
    return in.position() == limit;
  }

  private long value(int width) {
    return switch (width) {
      case 2 -> in.getShort() & 0xffffL;
      case 4 -> in.getInt() & 0xffff_ffffL;
      default -> in.getLong();
    };
  }

  private void add(long id) {
    ids[count++] = id;
  }

  private int end() {
    int length = (int) varint();
    return in.position() + length;
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  private long varint() {
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
