package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.update;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A process that puts rows of one query into one transaction; the default is 150 MB of them. */
final class LargeTransaction {
  private LargeTransaction() {}

  /** Arguments: directory; thousands of rows, bytes of a row's text. */
  public static void main(String[] arguments) throws Exception {
    int thousands = arguments.length < 2 ? 100 : Integer.parseInt(arguments[1]);
    int bytes = arguments.length < 3 ? 1_500 : Integer.parseInt(arguments[2]);
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:omnigraph:" + arguments[0] + "?durability=os&tx.overlay.maxBytes=8388608")) {
      connection.setAutoCommit(false);
      update(connection, "CREATE TABLE Digit (n BIGINT PRIMARY KEY)");
      String digits =
          IntStream.range(0, 1_000).mapToObj(i -> "(" + i + ")").collect(Collectors.joining(", "));
      update(connection, "INSERT INTO Digit VALUES " + digits);
      long inserted =
          update(
              connection,
              "INSERT INTO Big (id, n, text) SELECT a.n * 1000 + b.n, 1, REPEAT('x', "
                  + bytes
                  + ") FROM Digit a CROSS JOIN Digit b WHERE a.n < "
                  + thousands);
      connection.commit();
      System.out.println(inserted);
    }
  }
}
