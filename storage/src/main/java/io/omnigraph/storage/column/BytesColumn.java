package io.omnigraph.storage.column;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Holds texts (UTF-8), binaries and decimals (16 bytes). Values lie one behind the other in one
 * array; slot {@code s} is {@code bytes[offsets[s] .. offsets[s + 1])}. Plain form: row = slot.
 * Dictionary form: {@code codes[row]} = slot, each distinct value stored once; a row that is NULL
 * has code 0.
 */
public final class BytesColumn extends Column {
  private final int[] offsets;
  private final byte[] bytes;
  private final int[] codes;

  /** Plain form; {@code offsets} has one more entry than there are rows. */
  public BytesColumn(int[] offsets, byte[] bytes, long[] nulls) {
    this(offsets, bytes, null, nulls);
  }

  /** Dictionary form when {@code codes} is not null: one code a row. */
  public BytesColumn(int[] offsets, byte[] bytes, int[] codes, long[] nulls) {
    super(nulls);
    this.offsets = offsets;
    this.bytes = bytes;
    this.codes = codes;
  }

  @Override
  public int length() {
    return codes == null ? offsets.length - 1 : codes.length;
  }

  @Override
  public long sizeBytes() {
    return 4L * offsets.length
        + bytes.length
        + (codes == null ? 0 : 4L * codes.length)
        + nullBytes();
  }

  /** Codes a row of the dictionary form, or null in the plain form. */
  public int[] codes() {
    return codes;
  }

  public int[] offsets() {
    return offsets;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where row {@code row}'s value is described: its slot in {@link #offsets()}. */
  public int slot(int row) {
    return codes == null ? row : codes[row];
  }

  /** A copy of the bytes of one value; the row must not be NULL. */
  public byte[] copyOf(int row) {
    int slot = slot(row);
    return Arrays.copyOfRange(bytes, offsets[slot], offsets[slot + 1]);
  }

  /** The value as text; the row must not be NULL. */
  public String text(int row) {
    int slot = slot(row);
    return new String(
        bytes, offsets[slot], offsets[slot + 1] - offsets[slot], StandardCharsets.UTF_8);
  }
}
