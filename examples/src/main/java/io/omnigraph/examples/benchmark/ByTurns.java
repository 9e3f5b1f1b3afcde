package io.omnigraph.examples.benchmark;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What one-row commits cost in several databases that take turns every few milliseconds, in one
 * process: whatever the disk and the machine do meanwhile, they do to all. Prints a table; see
 * docs/performance.md.
 */
public final class ByTurns {
  private static final List<String> OPERATIONS = List.of("insert", "update", "delete");
  private static final int PERSONS = 10_000;

  /** Commits in a turn; the first ones find another database's code in the processor. */
  private static final int TURN = 150;

  private static final int NOT_COUNTED = 20;

  private ByTurns() {}

  /** One database at work, and what its commits took, by operation. */
  private static final class Candidate {
    final String name;
    final SmallGraph graph;
    final List<PreparedStatement> statements = new ArrayList<>();
    final List<List<Long>> nanos = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final Random random = new Random(1);
    private long first;
    private long next = PERSONS;

    Candidate(String name, SmallGraph graph) {
      this.name = name;
      this.graph = graph;
    }

    void prepare(Connection connection) throws SQLException {
      statements.add(connection.prepareStatement(RowInsert.PERSON.sql()));
      statements.add(connection.prepareStatement("UPDATE person SET age = ? WHERE id = ?"));
      statements.add(connection.prepareStatement("DELETE FROM person WHERE id = ?"));
    }

    void turn(int operation, boolean counts) throws SQLException {
      PreparedStatement statement = statements.get(operation);
      for (int i = 0; i < TURN; i++) {
        bind(statement, operation);
        long start = System.nanoTime();
        SmallGraph.changeOne(statement);
        long took = System.nanoTime() - start;
        if (counts && i >= NOT_COUNTED) {
          nanos.get(operation).add(took);
        }
      }
    }

    private void bind(PreparedStatement statement, int operation) throws SQLException {
      switch (operation) {
        case 0 -> RowInsert.PERSON.binding().bind(statement, next++);
        case 1 -> {
          statement.setInt(1, random.nextInt(90));
          statement.setLong(2, first + random.nextInt(PERSONS));
        }
        default -> statement.setLong(1, first++);
      }
    }

    Measurement measured(int operation) {
      long[] sorted = nanos.get(operation).stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(sorted);
      return new Measurement(sorted);
    }
  }

  public static void main(String[] args) throws Exception {
    String[] names = System.getProperty("databases", "omnigraph sqlite").split(" ", -1);
    long seconds = Long.getLong("seconds", 60);
    try (Folder temporary = Folder.temporary("by-turns")) {
      List<Candidate> candidates = new ArrayList<>();
      for (String name : names) {
        Database database =
            Objects.requireNonNull(Databases.ofSmallCommits().get(name), "no database " + name);
        SmallGraph graph = new SmallGraph(database, temporary.path().resolve(name), PERSONS);
        Files.createDirectories(graph.folder());
        graph.create();
        candidates.add(new Candidate(name, graph));
      }
      List<Connection> connections = new ArrayList<>();
      try {
        for (Candidate candidate : candidates) {
          connections.add(candidate.graph.open());
          candidate.prepare(connections.get(connections.size() - 1));
        }
        run(candidates, TimeUnit.SECONDS.toNanos(seconds));
      } finally {
        for (Connection connection : connections) {
          connection.close();
        }
      }
      print(candidates);
    }
  }

  /** The first third is for the compiler. */
  private static void run(List<Candidate> candidates, long nanos) throws SQLException {
    long begin = System.nanoTime();
    for (long past = 0; past < nanos; past = System.nanoTime() - begin) {
      for (int operation = 0; operation < OPERATIONS.size(); operation++) {
        for (Candidate candidate : candidates) {
          candidate.turn(operation, past > nanos / 3);
        }
      }
    }
  }

  private static void print(List<Candidate> candidates) {
    StringBuilder head = new StringBuilder("| µs, median (99th percentile) |");
    StringBuilder line = new StringBuilder("|---|");
    candidates.forEach(candidate -> head.append(' ').append(candidate.name).append(" |"));
    candidates.forEach(candidate -> line.append("---:|"));
    System.out.printf("%s%n%s%n", head, line);
    for (int operation = 0; operation < OPERATIONS.size(); operation++) {
      System.out.print("| " + OPERATIONS.get(operation) + " |");
      for (Candidate candidate : candidates) {
        Measurement measured = candidate.measured(operation);
        System.out.printf(
            Locale.ROOT, " %.0f (%.0f) |", measured.micros(0.5), measured.micros(0.99));
      }
      System.out.println();
    }
  }
}
