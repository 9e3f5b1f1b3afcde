/**
 * The command line: everything through java.sql, so that it is also the driver's first client.
 * Start at Shell.
 */
package io.omnigraph.jdbc.shell;
