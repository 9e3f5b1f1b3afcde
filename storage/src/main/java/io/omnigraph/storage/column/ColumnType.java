package io.omnigraph.storage.column;

/**
 * The stored type of a column.
 *
 * @param kind which values it holds
 * @param length bytes of a FIXED_BINARY; declared characters of a CHAR or STRING, 0 = unbounded;
 *     precision of a DECIMAL; else 0
 * @param scale of a DECIMAL, else 0
 */
public record ColumnType(Kind kind, int length, int scale) {

  /** How a value lies in memory: which {@link Column} class holds it. */
  public enum Layout {
    /** {@link IntColumn}. */
    INT,
    /** {@link LongColumn}. */
    LONG,
    /** {@link DoubleColumn}. */
    DOUBLE,
    /** {@link BytesColumn}. */
    BYTES
  }

  /** The kinds of stored values; each has one Arrow type. */
  public enum Kind {
    /** 0 or 1. Arrow Bool. */
    BOOL(Layout.INT),
    INT8(Layout.INT),
    INT16(Layout.INT),
    INT32(Layout.INT),
    INT64(Layout.LONG),
    /** 0..2^32-1, held in a long. Arrow UInt32. */
    UINT32(Layout.LONG),
    /** Held as the same 64 bits, to be read unsigned. Arrow UInt64. */
    UINT64(Layout.LONG),
    /** Widened to double in memory. Arrow Float32. */
    FLOAT32(Layout.DOUBLE),
    FLOAT64(Layout.DOUBLE),
    /** UTF-8 bytes. Arrow Utf8. */
    STRING(Layout.BYTES),
    /** UTF-8 bytes. Arrow LargeUtf8. */
    TEXT(Layout.BYTES),
    /** Arrow Binary. */
    BINARY(Layout.BYTES),
    /** Always {@code length} bytes. Arrow FixedSizeBinary. */
    FIXED_BINARY(Layout.BYTES),
    /** Unscaled value, 16 bytes, two's complement, little endian. Arrow Decimal128. */
    DECIMAL(Layout.BYTES),
    /** Days since 1970-01-01. Arrow Date32. */
    DATE(Layout.INT),
    /** Microseconds since midnight. Arrow Time64. */
    TIME(Layout.LONG),
    /** Microseconds since 1970-01-01T00:00, no zone. Arrow Timestamp(us). */
    TIMESTAMP(Layout.LONG),
    /** Microseconds since 1970-01-01T00:00Z. Arrow Timestamp(us, UTC). */
    TIMESTAMP_TZ(Layout.LONG);

    private final Layout layout;

    Kind(Layout layout) {
      this.layout = layout;
    }

    public Layout layout() {
      return layout;
    }
  }

  public static ColumnType of(Kind kind) {
    return new ColumnType(kind, 0, 0);
  }

  public Layout layout() {
    return kind.layout();
  }
}
