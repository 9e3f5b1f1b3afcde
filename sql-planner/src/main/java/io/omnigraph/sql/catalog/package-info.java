/**
 * The graph's schema as Calcite sees it: branches, tables, types, system views. Start at Catalog.
 */
package io.omnigraph.sql.catalog;
