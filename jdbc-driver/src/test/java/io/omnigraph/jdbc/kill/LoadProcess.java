package io.omnigraph.jdbc.kill;

import io.omnigraph.engine.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A process that is to be killed: its workers write at random until then, or until their input
 * ends.
 */
final class LoadProcess {
  private final Path root;
  private final Path logs;
  private volatile boolean ending;

  private LoadProcess(Path root, Path logs) {
    this.root = root;
    this.logs = logs;
  }

  /**
   * Arguments: directory, folder of logs, seed, thresholds, names of workers; none: only opens the
   * graph.
   */
  public static void main(String[] arguments) throws Exception {
    System.out.println("started");
    LoadProcess process = new LoadProcess(Path.of(arguments[0]), Path.of(arguments[1]));
    try (Graph graph = Thresholds.parse(arguments[3]).open(process.root)) {
      System.out.println("open");
      List<Thread> threads = new ArrayList<>();
      for (int i = 4; i < arguments.length; i++) {
        String worker = arguments[i];
        long seed = Long.parseLong(arguments[2]) * 31 + i;
        threads.add(new Thread(() -> process.run(worker, seed), worker));
      }
      threads.forEach(Thread::start);
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
      process.ending = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }
    System.out.println("done");
  }

  private void run(String worker, long seed) {
    try (WorkerLog log = new WorkerLog(logs, worker)) {
      try (Connection connection = KillGraph.connect(root)) {
        work(connection, worker, log, seed);
      } catch (SQLException | RuntimeException | Error e) {
        log.add("wrong", e);
        throw new IllegalStateException(worker, e); // its stack is printed
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void work(Connection connection, String worker, WorkerLog log, long seed)
      throws SQLException, IOException {
    WorkerModel model = WorkerLog.read(logs, worker).model();
    OperationSource source = new OperationSource(worker, seed, model);
    Random random = new Random(seed);
    while (!ending) {
      Operation operation = source.next();
      log.add("intend", operation);
      try {
        execute(connection, operation);
      } catch (SQLException e) {
        if (!mayLose(e)) {
          throw e;
        }
        log.add("nack", e.getSQLState() + " " + e.getMessage());
        continue;
      }
      log.add("ack", "");
      model.apply(operation);
      if (random.nextInt(20) == 0) {
        compare(connection, worker, model, log);
      }
    }
  }

  /** Conflicts and waiting for a lock; then nothing has happened. */
  private static boolean mayLose(SQLException e) {
    return e.getSQLState().equals("40001") || e.getSQLState().equals("55P03");
  }

  private static void compare(
      Connection connection, String worker, WorkerModel model, WorkerLog log)
      throws SQLException, IOException {
    WorkerModel found = KillGraph.read(connection, worker);
    if (!found.hasRowsOf(model)) {
      log.add("wrong", "read " + found + " instead of " + model);
    }
  }

  private void execute(Connection connection, Operation operation)
      throws SQLException, IOException {
    connection.setSchema(operation.branch());
    try (Statement statement = connection.createStatement()) {
      switch (operation.way()) {
        case "auto" -> statement.execute(operation.effects().get(0).sql());
        case "tx" -> transaction(connection, statement, operation);
        default -> copy(statement, operation);
      }
    } finally {
      connection.setSchema(WorkerModel.MAIN);
    }
  }

  private static void transaction(Connection connection, Statement statement, Operation operation)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      for (Effect effect : operation.effects()) {
        statement.execute(effect.sql());
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void copy(Statement statement, Operation operation) throws SQLException, IOException {
    Path file = Files.createTempFile(logs, "load", ".csv");
    try {
      Files.writeString(
          file,
          operation.effects().stream()
              .map(effect -> effect.name() + "," + effect.value() + "\n")
              .collect(Collectors.joining("", "key,n\n", "")));
      statement.execute(
          "COPY Item FROM '%s' (FORMAT csv, MODE %s)".formatted(file, operation.way()));
    } finally {
      Files.delete(file);
    }
  }
}
