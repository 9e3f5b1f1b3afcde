/**
 * The JDBC driver: java.sql on a {@link io.omnigraph.sql.session.SqlSession}. Exported; everything
 * in the packages below is internal. Start at OmnigraphDriver, then OmnigraphConnectionImpl.
 */
package io.omnigraph.jdbc;
