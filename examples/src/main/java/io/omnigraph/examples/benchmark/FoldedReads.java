package io.omnigraph.examples.benchmark;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * What reads of a graph of many one-row commits cost, beside one that got the same rows by COPY.
 */
final class FoldedReads {
  private static final int REOPENED = 15;

  private final SmallGraph folded;
  private final SmallGraph bulk;
  private final Measurement.Effort effort;
  private final ResultLines out;

  /**
   * @param home empty; of the graph to compare with
   */
  FoldedReads(SmallGraph folded, Path home, Measurement.Effort effort, ResultLines out) {
    this.folded = folded;
    this.bulk = new SmallGraph(folded.database(), home, folded.persons());
    this.effort = effort;
    this.out = out;
  }

  void run() throws Exception {
    try (Connection connection = folded.open()) {
      Database.execute(connection, List.of("CALL omnigraph.fold()"));
      copyTo(connection);
    }
    firstScans();
    reads("folded", folded);
    reads("bulk", bulk);
    requireSameAnswers();
  }

  private void copyTo(Connection from) throws Exception {
    Path persons = bulk.folder().resolve("person.csv");
    Path edges = bulk.folder().resolve("knows.csv");
    write(from, "SELECT id, name, age FROM person", "id,name,age", persons);
    write(from, "SELECT src, dst FROM knows", "src,dst", edges);
    try (Connection to = bulk.open()) {
      bulk.createTables(to);
      bulk.database().load(to, "person", persons);
      bulk.database().load(to, "knows", edges);
    }
    Files.delete(persons);
    Files.delete(edges);
  }

  private static void write(Connection from, String query, String header, Path csv)
      throws Exception {
    int columns = header.split(",", -1).length;
    try (Statement statement = from.createStatement();
        ResultSet rows = statement.executeQuery(query);
        BufferedWriter lines = Files.newBufferedWriter(csv)) {
      lines.write(header);
      while (rows.next()) {
        for (int c = 1; c <= columns; c++) {
          lines.write((c == 1 ? "\n" : ",") + rows.getString(c));
        }
      }
      lines.write("\n");
    }
  }

  private void reads(String name, SmallGraph graph) throws Exception {
    try (Connection connection = graph.open();
        PreparedStatement scan = connection.prepareStatement(SmallGraph.SCAN);
        PreparedStatement point = connection.prepareStatement(SmallGraph.POINT_READ);
        PreparedStatement hops = connection.prepareStatement(graph.database().twoHops())) {
      median("scan " + name, i -> SmallGraph.number(scan));
      median("point read " + name, i -> SmallGraph.ask(point, i * 31L % graph.persons()));
      median("2 hops " + name, i -> SmallGraph.ask(hops, i * 31L % graph.persons()));
    }
    out.accept("disk " + name + " MB", Folder.sizeBytes(graph.folder()) / 1e6);
    Path history = Databases.graph(graph.folder()).resolve("__manifest");
    out.accept("history " + name + " MB", Folder.sizeBytes(history) / 1e6);
  }

  private void median(String name, Measurement.Operation operation) throws Exception {
    out.accept(name, Measurement.of(operation, effort).micros(0.5));
  }

  /** By turns: the code is as warm for one as for the other. */
  private void firstScans() throws SQLException {
    long[] ofFolded = new long[REOPENED];
    long[] ofBulk = new long[REOPENED];
    for (int i = 0; i < REOPENED; i++) {
      ofFolded[i] = firstScan(folded);
      ofBulk[i] = firstScan(bulk);
    }
    Arrays.sort(ofFolded);
    Arrays.sort(ofBulk);
    out.accept("first scan folded", new Measurement(ofFolded).micros(0.5));
    out.accept("first scan bulk", new Measurement(ofBulk).micros(0.5));
  }

  /** Nothing of the graph is in memory before. */
  private static long firstScan(SmallGraph graph) throws SQLException {
    try (Connection connection = graph.open()) {
      long start = System.nanoTime();
      SmallGraph.number(connection, SmallGraph.SCAN);
      return System.nanoTime() - start;
    }
  }

  private void requireSameAnswers() throws SQLException {
    long[] answers = answers(folded);
    if (!Arrays.equals(answers, answers(bulk))) {
      throw new IllegalStateException("answers differ: " + Arrays.toString(answers));
    }
  }

  private static long[] answers(SmallGraph graph) throws SQLException {
    try (Connection connection = graph.open();
        PreparedStatement hops = connection.prepareStatement(graph.database().twoHops())) {
      long[] answers = new long[50];
      answers[0] = SmallGraph.number(connection, SmallGraph.SCAN);
      for (int i = 1; i < answers.length; i++) {
        answers[i] = SmallGraph.ask(hops, i % graph.persons());
      }
      return answers;
    }
  }
}
