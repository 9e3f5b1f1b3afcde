package io.omnigraph.sql.session;

/** A parameter marker; VARCHAR where its type is only known when a value is given. */
public record SqlParameter(SqlType type, int precision, int scale, boolean nullable) {}
