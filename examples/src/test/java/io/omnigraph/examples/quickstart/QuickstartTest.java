package io.omnigraph.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every answer of the quickstart against {@link FlightFiles}. */
class QuickstartTest {
  @TempDir static Path folder;
  private static FlightFiles files;
  private static Connection connection;
  private static FlightQuestions questions;

  @BeforeAll
  static void load() throws SQLException, IOException {
    files = FlightFiles.read();
    connection = DriverManager.getConnection("jdbc:omnigraph:" + folder.resolve("flights"));
    FlightGraph.createSchema(connection);
    assertThat(FlightGraph.load(connection, folder)).isEqualTo(files.airports() + files.routes());
    questions = new FlightQuestions(connection);
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  @Test
  void loadsEverythingAndReadsNaAsNull() throws SQLException {
    assertThat(questions.airports()).isEqualTo(files.airports());
    assertThat(questions.routes()).isEqualTo(files.routes());
    assertThat(questions.airportsWithoutCity())
        .isEqualTo(files.airportsWithoutCity())
        .isEqualTo(12);
  }

  @Test
  void busiestAirports() throws SQLException {
    List<FlightQuestions.Departures> expected =
        files.departures().subList(0, 40).stream()
            .map(
                e ->
                    new FlightQuestions.Departures(
                        e.getKey(), files.name(e.getKey()), e.getValue()))
            .toList();
    assertThat(questions.busiestAirports(40)).isEqualTo(expected);
  }

  @Test
  void airportsByHops() throws SQLException {
    for (String from : List.of("BTV", "BOS", "MKG")) {
      assertThat(questions.airportsByHops(from)).as(from).isEqualTo(reach(files, from));
    }
  }

  private static List<FlightQuestions.Reach> reach(FlightFiles of, String from) {
    Map<String, Integer> hops = of.hops(from);
    return IntStream.rangeClosed(1, 3)
        .mapToObj(
            n -> new FlightQuestions.Reach(n, hops.values().stream().filter(h -> h == n).count()))
        .toList();
  }

  @Test
  void shortestRoute() throws SQLException {
    for (String to : List.of("FAI", "DBQ", "LAX", "ADK")) {
      FlightQuestions.Route route = questions.shortestRoute("BOS", to);
      assertThat(route.hops()).as(to).isEqualTo(files.hops("BOS").get(to));
      List<String> stops = new ArrayList<>(List.of("BOS"));
      stops.addAll(Arrays.asList(route.stops().split(" > ")));
      assertThat(stops).hasSize(route.hops() + 1).endsWith(to);
      for (int i = 1; i < stops.size(); i++) {
        assertThat(files.hasRoute(stops.get(i - 1), stops.get(i)))
            .as("leg %d of %s", i, stops)
            .isTrue();
      }
    }
  }

  @Test
  void noRouteToAnAirportWithoutFlights() throws SQLException {
    assertThat(files.withFlights()).doesNotContain("00M");
    assertThat(questions.shortestRoute("BOS", "00M")).isNull();
  }

  @Test
  void trianglesAmongBusiest() throws SQLException {
    List<String> busiest =
        files.departures().subList(0, 30).stream().map(Map.Entry::getKey).toList();
    assertThat(questions.trianglesAmongBusiest(30))
        .isEqualTo(files.triangles(busiest))
        .isPositive();
  }

  @Test
  void shareByState() throws SQLException {
    List<Map.Entry<String, Long>> expected = files.departuresByState();
    double all = expected.stream().mapToLong(Map.Entry::getValue).sum();
    List<FlightQuestions.Share> shares = questions.shareByState(1_000);
    assertThat(shares).hasSameSizeAs(expected);
    for (int i = 0; i < shares.size(); i++) {
      FlightQuestions.Share share = shares.get(i);
      assertThat(share.state() == null ? "" : share.state()).isEqualTo(expected.get(i).getKey());
      assertThat(share.flights()).isEqualTo(expected.get(i).getValue());
      assertThat(share.percent()).isCloseTo(100 * share.flights() / all, within(0.01));
      assertThat(share.rank()).isEqualTo(i + 1);
    }
  }

  @Test
  void closingAnAirportOnABranchLeavesMainAsItIs() throws SQLException {
    FlightFiles closed = files.without("ORD");
    try (Connection other =
            DriverManager.getConnection("jdbc:omnigraph:" + folder.resolve("flights"));
        Statement statement = other.createStatement()) {
      statement.execute("CREATE BRANCH winter FROM main");
      other.setSchema("winter");
      assertThat(statement.executeUpdate("DELETE FROM airport WHERE iata = 'ORD'")).isEqualTo(1);
      FlightQuestions winter = new FlightQuestions(other);
      assertThat(winter.routes()).isEqualTo(closed.routes());
      assertThat(winter.airportsByHops("BTV")).isEqualTo(reach(closed, "BTV"));
      assertThat(winter.routesLost("main", "winter")).isEqualTo(files.routes() - closed.routes());
      List<String> cutOff =
          files.withDepartures().stream()
              .filter(a -> !closed.withFlights().contains(a))
              .sorted()
              .toList();
      assertThat(winter.cutOff("main", "winter")).isEqualTo(cutOff).contains("ORD");
      assertThat(questions.routes()).isEqualTo(files.routes());
      other.setSchema("main");
      statement.execute("DROP BRANCH winter");
    }
  }

  @Test
  void rollbackLeavesNothing() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO airport VALUES ('XMS', 'Workshop', 'North Pole', NULL, 'None', 90, 0)");
      statement.executeUpdate("INSERT INTO flight (src, dst, flights) VALUES ('FAI', 'XMS', 1)");
      assertThat(questions.airports()).isEqualTo(files.airports() + 1);
      assertThat(questions.routes()).isEqualTo(files.routes() + 1);
      connection.rollback();
    } finally {
      connection.setAutoCommit(true);
    }
    assertThat(questions.airports()).isEqualTo(files.airports());
    assertThat(questions.routes()).isEqualTo(files.routes());
  }

  @Test
  void programPrintsItsAnswers(@TempDir Path fresh) throws SQLException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Quickstart.run(fresh, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains(
            "Loaded 8742 rows",
            "ATL    414,513",
            "2 hops: BOS > ",
            "297 of 5366 routes",
            "DBQ, ORD",
            "after:   3376 airports, 5366 routes");
  }
}
