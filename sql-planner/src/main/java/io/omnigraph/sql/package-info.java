/**
 * SQL text to batches, on Calcite; knows the engine, but neither java.sql nor Lance. Start at
 * {@link io.omnigraph.sql.session.SqlSession}.
 */
package io.omnigraph.sql;
