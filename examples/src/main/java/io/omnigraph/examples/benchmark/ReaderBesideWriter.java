package io.omnigraph.examples.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Point reads of one thread, alone and while another commits rows. */
final class ReaderBesideWriter {
  private static final int ROUNDS = 3;

  private final SmallGraph graph;
  private final ConcurrentInserts writer;
  private final long millis;

  /**
   * @param writer of the same database
   * @param millis of each measurement
   */
  ReaderBesideWriter(SmallGraph graph, ConcurrentInserts writer, long millis) {
    this.graph = graph;
    this.writer = writer;
    this.millis = millis;
  }

  void run(ResultLines out) throws Exception {
    try (Connection connection = graph.open();
        PreparedStatement query = connection.prepareStatement(SmallGraph.POINT_READ)) {
      beside(query, new AtomicLong()); // both warm up
      AtomicLong commits = new AtomicLong();
      double alone = 0;
      double beside = 0;
      for (int round = 0; round < ROUNDS; round++) { // in turns: the machine has its moods
        alone += reads(query) / ROUNDS;
        beside += beside(query, commits) / ROUNDS;
      }
      out.accept("reads/s alone", alone);
      out.accept("reads/s beside a writer", beside);
      out.accept("reads kept %", beside * 100 / alone);
      out.accept("commits/s beside a reader", commits.get() * 1e3 / millis / ROUNDS);
    }
  }

  private double beside(PreparedStatement query, AtomicLong commits) throws Exception {
    CompletableFuture<ConcurrentInserts.Counted> written =
        CompletableFuture.supplyAsync(this::write, task -> new Thread(task).start());
    double reads = reads(query);
    ConcurrentInserts.Counted counted = written.get();
    if (counted.failures().get() > 0) {
      throw new IllegalStateException("the writer failed");
    }
    commits.addAndGet(counted.rows().get());
    return reads;
  }

  private ConcurrentInserts.Counted write() {
    try {
      return writer.insert(1, millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A second. */
  private double reads(PreparedStatement query) throws SQLException {
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    long count = 0;
    do {
      SmallGraph.ask(query, count++ * 31 % graph.persons());
    } while (System.nanoTime() < end);
    return count * 1e9 / (System.nanoTime() - start);
  }
}
