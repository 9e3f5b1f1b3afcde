package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A graph that this process may read but not write. */
@Timeout(60)
class ReadOnlyDiskTest {
  @TempDir Path folder;

  @Test
  void writersAreRefusedAndReadersRead() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(folder.resolve("disk")))) {
      Path root = disk.folder().resolve("g");
      GraphFixture.create(root);
      assertThat(disk.writable(false)).as("made read-only").isTrue();
      String[] says = {root.toString(), "write access", "readOnly=true"};
      Refusal.of("42501", () -> connect(root), says);
      Refusal.of("42501", () -> connect(disk.folder().resolve("new")), "new", "write access");
      reads(root);
      assertThat(disk.writable(true)).as("made writable").isTrue();
      try (Connection connection = connect(root)) {
        update(connection, "INSERT INTO Company VALUES ('Initech')");
        assertThat(rows(connection, "SELECT COUNT(*) FROM Company")).containsExactly("3");
      }
    }
  }

  private static void reads(Path root) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection("jdbc:omnigraph:" + root + "?readOnly=true")) {
      assertThat(rows(connection, "SELECT COUNT(*) FROM Knows")).containsExactly("3");
      Refusal.of("25006", () -> update(connection, "DELETE FROM Knows"), "read-only");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Knows")).containsExactly("3");
    }
  }
}
