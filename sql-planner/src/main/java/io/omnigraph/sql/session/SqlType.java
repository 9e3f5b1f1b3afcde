package io.omnigraph.sql.session;

/**
 * SQL types as the driver sees them; each has one Java class in which values cross this interface.
 *
 * <p>The class is the Javadoc of each constant.
 */
public enum SqlType {
  /** Boolean. */
  BOOLEAN(Boolean.class),
  /** Integer. */
  TINYINT(Integer.class),
  /** Integer. */
  SMALLINT(Integer.class),
  /** Integer. */
  INTEGER(Integer.class),
  /** Long. */
  BIGINT(Long.class),
  /** Float. */
  REAL(Float.class),
  /** Double. */
  DOUBLE(Double.class),
  /** BigDecimal, with the type's scale. */
  DECIMAL(java.math.BigDecimal.class),
  /** String. */
  CHAR(String.class),
  /** String. */
  VARCHAR(String.class),
  /** String. */
  CLOB(String.class),
  /** byte[]. */
  BINARY(byte[].class),
  /** byte[]. */
  VARBINARY(byte[].class),
  /** LocalDate. */
  DATE(java.time.LocalDate.class),
  /** LocalTime, microseconds. */
  TIME(java.time.LocalTime.class),
  /** LocalDateTime, microseconds. */
  TIMESTAMP(java.time.LocalDateTime.class),
  /** OffsetDateTime in UTC, microseconds. */
  TIMESTAMP_WITH_TIMEZONE(java.time.OffsetDateTime.class),
  /** UUID. */
  UUID(java.util.UUID.class),
  /** java.util.List of values of the item's class. */
  ARRAY(java.util.List.class),
  /** Always null. */
  NULL(Void.class),
  /** Anything else, e.g. an interval: its text as String. */
  OTHER(String.class);

  private final Class<?> javaClass;

  SqlType(Class<?> javaClass) {
    this.javaClass = javaClass;
  }

  public Class<?> javaClass() {
    return javaClass;
  }
}
