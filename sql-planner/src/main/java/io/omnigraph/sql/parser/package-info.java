/** SQL text to syntax trees: grammar, JDBC escapes, script splitting. Start at StatementParser. */
package io.omnigraph.sql.parser;
