/**
 * Rows of one table in memory: stored versions, pending rows, and the view over both. Knows neither
 * schema rules nor publishing. Start at {@link io.omnigraph.engine.rows.RowsView}.
 */
package io.omnigraph.engine.rows;
