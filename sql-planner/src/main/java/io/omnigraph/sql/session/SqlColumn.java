package io.omnigraph.sql.session;

/**
 * A column of a result.
 *
 * @param label what the query calls it
 * @param name of the table's column where it is a plain one, else equal to the label
 * @param branch schema of that table, "" for an expression
 * @param table that table, "" for an expression
 * @param typeName as {@code getColumns} shows it, e.g. VARCHAR
 * @param precision digits, characters or bytes as JDBC wants; 0 = unbounded or not applicable
 * @param nullable whether NULL can occur
 */
public record SqlColumn(
    String label,
    String name,
    String branch,
    String table,
    SqlType type,
    String typeName,
    int precision,
    int scale,
    boolean nullable) {}
