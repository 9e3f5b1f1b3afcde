package io.omnigraph.jdbc.types;

import java.sql.SQLException;
import java.util.Calendar;

/** Turns a value of the session's class into one of {@code T}; the value is not null. */
@FunctionalInterface
public interface Conversion<T> {
  /**
   * @param calendar whose zone counts where one is needed, or null for the JVM's
   */
  T apply(Object value, Calendar calendar) throws SQLException;
}
