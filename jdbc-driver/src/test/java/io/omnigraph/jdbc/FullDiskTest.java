package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up at any point of a change: the change is refused, nothing of it shows, and
 * once there is space again the same connection does it.
 */
@Timeout(120)
class FullDiskTest {
  /** Blocks, more than the engine wants to have left before it commits. */
  private static final int ENOUGH = 1_200;

  @TempDir Path folder;
  private SmallDisk disk;
  private Path root;
  private Connection connection;
  private GraphState before;

  @BeforeEach
  void open() throws Exception {
    disk = SmallDisk.mount(Files.createDirectory(folder.resolve("disk")));
    root = disk.folder().resolve("g");
    GraphFixture.create(root);
    connection = connectByFiles(root);
    before = GraphState.of(connection, root);
  }

  /** Each commit makes files; a small one in the log has its place already. */
  private static Connection connectByFiles(Path root) throws SQLException {
    return DriverManager.getConnection("jdbc:omnigraph:" + root + "?durability=os&deltaRows=0");
  }

  @AfterEach
  void close() throws Exception {
    if (disk != null) {
      try (SmallDisk mounted = disk;
          Connection open = connection) {
        assertThat(mounted).isNotNull();
        assertThat(open).isNotNull();
      }
    }
  }

  /** Runs it with no space, one block of space and so on, then with enough. */
  private void isRefusedUntilThereIsSpace(String change) throws SQLException, IOException {
    for (int blocks = 0; blocks < 32; blocks++) {
      isRefused(blocks, change);
    }
    isRefused(1_000, change);
    disk.leave(ENOUGH);
    update(connection, change);
    disk.free();
    assertThat(root.resolve("__recovery").toFile().list()).isNullOrEmpty();
  }

  private void isRefused(int blocks, String change) throws SQLException, IOException {
    String[] schemas = root.resolve("__schemas").toFile().list();
    disk.leave(blocks);
    Refusal.of(
        "53100",
        () -> update(connection, change),
        "The disk that holds",
        root.toString(),
        "is full",
        "Free some space",
        "nothing was changed");
    disk.free();
    before.assertSameContent(connection, root);
    assertThat(root.resolve("__schemas").toFile().list()).containsExactlyInAnyOrder(schemas);
    try (Connection other = connect(root)) {
      before.assertSameContent(other, root);
    }
  }

  @Test
  void anInsertIsRefused() throws SQLException, IOException {
    isRefusedUntilThereIsSpace("INSERT INTO Company VALUES ('Initech'), ('Umbrella')");
    assertThat(rows(connection, "SELECT COUNT(*) FROM Company")).containsExactly("4");
  }

  @Test
  void aSmallCommitGoesOnWhileTheLogHasRoom() throws Exception {
    connection.close();
    connection = connect(root);
    update(connection, "INSERT INTO Company VALUES ('First')");
    disk.leave(0);
    update(connection, "INSERT INTO Company VALUES ('Initech')");
    assertThat(rows(connection, "SELECT COUNT(*) FROM Company")).containsExactly("4");
    disk.free();
    connection.close();
    connection = connect(root);
    assertThat(rows(connection, "SELECT COUNT(*) FROM Company")).containsExactly("4");
  }

  @Test
  void aChangeOfSeveralTablesIsRefused() throws SQLException, IOException {
    isRefusedUntilThereIsSpace(
        """
        INSERT INTO Person VALUES ('Eve', 20);
        INSERT INTO Knows (src, dst) VALUES ('Eve', 'Bob');
        DELETE FROM Company WHERE name = 'Acme'""");
    assertThat(rows(connection, "SELECT COUNT(*) FROM Person")).containsExactly("5");
    assertThat(rows(connection, "SELECT COUNT(*) FROM Knows")).containsExactly("4");
    assertThat(rows(connection, "SELECT COUNT(*) FROM WorksAt")).containsExactly("1");
  }

  @Test
  void aFileIsRefused() throws SQLException, IOException {
    String lines =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "person number " + i * 7919 + "," + i)
            .collect(Collectors.joining("\n", "name,age\n", "\n"));
    Path file = Files.writeString(folder.resolve("in.csv"), lines);
    isRefusedUntilThereIsSpace("COPY Person FROM '" + file + "' WITH (FORMAT csv, HEADER true)");
    assertThat(rows(connection, "SELECT COUNT(*) FROM Person")).containsExactly("2004");
  }

  @Test
  void aNewTableIsRefused() throws SQLException, IOException {
    String columns =
        IntStream.range(0, 300)
            .mapToObj(i -> ", statistic" + i + " BIGINT")
            .collect(Collectors.joining()); // a schema of several blocks
    isRefusedUntilThereIsSpace("CREATE TABLE City (name VARCHAR PRIMARY KEY" + columns + ")");
    update(connection, "INSERT INTO City (name) VALUES ('Oslo')");
    assertThat(rows(connection, "SELECT name FROM City")).containsExactly("Oslo");
  }
}
