package io.omnigraph.storage.lance;

import java.nio.BufferUnderflowException;
import org.lance.fragment.VersionMeta;

/**
 * The table versions that made, or last wrote, the rows of a fragment, as Lance keeps them in its
 * metadata: runs of rows of one version, {@code rowids.proto}'s RowDatasetVersionSequence.
 */
final class RowVersions {
  private final WireBytes in;
  private final long[] versions;
  private int count;
  private long newest;

  private RowVersions(WireBytes in, long[] versions) {
    this.in = in;
    this.versions = versions;
  }

  /** One version a physical row, or null when this is a form that we do not know. */
  static long[] decode(VersionMeta meta, int rows) {
    RowVersions read = read(meta, new long[rows]);
    return read != null && read.count == rows ? read.versions : null;
  }

  /** The greatest of all, or {@link Long#MAX_VALUE} when this is a form that we do not know. */
  static long newest(VersionMeta meta) {
    RowVersions read = read(meta, null);
    return read == null ? Long.MAX_VALUE : read.newest;
  }

  private static RowVersions read(VersionMeta meta, long[] into) {
    WireBytes bytes = meta == null ? null : WireBytes.inline(meta.getMetadata());
    if (bytes == null) {
      return null;
    }
    RowVersions versions = new RowVersions(bytes, into);
    try {
      return versions.readRuns() ? versions : null;
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  /** A run: span = 1, itself a range = 1 of offsets, and version = 2. */
  private boolean readRuns() {
    while (in.hasRemaining()) {
      if (in.varint() != WireBytes.tag(1, 2)) {
        return false;
      }
      int end = in.end();
      int rows = 0;
      long version = 0;
      while (in.position() < end) {
        long tag = in.varint();
        if (tag == WireBytes.tag(1, 2)) {
          rows = readSpan();
        } else if (tag == WireBytes.tag(2, 0)) {
          version = in.varint();
        } else {
          return false;
        }
      }
      if (rows < 0) {
        return false;
      }
      add(rows, version);
    }
    return true;
  }

  /** How many rows follow those of the run before; negative when it is no such range. */
  private int readSpan() {
    int end = in.end();
    if (in.varint() != WireBytes.tag(1, 2) || in.end() != end) {
      return -1;
    }
    long from = 0;
    long to = 0;
    while (in.position() < end) {
      long tag = in.varint();
      if (tag == WireBytes.tag(1, 0)) {
        from = in.varint();
      } else if (tag == WireBytes.tag(2, 0)) {
        to = in.varint();
      } else {
        return -1;
      }
    }
    return from == count ? (int) (to - from) : -1;
  }

  private void add(int rows, long version) {
    for (int i = 0; versions != null && i < rows; i++) {
      versions[count + i] = version;
    }
    count += rows;
    newest = Math.max(newest, version);
  }

  /** One version for all rows of a fragment; at least one row. */
  static VersionMeta same(int rows, long version) {
    StringBuilder range = new StringBuilder();
    int rangeBytes = 1 + varint(range.append(WireBytes.tag(2, 0)).append(','), rows);
    StringBuilder number = new StringBuilder();
    int numberBytes = 1 + varint(number.append(WireBytes.tag(2, 0)).append(','), version);
    int field = WireBytes.tag(1, 2);
    // Digits of the machine, not of the user's locale: Lance reads this.
    StringBuilder text = new StringBuilder("{\"inline\":[");
    text.append(field).append(',').append(4 + rangeBytes + numberBytes).append(',');
    text.append(field).append(',').append(2 + rangeBytes).append(',');
    text.append(field).append(',').append(rangeBytes).append(',');
    text.append(range).append(number, 0, number.length() - 1).append("]}");
    return new VersionMeta(text.toString());
  }

  /** Appends the bytes of a number, each with a comma behind it; answers how many. */
  private static int varint(StringBuilder out, long value) {
    int bytes = 0;
    for (long left = value; ; left >>>= 7) {
      bytes++;
      boolean last = left >>> 7 == 0;
      out.append(last ? left : (left & 0x7f) | 0x80).append(',');
      if (last) {
        return bytes;
      }
    }
  }
}
