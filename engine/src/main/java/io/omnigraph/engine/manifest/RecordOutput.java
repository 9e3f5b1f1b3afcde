package io.omnigraph.engine.manifest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of a record as they are written. Numbers are in groups of 7 bits, lowest first, the 8th bit
 * saying that more follow; texts and bytes have their length plus 1 in front, 0 = null.
 */
final class RecordOutput {
  private static final int MAX_NUMBER_BYTES = 10;

  private byte[] bytes = new byte[512];
  private int size;

  void octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void number(long value) {
    room(MAX_NUMBER_BYTES);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Small ones of either sign are short. */
  void signed(long value) {
    number(value << 1 ^ value >> (Long.SIZE - 1));
  }

  void text(String value) {
    bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(byte[] value) {
    if (value == null) {
      octet(0);
      return;
    }
    number(value.length + 1L);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
    }
  }

  byte[] finish() {
    return Arrays.copyOf(bytes, size);
  }
}
