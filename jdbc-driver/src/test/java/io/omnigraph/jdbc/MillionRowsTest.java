package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A million rows: read as a stream they need no memory, sorted they need their own size. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MillionRowsTest {
  private static final long SUM = 999_999L * 1_000_000L / 2;

  private Path folder;
  private String url;

  @BeforeAll
  void fill(@TempDir Path directory) throws Exception {
    folder = directory;
    url = "jdbc:omnigraph:" + directory.resolve("graph") + "?durability=os";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE digit (d INTEGER PRIMARY KEY);"
              + "CREATE TABLE big (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);"
              + "INSERT INTO digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
      int rows =
          statement.executeUpdate(
              "INSERT INTO big SELECT n, 'row ' || CAST(MOD(n * 7, 1000000) AS VARCHAR) FROM"
                  + " (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d + 100000 * f.d"
                  + " AS n FROM digit a, digit b, digit c, digit d, digit e, digit f) AS t");
      assertThat(rows).isEqualTo(1_000_000);
    }
  }

  private String[] read(String heap, String sql, String... fetchSizes) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add(heap);
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of(MillionRows.class.getName(), url, sql));
    arguments.addAll(List.of(fetchSizes));
    ChildJvm.Result result = ChildJvm.current().run(folder, "", arguments);
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out().strip().split("\n", -1);
  }

  @Test
  void streamInASmallHeapWithAndWithoutAFetchSize() throws Exception {
    String[] sums = read("-Xmx128m", "SELECT id, name FROM big", "0", "1000");
    assertThat(sums).hasSize(2).allMatch(sum -> sum.startsWith("1000000 " + SUM + " "));
  }

  @Test
  void sortInAModerateHeap() throws Exception {
    assertThat(read("-Xmx384m", "SELECT id, name FROM big ORDER BY name", "0"))
        .containsExactly("1000000 " + SUM + " 0");
  }
}
