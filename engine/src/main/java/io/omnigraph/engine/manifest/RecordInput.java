package io.omnigraph.engine.manifest;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what a {@link RecordOutput} wrote. Anything else is {@link Malformed}. */
final class RecordInput {
  private static final int MAX_SHIFT = 63;

  /** What stands for bytes that are not UTF-8, unless a text has it itself. */
  private static final char REPLACEMENT = '\uFFFD';

  private final ByteBuffer bytes;

  /** These bytes are not a record, or only a part of one. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what);
    }
  }

  RecordInput(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  boolean atEnd() {
    return !bytes.hasRemaining();
  }

  int octet() throws Malformed {
    return next() & 0xff;
  }

  private byte next() throws Malformed {
    try {
      return bytes.get();
    } catch (BufferUnderflowException e) {
      throw new Malformed("it ends within a value");
    }
  }

  long number() throws Malformed {
    long value = 0;
    for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
      byte group = next();
      value |= (group & 0x7fL) << shift;
      if (group >= 0) {
        return value;
      }
    }
    throw new Malformed("it has a number of more than 64 bits");
  }

  long signed() throws Malformed {
    long number = number();
    return number >>> 1 ^ -(number & 1);
  }

  /** Of things that take a byte or more each. */
  int count() throws Malformed {
    long count = number();
    if (count < 0 || count > bytes.remaining()) {
      throw new Malformed("it ends before " + count + " elements");
    }
    return (int) count;
  }

  /** Never null. */
  String text() throws Malformed {
    String text = textOrNull();
    if (text == null) {
      throw new Malformed("a text is missing");
    }
    return text;
  }

  String textOrNull() throws Malformed {
    byte[] utf8 = bytesOrNull();
    if (utf8 == null) {
      return null;
    }
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0
        && !Arrays.equals(utf8, text.getBytes(StandardCharsets.UTF_8))) {
      throw new Malformed("a text is not UTF-8");
    }
    return text;
  }

  byte[] bytesOrNull() throws Malformed {
    long length = number() - 1;
    if (length < 0) {
      return null;
    }
    if (length > bytes.remaining()) {
      throw new Malformed("it ends before " + length + " bytes");
    }
    byte[] value = new byte[(int) length];
    bytes.get(value);
    return value;
  }
}
