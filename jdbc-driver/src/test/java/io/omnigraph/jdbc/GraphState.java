package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a failed statement must leave as it was: rows, commits, branches, and the files that any of
 * them refers to. Staged files that nobody refers to may stay, until clean-up takes them.
 */
record GraphState(TreeMap<String, List<String>> tables, String commits, Set<String> files) {
  static GraphState of(Connection connection, Path root) throws SQLException, IOException {
    TreeMap<String, List<String>> tables = new TreeMap<>();
    for (String table :
        rows(
            connection,
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'")) {
      tables.put(
          table, rows(connection, "SELECT * FROM \"" + table + "\"").stream().sorted().toList());
    }
    String commits = rows(connection, "SELECT COUNT(*) FROM omnigraph.commits").get(0);
    return new GraphState(tables, commits, files(root));
  }

  /** Everything but unreferenced data files, the lock, and hints that tables may rewrite. */
  private static Set<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(file -> !file.contains("/data/") && !file.equals("__writer.lock"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** As {@link #assertUnchanged}, but schema objects and staged files may have been added. */
  void assertSameContent(Connection connection, Path root) throws SQLException, IOException {
    GraphState now = of(connection, root);
    assertThat(now.tables).isEqualTo(tables);
    assertThat(now.commits).isEqualTo(commits);
    assertThat(now.files).containsAll(files).noneMatch(file -> file.startsWith("__recovery/"));
  }

  /** Compares with what is there now, which holds no sidecar either. */
  void assertUnchanged(Connection connection, Path root) throws SQLException, IOException {
    assertThat(of(connection, root)).isEqualTo(this);
    assertThat(files(root)).noneMatch(file -> file.startsWith("__recovery/"));
  }
}
