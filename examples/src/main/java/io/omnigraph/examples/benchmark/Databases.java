package io.omnigraph.examples.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The databases that are compared, by the name they have on the command line. */
final class Databases {
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

  /** Ours, asked by graph patterns. */
  private static class Omnigraph extends Database {
    @Override
    String url(Path folder) {
      return "jdbc:omnigraph:" + folder.resolve("graph");
    }

    @Override
    List<String> schema() {
      return List.of(PERSON, POST, "CREATE EDGE TABLE knows (since INTEGER) FROM person TO person");
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

  private static final class H2 extends Database {
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
}
