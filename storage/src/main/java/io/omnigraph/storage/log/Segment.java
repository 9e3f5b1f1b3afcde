package io.omnigraph.storage.log;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of the log: a header, records one behind the other, zeros. It has its full size, and its
 * header is on the disk, before it gets its name.
 *
 * @param number the next segment has the next one
 * @param start position of its first record; what the segment before has there is void
 * @param salt random, part of each record's sum: bytes of another file are no records here
 * @param sizeBytes of the file
 */
record Segment(Path path, long number, long start, long salt, long sizeBytes) {
  static final int HEADER_BYTES = 64;
  static final int FORMAT = 1;

  /** "OGLOGSEG" as bytes. */
  private static final long MAGIC = 0x474553474f4c474fL;

  private static final int SUMMED_BYTES = HEADER_BYTES - Integer.BYTES;

  /** Where a position's bytes are in the file. */
  long offset(long position) {
    return HEADER_BYTES + position - start;
  }

  /** Position at which it is full. */
  long limit() {
    return start + sizeBytes - HEADER_BYTES;
  }

  ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(0, MAGIC).putInt(8, FORMAT).putLong(16, number).putLong(24, start);
    header.putLong(32, salt).putLong(40, sizeBytes);
    return header.putInt(SUMMED_BYTES, sum(header));
  }

  private static int sum(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, SUMMED_BYTES));
    return (int) crc.getValue();
  }

  /**
   * Reads the header of a file that has its name.
   *
   * @throws java.nio.file.NoSuchFileException it was trimmed
   * @throws OmnigraphException FORMAT_TOO_NEW, DATA_CORRUPT
   */
  static Segment read(Path path, long number, LogFile.Opener opener) throws IOException {
    try (LogFile file = opener.open(path, StandardOpenOption.READ)) {
      long size = file.sizeBytes();
      if (size < HEADER_BYTES) {
        throw damaged(path, "it has " + size + " bytes and no header");
      }
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      file.read(header, 0);
      if (header.getLong(0) == MAGIC && Integer.compareUnsigned(header.getInt(8), FORMAT) > 0) {
        throw new OmnigraphException(
            ErrorCode.FORMAT_TOO_NEW, path, Integer.toUnsignedString(header.getInt(8)), FORMAT);
      }
      if (header.getLong(0) != MAGIC || header.getInt(SUMMED_BYTES) != sum(header)) {
        throw damaged(path, "its header is damaged");
      }
      if (header.getLong(16) != number || header.getLong(40) != size) {
        throw damaged(
            path,
            "its header is that of segment %d with %d bytes, the file has %d"
                .formatted(header.getLong(16), header.getLong(40), size));
      }
      return new Segment(path, number, header.getLong(24), header.getLong(32), size);
    }
  }

  OmnigraphException mismatch(long position) {
    return damaged(
        path,
        "the record at position %d, byte %d of the file, does not match its checksum"
            .formatted(position, offset(position)));
  }

  static OmnigraphException damaged(Path path, String what) {
    return new OmnigraphException(ErrorCode.DATA_CORRUPT, path, what);
  }
}
