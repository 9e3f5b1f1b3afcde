package io.omnigraph.examples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** What it costs to open a graph whose writer was killed, and that graph after a clean close. */
final class OpenAfterKill {
  private static final int OPENED = 5;
  private static final String COMMITTED = "committed";

  private final SmallGraph graph;
  private final int commits;

  OpenAfterKill(SmallGraph graph, int commits) {
    this.graph = graph;
    this.commits = commits;
  }

  void run(ResultLines out) throws Exception {
    graph.create();
    commitAndDie();
    out.accept("open after kill", medianOpen().micros(0.5));
    open(graph); // and closes it
    out.accept("open after close", medianOpen().micros(0.5));
  }

  private void commitAndDie() throws IOException, InterruptedException {
    Process writer =
        Jvm.start(OpenAfterKill.class, List.of(graph.folder().toString(), persons(), commits()));
    try (BufferedReader lines = writer.inputReader()) {
      if (!COMMITTED.equals(lines.readLine())) {
        throw new IllegalStateException("the writer failed");
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  private String persons() {
    return Integer.toString(graph.persons());
  }

  private String commits() {
    return Integer.toString(commits);
  }

  /**
   * The writer: commits, keeps all of it out of the tables' files, and waits until it is killed.
   *
   * @param args folder, persons that are there, commits
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Database database = Databases.ofSmallCommits().get("omnigraph");
    try (Connection connection = DriverManager.getConnection(database.url(folder), unfolded());
        PreparedStatement insert = connection.prepareStatement(RowInsert.PERSON.sql())) {
      long first = Long.parseLong(args[1]);
      long end = first + Long.parseLong(args[2]);
      for (long id = first; id < end; id++) {
        RowInsert.PERSON.binding().bind(insert, id);
        SmallGraph.changeOne(insert);
      }
      System.out.println(COMMITTED);
      System.in.read(); // ends also with the process that waits for the line
    }
  }

  private static Properties unfolded() {
    Properties properties = new Properties();
    properties.setProperty("foldRows", "1000000000");
    properties.setProperty("foldBytes", "1000000000000");
    properties.setProperty("foldAtClose", "false");
    return properties;
  }

  /** Of copies, as each open may tidy up. */
  private Measurement medianOpen() throws IOException, SQLException {
    long[] nanos = new long[OPENED];
    for (int i = 0; i < OPENED; i++) {
      Path to = graph.folder().resolveSibling("copy");
      try (Folder copy = Folder.copy(graph.folder(), to)) {
        nanos[i] = open(new SmallGraph(graph.database(), copy.path(), graph.persons()));
      }
    }
    Arrays.sort(nanos);
    return new Measurement(nanos);
  }

  /** Nanoseconds until the first row is read. Every commit must be there. */
  private long open(SmallGraph opened) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = opened.open()) {
      SmallGraph.number(connection, "SELECT age FROM person WHERE id = 0");
      long nanos = System.nanoTime() - start;
      long found = SmallGraph.number(connection, "SELECT COUNT(*) FROM person");
      if (found != (long) graph.persons() + commits) {
        throw new IllegalStateException(found + " persons after " + commits + " commits");
      }
      return nanos;
    }
  }
}
