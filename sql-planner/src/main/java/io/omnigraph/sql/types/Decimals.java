package io.omnigraph.sql.types;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** DECIMAL's memory form: the unscaled value in 16 bytes, two's complement, little endian. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
public final class Decimals {
  public static final int BYTES = 16;
  private static final int MAX_DIGITS = 38;

  private Decimals() {}

  public static BigDecimal read(byte[] bytes, int at, int scale) {
    long low = readLong(bytes, at);
    long high = readLong(bytes, at + 8);
    if (high == low >> 63) {
      return BigDecimal.valueOf(low, scale);
    }
    byte[] big = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      big[i] = bytes[at + BYTES - 1 - i];
    }
    return new BigDecimal(new BigInteger(big), scale);
  }

  /**
   * Rounds half up to {@code scale}.
   *
   * @throws OmnigraphException VALUE_OUT_OF_RANGE beyond 38 digits or {@code precision}
   */
  public static byte[] write(BigDecimal value, int precision, int scale) {
    BigDecimal scaled = value.setScale(scale, RoundingMode.HALF_UP);
    if (scaled.precision() > (precision == 0 ? MAX_DIGITS : precision) && scaled.signum() != 0) {
      throw new OmnigraphException(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "%s does not fit DECIMAL(%d, %d).".formatted(value.toPlainString(), precision, scale));
    }
    return write(scaled.unscaledValue());
  }

  static byte[] write(BigInteger unscaled) {
    byte[] big = unscaled.toByteArray();
    byte[] out = new byte[BYTES];
    byte fill = (byte) (unscaled.signum() < 0 ? -1 : 0);
    for (int i = 0; i < BYTES; i++) {
      out[i] = i < big.length ? big[big.length - 1 - i] : fill;
    }
    return out;
  }

  private static long readLong(byte[] bytes, int at) {
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }
}
