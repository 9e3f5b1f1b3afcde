package io.omnigraph.jdbc.shell;

import java.io.PrintStream;
import java.sql.SQLException;
import java.sql.SQLWarning;

/** Errors and warnings as one line each, SQLState first. */
final class ErrorText {
  private ErrorText() {}

  static void print(PrintStream err, SQLException e) {
    for (SQLException each = e; each != null; each = each.getNextException()) {
      err.println("Error " + state(each) + ": " + each.getMessage());
    }
  }

  static void printWarnings(PrintStream err, SQLWarning first) {
    for (SQLWarning each = first; each != null; each = each.getNextWarning()) {
      err.println("Warning " + state(each) + ": " + each.getMessage());
    }
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "(no SQLState)" : e.getSQLState();
  }
}
