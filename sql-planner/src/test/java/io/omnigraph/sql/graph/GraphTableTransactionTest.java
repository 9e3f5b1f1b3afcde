package io.omnigraph.sql.graph;

import static io.omnigraph.sql.graph.GraphSql.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.TableView;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes in transactions and on branches; after each, patterns must give what joins over
 * the same tables give, and shortest paths what a plain search over the edges read gives.
 */
class GraphTableTransactionTest {
  private static final String SCHEMA =
      """
      node P { id: I64 @key  v: I64 }
      node C { id: I64 @key }
      edge K: P -> P { w: I64 }
      edge W: P -> C
      """;
  private static final int ROUNDS = 12;

  @TempDir Path root;
  private GraphSql sql;
  private Random random;
  private long nextId;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void patternsSeeWhatTablesShow(long seed) {
    random = new Random(seed);
    try (GraphSql opened = new GraphSql(root.resolve("g" + seed), SCHEMA)) {
      sql = opened;
      sql.insert("P", row(0L, 0L), row(1L, 1L));
      sql.insert("C", row(0L), row(1L));
      nextId = 2;
      for (int round = 0; round < ROUNDS; round++) {
        transaction(round);
      }
    }
  }

  private void transaction(int round) {
    if (round == ROUNDS / 2) {
      sql.session().createBranch("side", "main", Optional.empty());
    }
    sql.session().useBranch(round > ROUNDS / 2 && random.nextBoolean() ? "side" : "main");
    sql.session().setAutoCommit(false);
    for (int i = random.nextInt(5); i >= 0; i--) {
      change();
      compare();
    }
    if (random.nextInt(3) > 0) {
      sql.session().commit();
    } else {
      sql.session().rollback();
    }
    sql.session().setAutoCommit(true);
    compare();
  }

  private void change() {
    List<Long> nodes = sql.query("SELECT id FROM P").stream().map(Long::valueOf).toList();
    switch (random.nextInt(8)) {
      case 0, 1 -> sql.insert("P", row(nextId++, (long) random.nextInt(3)));
      case 2, 3, 4 -> {
        if (!nodes.isEmpty()) {
          sql.insert("K", edge(nodes), edge(nodes));
          sql.insert("W", row(any(nodes), (long) random.nextInt(2)));
        }
      }
      case 5 -> deleteOne("P");
      case 6 -> deleteOne("K");
      default -> {
        if (!nodes.isEmpty()) {
          sql.update("P", row(any(nodes), (long) random.nextInt(3)));
        }
      }
    }
  }

  private Object[] edge(List<Long> nodes) {
    return row(any(nodes), any(nodes), (long) random.nextInt(4));
  }

  private long any(List<Long> nodes) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void deleteOne(String table) {
    sql.session()
        .run(
            scope -> {
              TableView view = scope.view().table(table);
              List<Integer> live = new ArrayList<>();
              for (int i = 0; i < view.rowNumberLimit(); i++) {
                if (view.live() == null || (view.live()[i >> 6] & (1L << i)) != 0) {
                  live.add(i);
                }
              }
              if (!live.isEmpty()) {
                scope.delete(table, new int[] {live.get(random.nextInt(live.size()))});
              }
              return null;
            });
  }

  private void compare() {
    same(
        "(a IS P)-[k IS K]->(b)",
        "a.id AS x, k.w AS w, b.v AS v",
        "SELECT k.src, k.w, b.v FROM K k JOIN P b ON b.id = k.dst");
    same(
        "(a IS P)-[k IS K]->(b WHERE b.v = 1)-[l IS K]->(c)",
        "a.v AS x, k.w AS kw, b.id AS y, l.w AS lw, c.id AS z",
        """
        SELECT a.v, k.w, b.id, l.w, l.dst FROM P a JOIN K k ON k.src = a.id
        JOIN P b ON b.id = k.dst AND b.v = 1 JOIN K l ON l.src = b.id
        """);
    same(
        "(a IS P)-[IS K]->(b)-[IS K]->(c)-[IS K]->(a)",
        "a.id AS a, b.id AS b, c.id AS c",
        """
        SELECT k.src, l.src, m.src FROM K k JOIN K l ON l.src = k.dst
        JOIN K m ON m.src = l.dst AND m.dst = k.src
        """);
    same(
        "(a IS P)-[IS K]->{1,2}(b)-[IS W]->(c)",
        "a.id AS a, b.id AS b, c.id AS c",
        """
        SELECT k.src, k.dst, w.dst FROM K k JOIN W w ON w.src = k.dst
        UNION ALL SELECT k.src, l.dst, w.dst FROM K k JOIN K l ON l.src = k.dst
        JOIN W w ON w.src = l.dst
        """);
    same("(c IS C)-[]-(b)", "c.id AS c, b.id AS b", "SELECT dst, src FROM W");
    assertThat(
            sql.query(
                "SELECT a, b, n FROM GRAPH_TABLE (social MATCH p = ANY SHORTEST (a IS P)-[IS K]->*(b)"
                    + " COLUMNS (a.id AS a, b.id AS b, PATH_LENGTH(p) AS n)) ORDER BY a, b"))
        .isEqualTo(distances());
  }

  private void same(String pattern, String columns, String joins) {
    String matches = "GRAPH_TABLE (social MATCH " + pattern + " COLUMNS (" + columns + "))";
    List<String> expected = sql.query(joins).stream().sorted().toList();
    assertThat(sql.query("SELECT * FROM " + matches).stream().sorted().toList())
        .as(pattern)
        .isEqualTo(expected);
    assertThat(sql.query("SELECT COUNT(*) FROM " + matches))
        .containsExactly(Integer.toString(expected.size()));
  }

  private List<String> distances() {
    Map<Long, List<Long>> next = new HashMap<>();
    for (String edge : sql.query("SELECT src, dst FROM K")) {
      String[] ends = edge.split("\\|");
      next.computeIfAbsent(Long.valueOf(ends[0]), k -> new ArrayList<>())
          .add(Long.valueOf(ends[1]));
    }
    List<String> lines = new ArrayList<>();
    for (String start : sql.query("SELECT id FROM P ORDER BY id")) {
      Map<Long, Integer> distance = new java.util.TreeMap<>();
      Deque<Long> open = new ArrayDeque<>(List.of(Long.valueOf(start)));
      distance.put(Long.valueOf(start), 0);
      while (!open.isEmpty()) {
        long node = open.poll();
        for (long to : next.getOrDefault(node, List.of())) {
          if (distance.putIfAbsent(to, distance.get(node) + 1) == null) {
            open.add(to);
          }
        }
      }
      distance.forEach((to, d) -> lines.add(start + "|" + to + "|" + d));
    }
    return lines;
  }

  @Test
  void theComparisonComparesSomething() {
    try (GraphSql opened = new GraphSql(root.resolve("g"), SCHEMA)) {
      sql = opened;
      sql.insert("P", row(0L, 1L), row(1L, 1L));
      sql.insert("K", row(0L, 1L, 7L), row(1L, 0L, 8L));
      assertThat(distances()).containsExactly("0|0|0", "0|1|1", "1|0|1", "1|1|0");
      assertThat(
              sql.query(
                  "SELECT * FROM GRAPH_TABLE (social MATCH (a IS P)-[k IS K]->(b)-[l IS K]->(a)"
                      + " COLUMNS (a.id AS a, k.w AS k, l.w AS l)) ORDER BY a"))
          .containsExactly("0|7|8", "1|8|7");
    }
  }
}
