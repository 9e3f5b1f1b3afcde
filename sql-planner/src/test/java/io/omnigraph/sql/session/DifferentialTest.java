package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same generated SELECTs here and in H2 give the same rows. A failing seed prints itself. */
class DifferentialTest {
  private static final int STATEMENTS = 400;

  @TempDir Path directory;

  @Test
  void agreesWithH2() throws SQLException {
    try (SqlFixture ours = new SqlFixture(directory);
        Connection h2 = DriverManager.getConnection("jdbc:h2:mem:differential")) {
      fill(ours, h2);
      for (int seed = 0; seed < STATEMENTS; seed++) {
        String sql = new SelectGenerator(new Random(seed)).next();
        List<String> expected = h2Rows(h2, sql);
        assertThat(sorted(ours.query(sql)))
            .as("seed %s: %s", seed, sql)
            .isEqualTo(sorted(expected));
      }
    }
  }

  private static List<String> sorted(List<String> rows) {
    List<String> copy = new ArrayList<>(rows);
    Collections.sort(copy);
    return copy;
  }

  private static void fill(SqlFixture ours, Connection h2) throws SQLException {
    String a =
        "CREATE TABLE a (id BIGINT PRIMARY KEY, x INTEGER, y INTEGER, s VARCHAR(20), d DATE)";
    String b = "CREATE TABLE b (id BIGINT PRIMARY KEY, x INTEGER, z BIGINT, s VARCHAR(20))";
    Random random = new Random(42);
    List<String> statements = new ArrayList<>(List.of(a, b));
    for (int i = 0; i < 60; i++) {
      statements.add(
          "INSERT INTO a VALUES (%d, %s, %s, %s, DATE '2024-01-%02d')"
              .formatted(
                  i, number(random, 8), number(random, 5), text(random), random.nextInt(28) + 1));
      if (i % 2 == 0) {
        statements.add(
            "INSERT INTO b VALUES (%d, %s, %s, %s)"
                .formatted(i, number(random, 8), number(random, 1_000), text(random)));
      }
    }
    ours.run("START TRANSACTION");
    try (Statement statement = h2.createStatement()) {
      for (String sql : statements) {
        ours.run(sql);
        statement.execute(sql);
      }
    }
    ours.run("COMMIT");
  }

  private static String number(Random random, int bound) {
    return random.nextInt(6) == 0 ? "NULL" : String.valueOf(random.nextInt(bound));
  }

  private static String text(Random random) {
    return random.nextInt(6) == 0
        ? "NULL"
        : "'" + "abcde".substring(0, random.nextInt(5) + 1) + "'";
  }

  private static List<String> h2Rows(Connection h2, String sql) throws SQLException {
    List<String> out = new ArrayList<>();
    try (Statement statement = h2.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= width; i++) {
          row.append(i == 1 ? "" : "|")
              .append(rows.getString(i) == null ? "null" : rows.getString(i));
        }
        out.add(row.toString());
      }
    }
    return out;
  }

  /** SELECTs over tables a and b that both dialects read alike. */
  private record SelectGenerator(Random random) {
    String next() {
      return switch (random.nextInt(7)) {
        case 0 -> "SELECT id, x, s FROM a WHERE " + condition("a", 2);
        case 1 -> grouped();
        case 2 -> joined();
        case 3 -> subQuery();
        case 4 -> setOperation();
        case 5 ->
            "SELECT "
                + value("a")
                + ", CASE WHEN "
                + condition("a", 1)
                + " THEN x ELSE y END FROM a WHERE "
                + condition("a", 1);
        default ->
            "SELECT id, x FROM a WHERE "
                + condition("a", 1)
                + " ORDER BY x, id LIMIT "
                + (random.nextInt(9) + 1)
                + " OFFSET "
                + random.nextInt(4);
      };
    }

    private String grouped() {
      String key = pick("x", "y", "s");
      String call = pick("COUNT(*)", "SUM(y)", "MIN(s)", "MAX(id)", "COUNT(DISTINCT y)", "MIN(d)");
      return "SELECT a."
          + key
          + ", "
          + call
          + ", COUNT(x) FROM a WHERE "
          + condition("a", 1)
          + " GROUP BY a."
          + key
          + (random.nextBoolean() ? " HAVING COUNT(*) > 2" : "");
    }

    private String joined() {
      String type = pick("JOIN", "LEFT JOIN", "RIGHT JOIN");
      String on =
          pick("a.x = b.x", "a.id = b.id", "a.s = b.s", "a.id = b.id AND a.x < b.z", "a.id = b.z");
      return "SELECT a.id, b.id, a.s, b.z FROM a "
          + type
          + " b ON "
          + on
          + " WHERE "
          + pick("a", "b")
          + ".id < 40";
    }

    private String subQuery() {
      return switch (random.nextInt(4)) {
        case 0 -> "SELECT id FROM a WHERE x IN (SELECT x FROM b WHERE " + condition("b", 1) + ")";
        case 1 ->
            "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.x = a.x AND "
                + condition("b", 1)
                + ")";
        case 2 -> "SELECT id, (SELECT MAX(z) FROM b WHERE b.x = a.x) FROM a";
        default ->
            "SELECT id FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.id = a.id AND b.x > a.y)";
      };
    }

    private String setOperation() {
      return "SELECT x FROM a WHERE "
          + condition("a", 1)
          + " "
          + pick("UNION", "UNION ALL", "INTERSECT", "EXCEPT")
          + " SELECT x FROM b";
    }

    private String value(String table) {
      String t = table + ".";
      return pick(
          t + "x + " + t + "id",
          t + "x * 2 - 1",
          "UPPER(" + t + "s)",
          "COALESCE(" + t + "x, -1)",
          t + "s || 'z'",
          "CHAR_LENGTH(" + t + "s)",
          "ABS(" + t + "x - 4)");
    }

    private String condition(String table, int depth) {
      String t = table + ".";
      if (depth > 0 && random.nextBoolean()) {
        return "("
            + condition(table, depth - 1)
            + pick(" AND ", " OR ")
            + condition(table, depth - 1)
            + ")";
      }
      return switch (random.nextInt(7)) {
        case 0 -> t + "x " + pick("<", "<=", ">", ">=", "=", "<>") + " " + random.nextInt(8);
        case 1 -> t + "s LIKE '" + pick("a%", "%c", "ab_%", "abc") + "'";
        case 2 -> t + "x IS " + pick("", "NOT ") + "NULL";
        case 3 -> t + "x " + pick("", "NOT ") + "IN (1, 3, 5)";
        case 4 -> t + "id BETWEEN " + random.nextInt(30) + " AND " + (30 + random.nextInt(30));
        case 5 -> "NOT (" + t + "s = 'abc')";
        default -> t + "id = " + random.nextInt(60);
      };
    }

    private String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }
  }
}
