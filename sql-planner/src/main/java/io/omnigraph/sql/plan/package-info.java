/** From syntax trees to operators. Start at QueryPlanner. */
package io.omnigraph.sql.plan;
