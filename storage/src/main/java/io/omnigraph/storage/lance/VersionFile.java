package io.omnigraph.storage.lance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The shape of a version file, looked at without Lance, which can end the process over a damaged
 * one. At its end it says where the message is that describes the version; before that may lie
 * messages with the transaction and the indices. Each is preceded by its length.
 *
 * <p>What a power cut leaves (a part of the file, or zeros where a page never reached the disk)
 * does not have this shape.
 */
final class VersionFile {
  /** Position (8), two format numbers (2 + 2), magic (4). */
  private static final int FOOTER_BYTES = 16;

  private static final int LENGTH_BYTES = 4;
  private static final int MAGIC_BYTES = 4;

  /** The letters LANC, the first in the lowest byte. */
  private static final int MAGIC = 0x434e414c;

  /** Fields of Lance's {@code table.proto}, message Manifest. */
  private static final int FIELDS = 1;

  private static final int FRAGMENTS = 2;
  private static final int VERSION = 3;
  private static final int INDEX_SECTION = 6;
  private static final int TRANSACTION_SECTION = 21;

  /** Message DataFragment. */
  private static final int FILES = 2;

  private final ByteBuffer in;
  private long version = -1;
  private long transactionAt = -1;
  private long indicesAt = -1;

  private VersionFile(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether a file is whole and describes this version. */
  static boolean isWhole(Path file, long version) throws IOException {
    VersionFile read = new VersionFile(Files.readAllBytes(file));
    try {
      return read.read() && read.version == version;
    } catch (Malformed e) {
      return false;
    }
  }

  /** Whether a file ends as one that was written to its end; costs two reads. */
  static boolean hasEnd(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long end = channel.size() - FOOTER_BYTES;
      if (end < LENGTH_BYTES) {
        return false;
      }
      ByteBuffer footer = read(channel, end, FOOTER_BYTES);
      long at = footer.getLong(0);
      boolean inside = at >= 0 && at <= end - LENGTH_BYTES;
      return inside
          && footer.getInt(FOOTER_BYTES - MAGIC_BYTES) == MAGIC
          && at + LENGTH_BYTES + read(channel, at, LENGTH_BYTES).getInt(0) == end;
    }
  }

  private static ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    channel.read(buffer, at);
    return buffer;
  }

  private boolean read() throws Malformed {
    int end = in.capacity() - FOOTER_BYTES;
    if (end < LENGTH_BYTES) {
      return false;
    }
    if (in.getInt(in.capacity() - MAGIC_BYTES) != MAGIC) {
      return false;
    }
    long at = in.getLong(end);
    if (section(at, Level.MANIFEST) != end) {
      return false;
    }
    for (long other : new long[] {transactionAt, indicesAt}) {
      if (other >= 0) {
        section(other, Level.OPAQUE);
      }
    }
    return true;
  }

  /** Walks a message with its length in front; where it ends. */
  private int section(long at, Level level) throws Malformed {
    if (at < 0 || at > in.capacity() - FOOTER_BYTES - LENGTH_BYTES) {
      throw new Malformed();
    }
    int from = (int) at + LENGTH_BYTES;
    int length = in.getInt((int) at);
    if (length < 0 || length > in.capacity() - FOOTER_BYTES - from) {
      throw new Malformed();
    }
    message(from, from + length, level);
    return from + length;
  }

  /** How much of a message is known. */
  private enum Level {
    MANIFEST,
    FRAGMENT,
    OPAQUE
  }

  private void message(int from, int to, Level level) throws Malformed {
    in.position(from);
    while (in.position() < to) {
      long tag = varint(to);
      long field = tag >>> 3;
      if (field == 0 || field > Integer.MAX_VALUE) {
        throw new Malformed();
      }
      switch ((int) tag & 7) {
        case 0 -> remember(level, (int) field, varint(to));
        case 1 -> skip(8, to);
        case 2 -> nested(level, (int) field, to);
        case 5 -> skip(4, to);
        default -> throw new Malformed();
      }
    }
  }

  private void nested(Level level, int field, int to) throws Malformed {
    long length = varint(to);
    if (length < 0 || length > to - in.position()) {
      throw new Malformed();
    }
    int end = in.position() + (int) length;
    if (level == Level.MANIFEST && field == FIELDS) {
      message(in.position(), end, Level.OPAQUE);
    } else if (level == Level.MANIFEST && field == FRAGMENTS) {
      message(in.position(), end, Level.FRAGMENT);
    } else if (level == Level.FRAGMENT && field == FILES) {
      message(in.position(), end, Level.OPAQUE);
    }
    in.position(end);
  }

  private void remember(Level level, int field, long value) {
    if (level == Level.MANIFEST) {
      switch (field) {
        case VERSION -> version = value;
        case INDEX_SECTION -> indicesAt = value;
        case TRANSACTION_SECTION -> transactionAt = value;
        default -> {
          // Not needed to tell whether the file is whole.
        }
      }
    }
  }

  private void skip(int bytes, int to) throws Malformed {
    if (to - in.position() < bytes) {
      throw new Malformed();
    }
    in.position(in.position() + bytes);
  }

  private long varint(int to) throws Malformed {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (in.position() >= to) {
        throw new Malformed();
      }
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new Malformed();
  }

  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;
  }
}
