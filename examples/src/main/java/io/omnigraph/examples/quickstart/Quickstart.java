package io.omnigraph.examples.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/** Loads real flights, asks about them, and changes them in a transaction and on a branch. */
public final class Quickstart {
  private final Connection connection;
  private final FlightQuestions questions;
  private final PrintStream out;

  Quickstart(Connection connection, PrintStream out) {
    this.connection = connection;
    this.questions = new FlightQuestions(connection);
    this.out = out;
  }

  /** Needs no arguments and leaves nothing behind. */
  public static void main(String[] args) throws SQLException, IOException {
    Path folder = Files.createTempDirectory("omnigraph-quickstart");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      run(folder, out);
    } finally {
      delete(folder);
    }
  }

  static void run(Path folder, PrintStream out) throws SQLException, IOException {
    String url = "jdbc:omnigraph:" + folder.resolve("flights");
    try (Connection connection = DriverManager.getConnection(url)) {
      Quickstart quickstart = new Quickstart(connection, out);
      FlightGraph.createSchema(connection);
      out.println(
          "Loaded "
              + FlightGraph.load(connection, folder)
              + " rows into "
              + connection.getCatalog()
              + ".");
      quickstart.ask();
      quickstart.closeOhareOnABranch();
      quickstart.rollBack();
    }
  }

  private void ask() throws SQLException {
    title("Busiest airports, by departures");
    for (FlightQuestions.Departures each : questions.busiestAirports(5)) {
      print("  %s  %,9d  %s%n", each.iata(), each.flights(), each.name());
    }
    title("How far is everything from Burlington (BTV)?");
    printReach("BTV");
    title("Fewest hops from Boston to Fairbanks");
    FlightQuestions.Route route = questions.shortestRoute("BOS", "FAI");
    out.println("  " + route.hops() + " hops: BOS > " + route.stops());
    title("Round trips over three of the 30 busiest airports");
    print("  %,d%n", questions.trianglesAmongBusiest(30));
    title("Share of departures by state");
    for (FlightQuestions.Share each : questions.shareByState(5)) {
      print(
          "  %d. %s  %,9d  %4.1f %%%n", each.rank(), each.state(), each.flights(), each.percent());
    }
  }

  private void printReach(String from) throws SQLException {
    for (FlightQuestions.Reach each : questions.airportsByHops(from)) {
      print(
          "  %d %s: %d airports%n",
          each.hops(), each.hops() == 1 ? "hop" : "hops", each.airports());
    }
  }

  /** One commit on a branch; main does not change. */
  private void closeOhareOnABranch() throws SQLException {
    title("Chicago O'Hare closes, on a branch");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE BRANCH winter FROM main");
      connection.setSchema("winter");
      // Its edges go with it.
      statement.executeUpdate("DELETE FROM airport WHERE iata = 'ORD'");
    }
    print("  %d of %d routes are gone%n", questions.routesLost("main", "winter"), routesOnMain());
    out.println(
        "  without any flight now: " + String.join(", ", questions.cutOff("main", "winter")));
    out.println("  from Burlington:");
    printReach("BTV");
    connection.setSchema("main");
    out.println("  on main there are still " + questions.routes() + " routes");
  }

  private long routesOnMain() throws SQLException {
    connection.setSchema("main");
    long routes = questions.routes();
    connection.setSchema("winter");
    return routes;
  }

  private void rollBack() throws SQLException {
    title("A transaction, rolled back");
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO airport VALUES ('XMS', 'Workshop', 'North Pole', NULL, 'None', 90, 0)");
      statement.executeUpdate("INSERT INTO flight (src, dst, flights) VALUES ('FAI', 'XMS', 1)");
      print("  inside:  %d airports, %d routes%n", questions.airports(), questions.routes());
      connection.rollback();
      print("  after:   %d airports, %d routes%n", questions.airports(), questions.routes());
    }
    connection.setAutoCommit(true);
  }

  private void print(String format, Object... values) {
    out.print(String.format(Locale.ROOT, format, values));
  }

  private void title(String text) {
    out.println();
    out.println(text);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
