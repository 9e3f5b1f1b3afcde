/**
 * SQL types and Java classes: the table of types, conversions of values both ways, LOBs. Knows
 * nothing of statements and results. Start at TypeTable.
 */
package io.omnigraph.jdbc.types;
