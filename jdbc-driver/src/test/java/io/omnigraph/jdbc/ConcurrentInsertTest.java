package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentInsertTest {
  private static final int THREADS = 8;
  private static final int ROWS = 6;

  @TempDir Path folder;
  private final List<Exception> errors = new CopyOnWriteArrayList<>();

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:omnigraph:" + folder.resolve("g") + "?durability=os");
  }

  private void insert(int thread) {
    try (Connection connection = open();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (?, ?)")) {
      for (int i = 0; i < ROWS; i++) {
        insert.setInt(1, thread * 1_000 + i);
        insert.setString(2, "row " + i);
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
    } catch (SQLException | RuntimeException e) {
      errors.add(e);
    }
  }

  private static long count(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  @DisplayName("PUB-20 PUB-21 no autocommit insert of eight threads into one table fails")
  void disjointRowsOfEightThreads() throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, name VARCHAR)");
      long before = count(statement, "SELECT COUNT(*) FROM omnigraph.commits");
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int number = t;
        Thread thread = new Thread(() -> insert(number));
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(errors).isEmpty();
      assertThat(count(statement, "SELECT COUNT(*) FROM item")).isEqualTo(THREADS * ROWS);
      assertThat(count(statement, "SELECT COUNT(*) FROM omnigraph.commits"))
          .isEqualTo(before + THREADS * ROWS);
    }
  }
}
