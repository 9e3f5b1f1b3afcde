package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.FileSum;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The payload of a row as it is stored. In a {@code table_version} or {@code graph_commit} row it
 * lists files with their sums, in a {@code table_delta} row it is {@link TableDelta#content}, in a
 * {@code graph_commits} row a {@link CommitRun}; payloads of later formats are kept as they are.
 *
 * <p>Format 1: the byte 1, number of files, then for each: length of what its path shares with the
 * one before, length of the rest, the rest in UTF-8, size, CRC32C as 4 bytes, big end first.
 * Numbers are in groups of 7 bits, lowest first, the 8th bit saying that more follow.
 */
public final class Payload {
  private static final byte FILE_SUMS = 1;
  private static final int MAX_PATH_BYTES = 1 << 16;

  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  static Payload stored(byte[] bytes) {
    return new Payload(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  /** The files' sums as a payload; null when there are none. */
  static Payload of(List<FileSum> sums) {
    if (sums.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 * sums.size());
    out.write(FILE_SUMS);
    number(out, sums.size());
    byte[] before = new byte[0];
    for (FileSum sum : sums) {
      byte[] path = sum.path().getBytes(StandardCharsets.UTF_8);
      int shared = Arrays.mismatch(before, path);
      shared = shared < 0 ? path.length : shared;
      number(out, shared);
      number(out, path.length - shared);
      out.write(path, shared, path.length - shared);
      number(out, sum.size());
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(sum.crc32c()).array());
      before = path;
    }
    return new Payload(out.toByteArray());
  }

  private static void number(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /**
   * The files' sums; none when this is another kind of payload.
   *
   * @throws OmnigraphException DATA_CORRUPT
   */
  public List<FileSum> fileSums() {
    if (bytes.length == 0 || bytes[0] != FILE_SUMS) {
      return List.of();
    }
    try {
      return read(ByteBuffer.wrap(bytes).position(1));
    } catch (BufferUnderflowException e) {
      throw damaged();
    }
  }

  private static List<FileSum> read(ByteBuffer in) {
    List<FileSum> sums = new ArrayList<>();
    byte[] path = new byte[0];
    for (long left = number(in); left > 0; left--) {
      long shared = number(in);
      long own = number(in);
      if (shared < 0 || shared > path.length || own < 0 || own > MAX_PATH_BYTES) {
        throw damaged();
      }
      path = Arrays.copyOf(path, (int) (shared + own));
      in.get(path, (int) shared, (int) own);
      sums.add(new FileSum(new String(path, StandardCharsets.UTF_8), number(in), in.getInt()));
    }
    if (in.hasRemaining()) {
      throw damaged();
    }
    return sums;
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged();
  }

  private static OmnigraphException damaged() {
    return new OmnigraphException(
        ErrorCode.DATA_CORRUPT, "__manifest", "the payload of a row is not a list of file sums");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
