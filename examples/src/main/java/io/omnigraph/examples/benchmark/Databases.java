package io.omnigraph.examples.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The databases that are compared, by the name they have on the command line. */
final class Databases {
  /** Those that are measured only when asked for. */
  static final List<String> ON_REQUEST = List.of("h2-unsynced", "omnigraph-files");

  private Databases() {}

  static Map<String, Database> all() {
    Map<String, Database> all = new LinkedHashMap<>();
    all.put("omnigraph", new Omnigraph());
    all.put("omnigraph-joins", new OmnigraphByJoins());
    all.put("duckdb", new DuckDb());
    all.put("sqlite", new Sqlite());
    all.put("h2", new H2());
    return all;
  }

  /**
   * Those whose commits are on the disk when they return, and {@link #ON_REQUEST} one that does not
   * wait for it, and ours without small commits.
   */
  static Map<String, Database> ofSmallCommits() {
    Map<String, Database> all = new LinkedHashMap<>();
    all.put("omnigraph", new Omnigraph());
    all.put("omnigraph-files", new OmnigraphByFiles());
    all.put("sqlite", new Sqlite());
    all.put("h2", new H2Synced());
    all.put("h2-unsynced", new H2Written());
    all.put("derby", new Derby());
    all.put("duckdb", new DuckDb());
    return all;
  }

  /** The root of our graph. */
  static Path graph(Path folder) {
    return folder.resolve("graph");
  }

  /** Ours, asked by graph patterns. */
  private static class Omnigraph extends Database {
    @Override
    String url(Path folder) {
      return "jdbc:omnigraph:" + graph(folder);
    }

    @Override
    List<String> schema() {
      return List.of(PERSON, POST, "CREATE EDGE TABLE knows (since INTEGER) FROM person TO person");
    }

    @Override
    String edgeTable() {
      return "CREATE EDGE TABLE knows FROM person TO person";
    }

    @Override
    List<String> indexes() {
      return List.of();
    }

    @Override
    void load(Connection connection, String table, Path csv) throws Exception {
      execute(connection, List.of("COPY " + table + " FROM '" + csv + "' (FORMAT csv)"));
    }

    @Override
    String oneHop() {
      return "SELECT id, name FROM GRAPH_TABLE (CURRENT_GRAPH"
          + " MATCH (a IS person WHERE a.id = ?)-[IS knows]->(b IS person)"
          + " COLUMNS (b.id AS id, b.name AS name))";
    }

    @Override
    String twoHops() {
      return "SELECT COUNT(DISTINCT id) FROM GRAPH_TABLE (CURRENT_GRAPH"
          + " MATCH (a IS person WHERE a.id = ?)-[IS knows]->(b IS person)-[IS knows]->(c IS person)"
          + " COLUMNS (c.id AS id))";
    }
  }

  /** Ours, asked by the same joins as the others. */
  private static final class OmnigraphByJoins extends Omnigraph {
    private final Database plain = new H2();

    @Override
    String oneHop() {
      return plain.oneHop();
    }

    @Override
    String twoHops() {
      return plain.twoHops();
    }
  }

  private static final class OmnigraphByFiles extends Omnigraph {
    @Override
    String url(Path folder) {
      return super.url(folder) + "?deltaRows=0";
    }
  }

  private static final class DuckDb extends Database {
    @Override
    String url(Path folder) {
      return "jdbc:duckdb:" + folder.resolve("duck.db");
    }

    @Override
    void load(Connection connection, String table, Path csv) throws Exception {
      execute(connection, List.of("COPY " + table + " FROM '" + csv + "' (FORMAT csv, HEADER)"));
    }
  }

  private static final class Sqlite extends Database {
    @Override
    String url(Path folder) {
      return "jdbc:sqlite:" + folder.resolve("lite.db");
    }

    @Override
    List<String> settings() {
      return List.of(
          "PRAGMA busy_timeout = 10000", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL");
    }

    @Override
    void load(Connection connection, String table, Path csv) throws Exception {
      loadByBatches(connection, table, csv, table.equals("knows") ? 3 : 4);
    }
  }

  private static class H2 extends Database {
    @Override
    String url(Path folder) {
      return "jdbc:h2:" + folder.resolve("h2");
    }

    /** Else it answers a repeated query without asking again, which is not what is measured. */
    @Override
    List<String> settings() {
      return List.of("SET OPTIMIZE_REUSE_RESULTS 0");
    }

    @Override
    void load(Connection connection, String table, Path csv) throws Exception {
      execute(
          connection, List.of("INSERT INTO " + table + " SELECT * FROM CSVREAD('" + csv + "')"));
    }
  }

  /** Each commit is written to the file, but no commit waits for the disk, whatever the setting. */
  private static class H2Written extends H2 {
    @Override
    List<String> settings() {
      return List.of("SET OPTIMIZE_REUSE_RESULTS 0", "SET WRITE_DELAY 0");
    }
  }

  /** The only statement with which H2's store waits for the disk follows each commit. */
  private static final class H2Synced extends H2Written {
    @Override
    @SuppressWarnings("resource") // goes with its connection
    Sync syncOn(Connection connection) throws SQLException {
      return connection.prepareStatement("CHECKPOINT SYNC")::execute;
    }
  }

  private static final class Derby extends Database {
    @Override
    String url(Path folder) {
      return "jdbc:derby:" + folder.resolve("derby") + ";create=true";
    }

    @Override
    void load(Connection connection, String table, Path csv) throws Exception {
      loadByBatches(connection, table, csv, table.equals("knows") ? 3 : 4);
    }
  }
}
