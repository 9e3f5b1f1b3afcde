package io.omnigraph.examples.quickstart;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks the graph, on the branch that the connection has checked out. */
public final class FlightQuestions {
  private final Connection connection;

  public FlightQuestions(Connection connection) {
    this.connection = connection;
  }

  /** An airport and how many flights leave it. */
  public record Departures(String iata, String name, long flights) {}

  /** How many airports are that many flights away at best. */
  public record Reach(int hops, long airports) {}

  /** A shortest way; the stops after the start, e.g. {@code SEA > FAI}. */
  public record Route(int hops, String stops) {}

  /** A state's share of all departures; state is null where the file has none. */
  public record Share(String state, long flights, double percent, int rank) {}

  /** Plain SQL: a join of nodes and edges, grouped. */
  public List<Departures> busiestAirports(int limit) throws SQLException {
    String sql =
        """
        SELECT a.iata, a.name, SUM(f.flights) AS departures
        FROM airport a JOIN flight f ON f.src = a.iata
        GROUP BY a.iata, a.name
        ORDER BY departures DESC, a.iata
        FETCH FIRST %d ROWS ONLY"""
            .formatted(limit);
    List<Departures> answer = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet r = statement.executeQuery(sql)) {
      while (r.next()) {
        answer.add(
            new Departures(r.getString("iata"), r.getString("name"), r.getLong("departures")));
      }
    }
    return answer;
  }

  /** A graph pattern inside SQL: one shortest path to each airport, then counted. */
  public List<Reach> airportsByHops(String from) throws SQLException {
    String sql =
        """
        SELECT hops, COUNT(*) AS airports
        FROM GRAPH_TABLE (CURRENT_GRAPH
          MATCH p = ANY SHORTEST (a IS airport WHERE a.iata = ?)-[IS flight]->{1,3}(b IS airport)
          COLUMNS (b.iata AS iata, PATH_LENGTH(p) AS hops))
        WHERE iata <> ?
        GROUP BY hops
        ORDER BY hops""";
    List<Reach> answer = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, from);
      statement.setString(2, from);
      try (ResultSet r = statement.executeQuery()) {
        while (r.next()) {
          answer.add(new Reach(r.getInt("hops"), r.getLong("airports")));
        }
      }
    }
    return answer;
  }

  /** The fewest hops between two airports, with the stops in order; null if there is no way. */
  public Route shortestRoute(String from, String to) throws SQLException {
    String sql =
        """
        SELECT * FROM GRAPH_TABLE (CURRENT_GRAPH
          MATCH p = ANY SHORTEST
            (a IS airport WHERE a.iata = ?)-[f IS flight]->+(b IS airport WHERE b.iata = ?)
          COLUMNS (PATH_LENGTH(p) AS hops, LISTAGG(f.dst, ' > ') AS stops))""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, from);
      statement.setString(2, to);
      try (ResultSet r = statement.executeQuery()) {
        return r.next() ? new Route(r.getInt("hops"), r.getString("stops")) : null;
      }
    }
  }

  /** A cycle of three flights among the busiest airports; each is counted once, not per start. */
  public long trianglesAmongBusiest(int airports) throws SQLException {
    String sql =
        """
        WITH busiest AS (
          SELECT src AS iata FROM flight
          GROUP BY src ORDER BY SUM(flights) DESC, src FETCH FIRST %d ROWS ONLY)
        SELECT COUNT(*)
        FROM GRAPH_TABLE (CURRENT_GRAPH
          MATCH (a IS airport)-[IS flight]->(b IS airport)-[IS flight]->(c IS airport)-[IS flight]->(a)
          WHERE a.iata < b.iata AND a.iata < c.iata AND b.iata <> c.iata
          COLUMNS (a.iata AS one, b.iata AS two, c.iata AS three))
        WHERE one IN (SELECT iata FROM busiest)
          AND two IN (SELECT iata FROM busiest)
          AND three IN (SELECT iata FROM busiest)"""
            .formatted(airports);
    return number(sql);
  }

  /** A window over a grouped join. */
  public List<Share> shareByState(int limit) throws SQLException {
    String sql =
        """
        SELECT state, departures,
               100.0 * departures / SUM(departures) OVER () AS percent,
               RANK() OVER (ORDER BY departures DESC) AS place
        FROM (
          SELECT a.state, SUM(f.flights) AS departures
          FROM airport a JOIN flight f ON f.src = a.iata
          GROUP BY a.state)
        ORDER BY departures DESC
        FETCH FIRST %d ROWS ONLY"""
            .formatted(limit);
    List<Share> answer = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet r = statement.executeQuery(sql)) {
      while (r.next()) {
        answer.add(
            new Share(
                r.getString("state"),
                r.getLong("departures"),
                r.getDouble("percent"),
                r.getInt("place")));
      }
    }
    return answer;
  }

  /** Airports that have flights on the first branch and none on the second, sorted. */
  public List<String> cutOff(String before, String after) throws SQLException {
    String sql =
        """
        SELECT DISTINCT b.src FROM "%1$s".flight b
        WHERE NOT EXISTS (SELECT 1 FROM "%2$s".flight a WHERE a.src = b.src OR a.dst = b.src)
        ORDER BY b.src"""
            .formatted(before, after);
    List<String> answer = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet r = statement.executeQuery(sql)) {
      while (r.next()) {
        answer.add(r.getString(1));
      }
    }
    return answer;
  }

  /** Routes that are on the first branch and not on the second. */
  public long routesLost(String before, String after) throws SQLException {
    return number(
        """
        SELECT COUNT(*) FROM "%1$s".flight b
        LEFT JOIN "%2$s".flight a ON a.src = b.src AND a.dst = b.dst
        WHERE a.src IS NULL"""
            .formatted(before, after));
  }

  public long airports() throws SQLException {
    return number("SELECT COUNT(*) FROM airport");
  }

  public long routes() throws SQLException {
    return number("SELECT COUNT(*) FROM flight");
  }

  /** Airports whose city the file does not tell. */
  public long airportsWithoutCity() throws SQLException {
    return number("SELECT COUNT(*) FROM airport WHERE city IS NULL");
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet r = statement.executeQuery(sql)) {
      r.next();
      return r.getLong(1);
    }
  }
}
