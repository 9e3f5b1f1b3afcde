package io.omnigraph.examples.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Rows inserted by one thread and by eight, each with a connection of its own, each row a commit.
 * Nobody retries: a row that fails is counted.
 */
final class ConcurrentInserts {
  private static final int[] THREADS = {1, 8};
  private static final long FIRST_ID = 1_000_000_000L;
  private static final long IDS_A_THREAD = 10_000_000L;

  private final Database database;
  private final RowInsert row;
  private final Path home;
  private final long millis;
  private int threadsBefore;

  /**
   * @param millis of each measurement; half of it before to warm up
   */
  ConcurrentInserts(Database database, RowInsert row, Path home, long millis) {
    this.database = database;
    this.row = row;
    this.home = home;
    this.millis = millis;
  }

  /**
   * How many rows are there and how many failed.
   *
   * @param conflicts failures with 40001: to be run again
   */
  record Counted(AtomicLong rows, AtomicLong failures, AtomicLong conflicts) {
    private void failed(SQLException e) {
      failures.incrementAndGet();
      if ("40001".equals(e.getSQLState())) {
        conflicts.incrementAndGet();
      }
    }
  }

  /**
   * The measurement alone.
   *
   * @param args database, empty folder, milliseconds
   */
  public static void main(String[] args) throws Exception {
    Database database = Databases.ofSmallCommits().get(args[0]);
    Path home = Files.createDirectories(Path.of(args[1]));
    try (Connection connection = database.open(home)) {
      Database.execute(connection, database.schema());
      new ConcurrentInserts(database, RowInsert.CITIZEN, home, Long.parseLong(args[2]))
          .run((name, value) -> System.out.printf(Locale.ROOT, "%s\t%.1f%n", name, value));
    }
    System.exit(0); // a peer may have left threads behind
  }

  void run(BiConsumer<String, Double> result) throws InterruptedException {
    for (int threads : THREADS) {
      insert(threads, millis / 2);
      Counted counted = insert(threads, millis);
      result.accept("commits/s by " + threads, counted.rows().get() * 1e3 / millis);
      result.accept("failed by " + threads, (double) counted.failures().get());
      result.accept("conflicts by " + threads, (double) counted.conflicts().get());
    }
  }

  Counted insert(int count, long duration) throws InterruptedException {
    Counted counted = new Counted(new AtomicLong(), new AtomicLong(), new AtomicLong());
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + duration * 1_000_000;
    for (int i = 0; i < count; i++) {
      long first = FIRST_ID + IDS_A_THREAD * threadsBefore++;
      Thread thread = new Thread(() -> insertFrom(first, end, counted));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return counted;
  }

  private void insertFrom(long first, long end, Counted counted) {
    try (Connection connection = database.open(home);
        PreparedStatement statement = connection.prepareStatement(row.sql())) {
      Database.Sync sync = database.syncOn(connection);
      for (long id = first; System.nanoTime() < end; id++) {
        row.binding().bind(statement, id);
        try {
          statement.executeUpdate();
          sync.run();
          counted.rows().incrementAndGet();
        } catch (SQLException e) {
          counted.failed(e);
        }
      }
    } catch (SQLException e) {
      counted.failed(e);
    }
  }
}
