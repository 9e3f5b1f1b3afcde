package io.omnigraph.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/**
 * Measures one database in a JVM of its own, so that memory can be told apart. Prints one line a
 * result: {@code name TAB value}, times in microseconds.
 */
final class Worker {
  private final Database database;
  private final SocialGraph graph;
  private final Path csv;
  private final Path home;
  private final Measurement.Effort effort;
  private final ResultLines out;

  Worker(
      Database database,
      SocialGraph graph,
      Path csv,
      Path home,
      Measurement.Effort effort,
      ResultLines out) {
    this.database = database;
    this.graph = graph;
    this.csv = csv;
    this.home = home;
    this.effort = effort;
    this.out = out;
  }

  /**
   * @param args database, persons, knows, posts, folder of the CSV files, empty folder,
   *     milliseconds a measurement
   */
  public static void main(String[] args) throws Exception {
    SocialGraph graph =
        new SocialGraph(
            Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    long millis = Long.parseLong(args[6]);
    Measurement.Effort effort = new Measurement.Effort(millis / 2, millis, 1_000_000);
    Database database = Databases.all().get(args[0]);
    new Worker(
            database,
            graph,
            Path.of(args[4]),
            Path.of(args[5]),
            effort,
            new ResultLines(System.out))
        .run();
    System.exit(0); // a peer may have left threads behind
  }

  void run() throws Exception {
    load();
    try (Connection connection = database.open(home)) {
      query(connection, "point read", database.pointRead());
      query(connection, "1 hop", database.oneHop());
      query(connection, "2 hops", database.twoHops());
      groupBy(connection);
      insert(connection);
      batches(connection);
    }
    out.accept("disk MB", Folder.sizeBytes(home) / 1e6);
    out.accept("peak memory MB", peakMemoryKb() / 1024.0);
    concurrentInserts(); // last: how much they insert depends on how fast the database is
  }

  private void load() throws Exception {
    try (Connection connection = database.open(home)) {
      Database.execute(connection, database.schema());
      long start = System.nanoTime();
      for (String table : new String[] {"person", "knows", "post"}) {
        database.load(connection, table, csv.resolve(table + ".csv"));
      }
      Database.execute(connection, database.indexes());
      out.accept("load rows/s", graph.rows() / ((System.nanoTime() - start) / 1e9));
    }
  }

  private void query(Connection connection, String name, String sql) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      out.accept(name + " checksum", checksum(statement));
      out.times(name, Measurement.of(i -> ask(statement, person(i)), effort));
    }
  }

  /** Equal over all databases if they answer alike, whatever the order of rows. */
  private double checksum(PreparedStatement statement) throws SQLException {
    double sum = 0;
    for (int i = 0; i < 50; i++) {
      sum += ask(statement, person(i)) % 1_000_003;
    }
    return sum;
  }

  private long person(int i) {
    return new SplittableRandom(i).nextInt(graph.persons());
  }

  private static long ask(PreparedStatement statement, long id) throws SQLException {
    statement.setLong(1, id);
    try (ResultSet rows = statement.executeQuery()) {
      return hash(rows);
    }
  }

  private static long hash(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    long sum = 0;
    while (rows.next()) {
      long row = 0;
      for (int c = 1; c <= columns; c++) {
        row = row * 31 + rows.getString(c).hashCode();
      }
      sum += row & 0xffffff;
    }
    return sum;
  }

  private void groupBy(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      Measurement.Operation operation =
          i -> {
            try (ResultSet rows = statement.executeQuery(database.groupBy())) {
              return hash(rows);
            }
          };
      out.accept("group by checksum", (double) operation.run(0));
      out.times("group by", Measurement.of(operation, effort));
    }
  }

  /** One row a transaction, as durable as the database makes it by default. */
  private void insert(Connection connection) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement(RowInsert.CITIZEN.sql())) {
      Measurement.Operation operation =
          i -> {
            RowInsert.CITIZEN.binding().bind(statement, 10_000_000L + i);
            return statement.executeUpdate();
          };
      out.times("insert commit", Measurement.of(operation, effort));
    }
  }

  private void batches(Connection connection) throws Exception {
    int rows = Math.min(100_000, graph.persons());
    long start = System.nanoTime();
    try (PreparedStatement statement = connection.prepareStatement(RowInsert.CITIZEN.sql())) {
      connection.setAutoCommit(false);
      for (int i = 1; i <= rows; i++) {
        RowInsert.CITIZEN.binding().bind(statement, 100_000_000L + i);
        statement.addBatch();
        if (i % 1_000 == 0 || i == rows) {
          statement.executeBatch();
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
    out.accept("batch rows/s", rows / ((System.nanoTime() - start) / 1e9));
  }

  @SuppressWarnings("try") // held so that the database stays open between the measurements
  private void concurrentInserts() throws Exception {
    try (Connection held = database.open(home)) {
      new ConcurrentInserts(database, RowInsert.CITIZEN, home, effort.millis()).run(out);
    }
  }

  /** Heap and native memory of this process; 0 where the system does not tell. */
  private static long peakMemoryKb() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
