package io.omnigraph.sql.types;

/** The text of a generated {@code _id}: 16 bytes as 26 characters of Crockford's base 32. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
public final class Ulids {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int CHARACTERS = 26;

  private Ulids() {}

  /** Writes 26 ASCII characters. */
  public static void format(byte[] id, int at, byte[] to, int toAt) {
    // 26 digits of 5 bits hold 130 bits: the first digit carries 3 bits only.
    for (int c = 0; c < CHARACTERS; c++) {
      int value = 0;
      for (int b = 0; b < 5; b++) {
        int bit = c * 5 + b - 2;
        value = value << 1 | (bit < 0 ? 0 : id[at + (bit >> 3)] >> 7 - (bit & 7) & 1);
      }
      to[toAt + c] = (byte) DIGITS.charAt(value);
    }
  }

  /** The 16 bytes, or null when the text is no such id. */
  public static byte[] parse(String text) {
    if (text.length() != CHARACTERS) {
      return null;
    }
    byte[] id = new byte[16];
    for (int c = 0; c < CHARACTERS; c++) {
      int value = DIGITS.indexOf(Character.toUpperCase(text.charAt(c)));
      if (value < 0 || c == 0 && value > 7) {
        return null;
      }
      for (int b = 0; b < 5; b++) {
        int bit = c * 5 + b - 2;
        if (bit >= 0 && (value >> 4 - b & 1) != 0) {
          id[bit >> 3] |= (byte) (0x80 >> (bit & 7));
        }
      }
    }
    return id;
  }
}
