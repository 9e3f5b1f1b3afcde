package io.omnigraph.jdbc;

import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;

/** A process of a test: writes rows into a graph, or holds its writer lock until it is ended. */
final class GraphWriter {
  private GraphWriter() {}

  /** Arguments: directory, name, count of rows; or directory and {@code lock}. */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    if (arguments[1].equals("lock")) {
      hold(root);
      return;
    }
    try (Connection connection = GraphFixture.connect(root);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO Person VALUES (?, ?)")) {
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        insert.setString(1, arguments[1] + i);
        insert.setInt(2, i);
        insert.executeUpdate();
      }
    }
    System.out.println("done");
  }

  private static void hold(Path root) throws Exception {
    try (RandomAccessFile file =
            new RandomAccessFile(root.resolve("__writer.lock").toFile(), "rw");
        FileLock lock = file.getChannel().lock()) {
      file.setLength(0);
      file.writeBytes("pid " + ProcessHandle.current().pid() + "\n");
      System.out.println(lock.isValid() ? "held" : "lost");
      Thread.sleep(60_000);
    }
  }
}
