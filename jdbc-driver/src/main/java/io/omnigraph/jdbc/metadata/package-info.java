/**
 * DatabaseMetaData and ResultSetMetaData: one class a metadata query, each with its Javadoc's
 * columns as a {@link Shape}. Reads the catalogue through {@link MetaSource} only. Start at
 * OmnigraphMetaData.
 */
package io.omnigraph.jdbc.metadata;
