package io.omnigraph.jdbc.types;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;

/** Conversions to and from binary values. */
final class ToBytes {
  private static final int UUID_BYTES = 16;

  private ToBytes() {}

  /** Texts as UTF-8, a UUID as its 16 bytes, high byte first. */
  static byte[] of(Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (value instanceof UUID uuid) {
      return ByteBuffer.allocate(UUID_BYTES)
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    }
    throw Unconvertible.kind(value, "VARBINARY");
  }

  static UUID uuid(Object value) throws SQLException {
    if (value instanceof UUID uuid) {
      return uuid;
    }
    if (value instanceof byte[] bytes && bytes.length == UUID_BYTES) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new UUID(buffer.getLong(), buffer.getLong());
    }
    if (value instanceof String text) {
      return parsed(text);
    }
    throw Unconvertible.kind(value, "UUID");
  }

  private static UUID parsed(String text) throws SQLException {
    try {
      return UUID.fromString(text.strip());
    } catch (IllegalArgumentException e) {
      throw Unconvertible.text(text, "UUID");
    }
  }
}
