package io.omnigraph.sql.session;

/**
 * A parameter marker.
 *
 * @param typed false when nothing in the text tells its type: the statement is then typed by the
 *     values it is executed with, and {@code type} is a guess
 */
public record SqlParameter(
    SqlType type, int precision, int scale, boolean nullable, boolean typed) {}
