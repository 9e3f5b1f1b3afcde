package io.omnigraph.jdbc;

import java.sql.SQLException;

/** Something done while the connection's lock is held. */
@FunctionalInterface
interface Work<T> {
  T run() throws SQLException;
}
