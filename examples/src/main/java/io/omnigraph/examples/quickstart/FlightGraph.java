package io.omnigraph.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Creates the schema and loads the two files. */
public final class FlightGraph {
  private FlightGraph() {}

  /** Airports are nodes, a route between two of them is an edge with its number of flights. */
  public static void createSchema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE airport (
            iata VARCHAR(4) PRIMARY KEY,
            name VARCHAR NOT NULL,
            city VARCHAR,
            state VARCHAR,
            country VARCHAR NOT NULL,
            latitude DOUBLE NOT NULL,
            longitude DOUBLE NOT NULL
          )""");
      statement.execute(
          """
          CREATE EDGE TABLE flight (
            flights INTEGER NOT NULL,
            PRIMARY KEY (src, dst)
          ) FROM airport TO airport""");
    }
  }

  /**
   * Loads both files; NA stands for a missing value in them.
   *
   * @param folder for copies of the files, which are resources of this program
   * @return rows loaded
   */
  public static int load(Connection connection, Path folder) throws SQLException, IOException {
    Path airports = copy("airports.csv", folder);
    Path flights = copy("flights.csv", folder);
    try (Statement statement = connection.createStatement()) {
      // The first file's header has the table's column names; the second one's has others.
      return statement.executeUpdate("COPY airport FROM '" + airports + "' (FORMAT csv, NULL 'NA')")
          + statement.executeUpdate(
              "COPY flight (src, dst, flights) FROM '"
                  + flights
                  + "' (FORMAT csv, HEADER, NULL 'NA')");
    }
  }

  private static Path copy(String resource, Path folder) throws IOException {
    Path file = folder.resolve(resource);
    try (InputStream in = FlightGraph.class.getResourceAsStream(resource)) {
      Files.copy(in, file);
    }
    return file;
  }
}
