package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Reads numbers straight from UTF-8 bytes; no text is made on the usual way. */
final class NumberText {
  private static final double[] POWERS_OF_TEN = new double[23];
  private static final float[] FLOAT_POWERS = new float[11];
  private static final long EXACT_DOUBLE = 1L << 53;
  private static final long EXACT_FLOAT = 1L << 24;
  private static final BigDecimal TWO_64 = new BigDecimal(BigInteger.ONE.shiftLeft(64));

  static {
    double power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++, power *= 10) {
      POWERS_OF_TEN[i] = power;
      if (i < FLOAT_POWERS.length) {
        FLOAT_POWERS[i] = (float) power;
      }
    }
  }

  private NumberText() {}

  /** I8 to I64 and U32. */
  static long integer(PropertyType type, byte[] b, int from, int to) {
    int at = from;
    boolean negative = at < to && b[at] == '-';
    if (at < to && (negative || b[at] == '+')) {
      at++;
    }
    int digits = to - at;
    long value = 0;
    for (; at < to; at++) {
      int digit = b[at] - '0';
      if (digit < 0 || digit > 9) {
        throw ValueText.invalid(type, b, from, to);
      }
      value = value * 10 + digit;
    }
    if (digits == 0) {
      throw ValueText.invalid(type, b, from, to);
    }
    if (digits > 18) {
      return bigInteger(type, b, from, to);
    }
    return inRange(type, negative ? -value : value, b, from, to);
  }

  private static long bigInteger(PropertyType type, byte[] b, int from, int to) {
    BigInteger value = new BigInteger(string(b, from, to));
    if (value.bitLength() > 63) {
      throw ValueText.outOfRange(type, b, from, to);
    }
    return inRange(type, value.longValue(), b, from, to);
  }

  private static long inRange(PropertyType type, long value, byte[] b, int from, int to) {
    if (value < min(type.scalar()) || value > max(type.scalar())) {
      throw ValueText.outOfRange(type, b, from, to);
    }
    return value;
  }

  static long min(Scalar scalar) {
    return switch (scalar) {
      case I8 -> Byte.MIN_VALUE;
      case I16 -> Short.MIN_VALUE;
      case I32 -> Integer.MIN_VALUE;
      case I64 -> Long.MIN_VALUE;
      default -> 0;
    };
  }

  static long max(Scalar scalar) {
    return switch (scalar) {
      case I8 -> Byte.MAX_VALUE;
      case I16 -> Short.MAX_VALUE;
      case I32 -> Integer.MAX_VALUE;
      case U32 -> 0xFFFF_FFFFL;
      default -> Long.MAX_VALUE;
    };
  }

  /** U64, as the same 64 bits. */
  static long unsigned(PropertyType type, byte[] b, int from, int to) {
    boolean digits = to > from;
    for (int i = from; i < to; i++) {
      digits &= (b[i] >= '0' && b[i] <= '9') || (i == from && b[i] == '-' && to > from + 1);
    }
    if (!digits) {
      throw ValueText.invalid(type, b, from, to);
    }
    BigInteger value = new BigInteger(string(b, from, to));
    if (value.signum() < 0 || value.bitLength() > 64) {
      throw ValueText.outOfRange(type, b, from, to);
    }
    return value.longValue();
  }

  /** F64 and F32, finite. */
  static double real(PropertyType type, byte[] b, int from, int to) {
    int at = from;
    boolean negative = at < to && b[at] == '-';
    if (negative || (at < to && b[at] == '+')) {
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int fraction = 0;
    boolean point = false;
    for (; at < to; at++) {
      byte c = b[at];
      if (c >= '0' && c <= '9') {
        mantissa = mantissa * 10 + (c - '0');
        digits++;
        fraction += point ? 1 : 0;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        return slowReal(type, b, from, to);
      }
    }
    boolean single = type.scalar() == Scalar.F32;
    int powers = single ? FLOAT_POWERS.length : POWERS_OF_TEN.length;
    if (digits == 0
        || digits > 18
        || mantissa > (single ? EXACT_FLOAT : EXACT_DOUBLE)
        || fraction >= powers) {
      return slowReal(type, b, from, to);
    }
    // Both operands are exact, so the one rounding of IEEE division gives the nearest value.
    double value = single ? mantissa / FLOAT_POWERS[fraction] : mantissa / POWERS_OF_TEN[fraction];
    return negative ? -value : value;
  }

  private static double slowReal(PropertyType type, byte[] b, int from, int to) {
    boolean digit = false;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      digit |= c >= '0' && c <= '9';
      // Java also takes 1d, 0x1p3, NaN and space around; none of them is a number here.
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        throw ValueText.invalid(type, b, from, to);
      }
    }
    if (!digit) {
      throw ValueText.invalid(type, b, from, to);
    }
    double value;
    try {
      String text = string(b, from, to);
      value = type.scalar() == Scalar.F32 ? Float.parseFloat(text) : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw ValueText.invalid(type, b, from, to).causedBy(e);
    }
    if (Double.isInfinite(value)) {
      throw ValueText.outOfRange(type, b, from, to);
    }
    return value;
  }

  /** Decimal(p, s): 16 bytes, little endian. */
  static byte[] decimal(PropertyType type, byte[] b, int from, int to) {
    // BigDecimal of a huge exponent would take for ever to rescale.
    if (to - from > 100) {
      throw ValueText.outOfRange(type, b, from, to);
    }
    BigDecimal value;
    try {
      value = new BigDecimal(string(b, from, to));
    } catch (NumberFormatException e) {
      throw ValueText.invalid(type, b, from, to).causedBy(e);
    }
    return decimal(type, value, () -> ValueText.outOfRange(type, b, from, to));
  }

  /** Two's complement of the unscaled value. */
  static byte[] decimal(
      PropertyType type, BigDecimal value, java.util.function.Supplier<RuntimeException> error) {
    if (value.abs().compareTo(TWO_64.pow(2)) > 0
        || value.scale() > 10_000
        || value.scale() < -10_000) {
      throw error.get();
    }
    BigDecimal plain = value.stripTrailingZeros();
    if (plain.scale() > type.scale()) {
      throw error.get();
    }
    BigDecimal scaled = plain.setScale(type.scale());
    if (scaled.precision() > type.length() && scaled.signum() != 0) {
      throw error.get();
    }
    byte[] big = scaled.unscaledValue().toByteArray();
    byte[] little = new byte[16];
    java.util.Arrays.fill(little, (byte) (scaled.signum() < 0 ? -1 : 0));
    for (int i = 0; i < big.length; i++) {
      little[i] = big[big.length - 1 - i];
    }
    return little;
  }

  static BigDecimal decimal(PropertyType type, byte[] little, int from) {
    byte[] big = new byte[16];
    for (int i = 0; i < 16; i++) {
      big[i] = little[from + 15 - i];
    }
    return new BigDecimal(new BigInteger(big), type.scale());
  }

  private static String string(byte[] b, int from, int to) {
    return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
