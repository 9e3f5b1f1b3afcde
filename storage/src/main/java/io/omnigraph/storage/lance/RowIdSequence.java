package io.omnigraph.storage.lance;

import java.nio.BufferUnderflowException;
import java.util.Arrays;

/**
 * Decodes the row ids that Lance keeps in a fragment's metadata, instead of scanning for them. The
 * format is Lance's {@code rowids.proto}: a sequence of segments, each a range, a range with holes
 * or with a bitmap, or a list.
 */
final class RowIdSequence {
  private final WireBytes in;
  private long[] ids;
  private int count;

  private RowIdSequence(WireBytes in, int rows) {
    this.in = in;
    ids = new long[rows];
  }

  /**
   * One id a physical row, or null when this is a form that we do not know; the caller scans then.
   *
   * @param metadata as the binding gives it: JSON with the message's bytes as numbers
   */
  static long[] decode(String metadata, int rows) {
    WireBytes bytes = WireBytes.inline(metadata);
    if (bytes == null) {
      return null;
    }
    RowIdSequence sequence = new RowIdSequence(bytes, rows);
    boolean known;
    try {
      known = sequence.readSegments();
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return null;
    }
    return known && sequence.count == rows ? sequence.ids : null;
  }

  private boolean readSegments() {
    while (in.hasRemaining()) {
      if (in.varint() != WireBytes.tag(1, 2)) {
        return false;
      }
      int end = in.end();
      int kind = (int) in.varint() >>> 3;
      int inner = in.end();
      boolean known =
          switch (kind) {
            case 1, 2, 3 -> readRange(inner, kind);
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
   * start = 1, end = 2; the second kind has holes = 3, ids that are not there; the third has bitmap
   * = 3: bit set = the id is there.
   */
  private boolean readRange(int limit, int kind) {
    long start = 0;
    long end = 0;
    while (in.position() < limit) {
      long tag = in.varint();
      if (tag == WireBytes.tag(1, 0)) {
        start = in.varint();
      } else if (tag == WireBytes.tag(2, 0)) {
        end = in.varint();
      } else if (tag == WireBytes.tag(3, 2) && kind == 3) {
        return readBitmap(start, limit);
      } else if (tag == WireBytes.tag(3, 2) && kind == 2) {
        return readHoles(start, end, limit);
      } else {
        return false;
      }
    }
    for (long id = start; id < end; id++) {
      add(id);
    }
    return kind == 1;
  }

  private boolean readHoles(long start, long end, int limit) {
    int bytes = in.end() - in.position();
    RowIdSequence inner = new RowIdSequence(in, bytes);
    boolean known = inner.readArray(limit);
    long[] holes = Arrays.copyOf(inner.ids, inner.count);
    int hole = 0;
    for (long id = start; known && id < end; id++) {
      if (hole < holes.length && holes[hole] == id) {
        hole++;
      } else {
        add(id);
      }
    }
    return known && hole == holes.length;
  }

  private boolean readBitmap(long start, int limit) {
    int end = in.end();
    for (long id = start; in.position() < end; id += 8) {
      int bits = in.next() & 0xff;
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
    int width = 1 << (int) (in.varint() >>> 3);
    int inner = in.end();
    long base = 0;
    while (in.position() < inner) {
      long tag = in.varint();
      if (tag == WireBytes.tag(1, 0)) {
        base = in.varint();
      } else if (tag == WireBytes.tag(2, 2)) {
        int end = in.end();
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
      case 2 -> in.next16() & 0xffffL;
      case 4 -> in.next32() & 0xffff_ffffL;
      default -> in.next64();
    };
  }

  private void add(long id) {
    ids[count++] = id;
  }
}
