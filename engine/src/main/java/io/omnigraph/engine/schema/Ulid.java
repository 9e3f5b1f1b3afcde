package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/** ULIDs: 16 bytes stored, 26 characters of Crockford's base 32 shown. */
public final class Ulid {
  /** Stored bytes. */
  public static final int BYTES = 16;

  /** Shown characters. */
  public static final int CHARACTERS = 26;

  private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length; i++) {
      VALUES[ALPHABET[i]] = (byte) i;
      VALUES[Character.toLowerCase(ALPHABET[i])] = (byte) i;
    }
  }

  private Ulid() {}

  /** One new ULID, for the rare cases that need a single one. */
  static byte[] random(SecureRandom random, long millis) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) (millis >>> (40 - 8 * i));
    }
    return bytes;
  }

  /** The 26 characters of the 16 bytes at {@code from}. */
  public static String text(byte[] bytes, int from) {
    byte[] text = new byte[CHARACTERS];
    write(bytes, from, text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** Writes the 26 characters of the 16 bytes at {@code from} into {@code text}. */
  public static void write(byte[] bytes, int from, byte[] text) {
    long high = number(bytes, from);
    long low = number(bytes, from + 8);
    for (int i = CHARACTERS - 1; i >= 0; i--) {
      text[i] = (byte) ALPHABET[(int) (low & 31)];
      low = low >>> 5 | high << 59;
      high >>>= 5;
    }
  }

  /** Whether the text is a ULID: 26 characters, the first at most 7. */
  public static boolean isUlid(String text) {
    if (text.length() != CHARACTERS || text.charAt(0) > '7') {
      return false;
    }
    for (int i = 0; i < CHARACTERS; i++) {
      char c = text.charAt(i);
      if (c >= VALUES.length || VALUES[c] < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The 16 bytes of a ULID.
   *
   * @throws OmnigraphException VALUE_INVALID
   */
  public static byte[] parse(String text) {
    if (!isUlid(text)) {
      throw new OmnigraphException(
          ErrorCode.VALUE_INVALID, "expected an _id of 26 characters, got \"" + text + "\"");
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < CHARACTERS; i++) {
      high = high << 5 | low >>> 59;
      low = low << 5 | VALUES[text.charAt(i)];
    }
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (high >>> (56 - 8 * i));
      bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return bytes;
  }

  /**
   * The ULID that a text stands for on import: itself, or the first 16 bytes of the text's SHA-256,
   * so that it always names the same row.
   */
  public static byte[] ofAnyText(String text) {
    if (isUlid(text)) {
      return parse(text);
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(sha.digest(text.getBytes(StandardCharsets.UTF_8)), BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long number(byte[] bytes, int from) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[from + i] & 0xFF);
    }
    return value;
  }
}
