/**
 * Vectorised operators over column batches. Knows no SQL text and no Calcite. Start at PlanNode.
 */
package io.omnigraph.sql.exec;
