package io.omnigraph.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** Program of {@link MillionRowsTest}: reads all rows of a query and prints what they add up to. */
final class MillionRows {
  private MillionRows() {}

  /**
   * @param arguments URL, query, then fetch sizes: it is run once with each; 0 sets none
   */
  public static void main(String[] arguments) throws Exception {
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement()) {
      for (int i = 2; i < arguments.length; i++) {
        statement.setFetchSize(Integer.parseInt(arguments[i]));
        try (ResultSet rows = statement.executeQuery(arguments[1])) {
          System.out.println(sum(rows));
        }
      }
    }
  }

  /** Rows, the sum of the first column, rows whose name is less than the one before. */
  private static String sum(ResultSet rows) throws Exception {
    long count = 0;
    long sum = 0;
    long falling = 0;
    String before = "";
    while (rows.next()) {
      count++;
      sum += rows.getLong(1);
      String name = rows.getString(2);
      falling += name.compareTo(before) < 0 ? 1 : 0;
      before = name;
    }
    return count + " " + sum + " " + falling;
  }
}
