package io.omnigraph.examples.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a commit, an open and reads cost after 10, 1,000 and 10,000 one-row commits, and what reads
 * cost when the same rows came in one transaction. Prints a table; see docs/performance.md.
 */
public final class History {
  private static final int[] LENGTHS = {10, 1_000, 10_000};

  /** Durable commits at each length; before them as many that do not count. */
  private static final int MEASURED = 200;

  /** Commits to another graph, after which the code is compiled. */
  private static final int WARM_UP = 600;

  private static final int REOPENED = 9;
  private static final int ASKED = 2_000;
  private static final String INSERT_PERSON = "INSERT INTO person (id, name) VALUES (?, ?)";
  private static final String INSERT_KNOWS = "INSERT INTO knows (src, dst) VALUES (?, ?)";
  private static final String TWO_HOPS =
      "SELECT COUNT(*) FROM GRAPH_TABLE (CURRENT_GRAPH"
          + " MATCH (a IS person WHERE a.id = ?)-[IS knows]->(b IS person)-[IS knows]->(c IS person)"
          + " COLUMNS (c.id AS id))";

  private final Path graph;
  private final int longest;
  private int persons;
  private int commits;

  private History(Path graph, int longest) {
    this.graph = graph;
    this.longest = longest;
  }

  public static void main(String[] args) throws Exception {
    try (Folder temporary = Folder.temporary("history")) {
      Path folder = temporary.path();
      History warmUp = new History(folder.resolve("warm-up"), 0);
      warmUp.create();
      warmUp.commitUpTo(WARM_UP);
      int longest = Integer.getInteger("commits", LENGTHS[LENGTHS.length - 1]);
      History history = new History(folder.resolve("graph"), longest);
      history.create();
      history.measure();
      history.compareReads(folder.resolve("bulk"));
    }
  }

  private static Connection connect(Path graph, String durability) throws SQLException {
    return DriverManager.getConnection("jdbc:omnigraph:" + graph + "?durability=" + durability);
  }

  private void create() throws SQLException {
    create(graph);
  }

  private static void create(Path graph) throws SQLException {
    try (Connection connection = connect(graph, "full");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE person (id BIGINT PRIMARY KEY, name VARCHAR(40))");
      statement.execute("CREATE EDGE TABLE knows FROM person TO person");
    }
  }

  /** By turns a person and an edge from the newest person to an older one. */
  private void commitOne(PreparedStatement person, PreparedStatement knows) throws SQLException {
    if (commits++ % 2 == 0) {
      person.setLong(1, persons);
      person.setString(2, "person " + persons++);
      person.executeUpdate();
    } else {
      knows.setLong(1, persons - 1L);
      knows.setLong(2, friend(persons - 1));
      knows.executeUpdate();
    }
  }

  private static long friend(int person) {
    return person * 7_919L % Math.max(1, person);
  }

  private void commitUpTo(int length) throws SQLException {
    try (Connection connection = connect(graph, "os");
        PreparedStatement person = connection.prepareStatement(INSERT_PERSON);
        PreparedStatement knows = connection.prepareStatement(INSERT_KNOWS)) {
      while (commits < length) {
        commitOne(person, knows);
      }
    }
  }

  private void measure() throws Exception {
    System.out.println(
        "| commits before | one-row commit, ms | 99th percentile | times that after 10"
            + " | open and read one row, ms | kB a commit |");
    System.out.println("|---:|---:|---:|---:|---:|---:|");
    double first = 0;
    for (int length : LENGTHS) {
      if (length > longest) {
        return;
      }
      commitUpTo(length);
      double open = medianOpenMillis();
      Measurement commit = measureCommits();
      double median = commit.micros(0.5) / 1e3;
      first = first == 0 ? median : first;
      System.out.printf(
          Locale.ROOT,
          "| %,d | %.2f | %.2f | %.2f | %.1f | %.1f |%n",
          length,
          median,
          commit.micros(0.99) / 1e3,
          median / first,
          open,
          Folder.sizeBytes(graph) / 1e3 / commits);
    }
  }

  private Measurement measureCommits() throws Exception {
    try (Connection connection = connect(graph, "full");
        PreparedStatement person = connection.prepareStatement(INSERT_PERSON);
        PreparedStatement knows = connection.prepareStatement(INSERT_KNOWS)) {
      long[] nanos = new long[MEASURED];
      for (int i = -MEASURED; i < MEASURED; i++) {
        long start = System.nanoTime();
        commitOne(person, knows);
        if (i >= 0) {
          nanos[i] = System.nanoTime() - start;
        }
      }
      java.util.Arrays.sort(nanos);
      return new Measurement(nanos);
    }
  }

  private double medianOpenMillis() throws SQLException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < REOPENED; i++) {
      long start = System.nanoTime();
      try (Connection connection = connect(graph, "full");
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT name FROM person WHERE id = 0")) {
        row.next();
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
    millis.sort(null);
    return millis.get(REOPENED / 2);
  }

  private void compareReads(Path bulk) throws Exception {
    create(bulk);
    try (Connection connection = connect(bulk, "full");
        PreparedStatement person = connection.prepareStatement(INSERT_PERSON);
        PreparedStatement knows = connection.prepareStatement(INSERT_KNOWS)) {
      connection.setAutoCommit(false);
      int rows = commits;
      commits = 0;
      persons = 0;
      while (commits < rows) {
        commitOne(person, knows);
      }
      connection.commit();
    }
    System.out.printf("%n| %,d rows | by one-row commits | in one transaction |%n", commits);
    System.out.println("|---|---:|---:|");
    double[] small = reads(graph);
    double[] whole = reads(bulk);
    String[] titles = {"first scan, ms", "scan, µs", "point read, µs", "2 hops, µs", "on disk, MB"};
    for (int i = 0; i < titles.length; i++) {
      System.out.printf(Locale.ROOT, "| %s | %.2f | %.2f |%n", titles[i], small[i], whole[i]);
    }
  }

  private double[] reads(Path of) throws Exception {
    try (Connection connection = connect(of, "full");
        PreparedStatement scan =
            connection.prepareStatement("SELECT COUNT(name), MAX(id) FROM person");
        PreparedStatement point =
            connection.prepareStatement("SELECT name FROM person WHERE id = ?");
        PreparedStatement hops = connection.prepareStatement(TWO_HOPS)) {
      long start = System.nanoTime();
      ask(scan);
      double firstScan = (System.nanoTime() - start) / 1e6;
      Measurement.Effort effort = new Measurement.Effort(1_000, 2_000, ASKED);
      return new double[] {
        firstScan,
        Measurement.of(i -> ask(scan), effort).micros(0.5),
        Measurement.of(i -> ask(point, i), effort).micros(0.5),
        Measurement.of(i -> ask(hops, i), effort).micros(0.5),
        Folder.sizeBytes(of) / 1e6
      };
    }
  }

  private long ask(PreparedStatement query, int i) throws SQLException {
    query.setLong(1, i * 31L % persons);
    return ask(query);
  }

  private static long ask(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      long count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    }
  }
}
