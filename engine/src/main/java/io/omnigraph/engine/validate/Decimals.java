package io.omnigraph.engine.validate;

import java.math.BigInteger;

/** Stored decimals: 16 bytes, two's complement, little endian. */
final class Decimals {
  private Decimals() {}

  static BigInteger unscaled(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
    }
    return new BigInteger(bigEndian);
  }
}
