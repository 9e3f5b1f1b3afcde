package io.omnigraph.engine.load;

/** Checks UTF-8. */
final class Utf8 {
  private Utf8() {}

  /** Position of the first byte that is not part of valid UTF-8 (RFC 3629), or -1. */
  static int firstInvalid(byte[] b, int from, int to) {
    int at = from;
    while (at < to) {
      if (b[at] >= 0) {
        at++;
      } else {
        int length = sequence(b, at, to);
        if (length == 0) {
          return at;
        }
        at += length;
      }
    }
    return -1;
  }

  /** Bytes of the valid sequence that begins here with a byte above 127, or 0. */
  private static int sequence(byte[] b, int at, int to) {
    int first = b[at] & 0xFF;
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > to) {
      return 0;
    }
    for (int i = at + 1; i < at + length; i++) {
      if ((b[i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = b[at + 1] & 0xFF;
    boolean bad =
        (first == 0xE0 && second < 0xA0) // overlong
            || (first == 0xED && second > 0x9F) // surrogates
            || (first == 0xF0 && second < 0x90) // overlong
            || (first == 0xF4 && second > 0x8F); // above U+10FFFF
    return bad ? 0 : length;
  }

  /** Characters (code points) in valid UTF-8; of an invalid one something near it. */
  static int characters(byte[] b, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += (b[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return count;
  }
}
