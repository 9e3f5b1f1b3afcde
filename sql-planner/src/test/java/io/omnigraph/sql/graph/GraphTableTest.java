package io.omnigraph.sql.graph;

import static io.omnigraph.sql.graph.GraphSql.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GRAPH_TABLE on fixture F: rows of the catalogue that read and do not change it. */
class GraphTableTest {
  @TempDir static Path root;
  private static GraphSql f;

  @BeforeAll
  static void open() {
    f = GraphSql.fixtureF(root.resolve("f"));
  }

  @AfterAll
  static void close() {
    f.close();
  }

  private static String match(String pattern, String columns) {
    return "SELECT * FROM GRAPH_TABLE (social MATCH " + pattern + " COLUMNS (" + columns + "))";
  }

  private static void refuses(ErrorCode code, ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContainingAll(parts);
  }

  @Test
  @DisplayName("QRY-01 person by name; missing name")
  void personByName() {
    String sql = match("(p IS Person WHERE p.name = ?)", "p.name, p.age");
    assertThat(f.query(sql, "Alice")).containsExactly("Alice|30");
    assertThat(f.query(sql, "Nobody")).isEmpty();
    assertThat(f.explain(sql, "Alice")).contains("find (p) by key");
  }

  @Test
  @DisplayName("QRY-02 age > 30, ordered desc")
  void olderThanThirty() {
    assertThat(f.query(match("(p IS Person WHERE p.age > 30)", "p.name") + " ORDER BY name DESC"))
        .containsExactly("Charlie");
  }

  @Test
  @DisplayName("QRY-03 <, <=, >=, !=")
  void comparisons() {
    assertThat(f.query(match("(p IS Person WHERE p.age < 28)", "p.name")))
        .containsExactlyInAnyOrder("Bob");
    assertThat(f.query(match("(p IS Person WHERE p.age <= 28)", "p.name")))
        .containsExactlyInAnyOrder("Bob", "Diana");
    assertThat(f.query(match("(p IS Person WHERE p.age >= 30)", "p.name")))
        .containsExactlyInAnyOrder("Alice", "Charlie");
    assertThat(f.query(match("(p IS Person WHERE p.age <> 30)", "p.name")))
        .containsExactlyInAnyOrder("Bob", "Charlie", "Diana");
  }

  @Test
  @DisplayName("QRY-04 friends of Alice")
  void friends() {
    assertThat(f.query(match("(a IS Person WHERE a.name = 'Alice')-[IS Knows]->(b)", "b.name")))
        .containsExactlyInAnyOrder("Bob", "Charlie");
  }

  @Test
  @DisplayName("QRY-05 employees of Acme")
  void employees() {
    assertThat(f.query(match("(c IS Company WHERE c.name = 'Acme')<-[IS WorksAt]-(p)", "p.name")))
        .containsExactly("Alice");
  }

  @Test
  @DisplayName("QRY-06 friends of friends of Alice")
  void friendsOfFriends() {
    String sql =
        match("(a IS Person)-[IS Knows]->(b)-[IS Knows]->(c)", "a.name AS a, c.name AS c")
            + " WHERE a = 'Alice'";
    assertThat(f.query(sql)).containsExactly("Alice|Diana");
    assertThat(f.explain(sql)).contains("find (a) by key", "expand (a)-[_e0 IS Knows]->(b)");
  }

  @Test
  @DisplayName("QRY-07 not works anywhere")
  void worksNowhere() {
    assertThat(
            f.query(
                """
                SELECT p.name FROM Person p WHERE NOT EXISTS (
                  SELECT 1 FROM GRAPH_TABLE (CURRENT_GRAPH MATCH (x IS Person)-[IS WorksAt]->()
                    WHERE x.name = p.name COLUMNS (x.name)))
                """))
        .containsExactlyInAnyOrder("Charlie", "Diana");
  }

  @Test
  @DisplayName("QRY-09 not works at Acme (filter inside)")
  void notAtAcme() {
    assertThat(
            f.query(
                """
                SELECT p.name FROM Person p WHERE NOT EXISTS (
                  SELECT 1 FROM GRAPH_TABLE (social
                    MATCH (x IS Person)-[IS WorksAt]->(c WHERE c.name = 'Acme')
                    WHERE x.name = p.name COLUMNS (x.name)))
                """))
        .containsExactlyInAnyOrder("Bob", "Charlie", "Diana");
  }

  @Test
  @DisplayName("QRY-10 double negation")
  void doubleNegation() {
    // People all of whose friends work somewhere; nested negation correlates with both rows.
    assertThat(
            f.query(
                """
                SELECT p.name FROM Person p WHERE NOT EXISTS (
                  SELECT 1 FROM GRAPH_TABLE (social MATCH (x IS Person)-[IS Knows]->(y IS Person)
                    COLUMNS (x.name AS xn, y.name AS yn)) g
                  WHERE g.xn = p.name AND NOT EXISTS (
                    SELECT 1 FROM GRAPH_TABLE (social MATCH (z IS Person)-[IS WorksAt]->()
                      COLUMNS (z.name AS zn)) w WHERE w.zn = g.yn))
                """))
        .containsExactlyInAnyOrder("Charlie", "Diana");
  }

  @Test
  @DisplayName("QRY-13 {1,3}, {2,3}, {2,2} follow walks, as the standard says")
  void bounds() {
    String from = "(a IS Person WHERE a.name = 'Alice')-[IS Knows]->";
    assertThat(f.query(match(from + "{1,3}(b)", "b.name")))
        .containsExactlyInAnyOrder("Bob", "Charlie", "Diana");
    assertThat(f.query(match(from + "{2,3}(b)", "b.name"))).containsExactly("Diana");
    assertThat(f.query(match(from + "{2}(b)", "b.name"))).containsExactly("Diana");
  }

  @Test
  @DisplayName("QRY-16 a cross-type edge chains no further than one hop")
  void crossType() {
    assertThat(f.query(match("(p IS Person)-[IS WorksAt]->{1,3}(c)", "p.name AS p, c.name AS c")))
        .containsExactlyInAnyOrder("Alice|Acme", "Bob|Globex");
  }

  @Test
  @DisplayName("QRY-21 an edge in either direction")
  void eitherDirection() {
    assertThat(f.query(match("(a IS Person WHERE a.name = 'Bob')-[IS Knows]-(b)", "b.name")))
        .containsExactlyInAnyOrder("Alice", "Diana");
  }

  @Test
  @DisplayName("QRY-22 destination filter literal, parameter, no match")
  void destinationFilter() {
    String sql = match("(a IS Person)-[IS WorksAt]->(c IS Company WHERE c.name = ?)", "a.name");
    assertThat(f.query(sql, "Acme")).containsExactly("Alice");
    assertThat(f.query(sql, "Initech")).isEmpty();
  }

  @Test
  @DisplayName("QRY-23 fan-out, fan-in and intermediate filters in any order")
  void shapes() {
    String fan =
        match(
            "(a IS Person)-[IS Knows]->(b), (a)-[IS WorksAt]->(c)",
            "a.name AS a, b.name AS b, c.name AS c");
    assertThat(f.query(fan))
        .containsExactlyInAnyOrder("Alice|Bob|Acme", "Alice|Charlie|Acme", "Bob|Diana|Globex");
    String turned =
        match(
            "(a)-[IS WorksAt]->(c), (a IS Person)-[IS Knows]->(b)",
            "a.name AS a, b.name AS b, c.name AS c");
    assertThat(f.query(turned)).containsExactlyInAnyOrderElementsOf(f.query(fan));
    assertThat(
            f.query(
                match(
                    "(a IS Person)-[IS Knows]->(b WHERE b.age < 30)-[IS Knows]->(c)",
                    "a.name AS a, c.name AS c")))
        .containsExactly("Alice|Diana");
  }

  @Test
  @DisplayName("QRY-24 two unrelated patterns are a cross product")
  void crossProduct() {
    assertThat(f.query(match("(p IS Person), (c IS Company)", "p.name AS p, c.name AS c")))
        .hasSize(8)
        .contains("Diana|Globex");
    assertThat(f.query(match("(p IS Person)-[IS Knows]->(), (c IS Company)", "p.name, 1 AS n")))
        .hasSize(6);
  }

  @Test
  @DisplayName("QRY-25 several variables projected over hops")
  void alignedRows() {
    assertThat(
            f.query(
                match(
                    "(a IS Person)-[IS Knows]->(b)-[IS WorksAt]->(c)",
                    "a.name AS a, a.age AS aa, b.name AS b, b.age AS ba, c.name AS c")))
        .containsExactly("Alice|30|Bob|25|Globex");
  }

  @Test
  @DisplayName("QRY-26 count per person; global count; sums per company")
  void aggregates() {
    String knows = "GRAPH_TABLE (social MATCH (a IS Person)-[IS Knows]->(b) COLUMNS (a.name AS a))";
    assertThat(f.query("SELECT a, COUNT(*) FROM " + knows + " GROUP BY a ORDER BY a"))
        .containsExactly("Alice|2", "Bob|1");
    assertThat(f.query("SELECT COUNT(*) FROM " + knows)).containsExactly("3");
    assertThat(f.explain("SELECT COUNT(*) FROM " + knows)).contains("gives=count");
    assertThat(
            f.query(
                """
                SELECT c, SUM(age), MIN(age), MAX(age) FROM GRAPH_TABLE (social
                  MATCH (p IS Person)-[IS WorksAt]->(c) COLUMNS (c.name AS c, p.age AS age))
                GROUP BY c ORDER BY c
                """))
        .containsExactly("Acme|30|30|30", "Globex|25|25|25");
  }

  @Test
  @DisplayName("QRY-27 aggregate over nothing")
  void nothing() {
    String none =
        "GRAPH_TABLE (social MATCH (a IS Person WHERE a.name = 'X')-[IS Knows]->(b)"
            + " COLUMNS (b.name AS b, b.age AS age))";
    assertThat(f.query("SELECT COUNT(*), SUM(age) FROM " + none)).containsExactly("0|null");
    assertThat(f.query("SELECT COUNT(*) FROM " + none)).containsExactly("0");
    assertThat(f.query("SELECT b, COUNT(*) FROM " + none + " GROUP BY b")).isEmpty();
  }

  @Test
  @DisplayName("QRY-28 multi-hop aggregate over texts")
  void multiHopAggregate() {
    assertThat(
            f.query(
                """
                SELECT MIN(n), MAX(n) FROM GRAPH_TABLE (social
                  MATCH (a IS Person)-[IS Knows]->{1,2}(b) COLUMNS (b.name AS n))
                """))
        .containsExactly("Bob|Diana");
  }

  @Test
  @DisplayName("QRY-30 ties with limit come in the same order each time")
  void repeatable() {
    String sql =
        match("(a IS Person)-[IS Knows]-(b)", "a.name AS a, b.name AS b")
            + " FETCH FIRST 4 ROWS ONLY";
    assertThat(f.query(sql)).hasSize(4).isEqualTo(f.query(sql));
  }

  @Test
  @DisplayName("QRY-32 unknown label, property, variable and ends that do not fit")
  void unknownNames() {
    refuses(ErrorCode.TABLE_NOT_FOUND, () -> f.query(match("(p IS Persn)", "p.name")), "Persn");
    refuses(ErrorCode.COLUMN_NOT_FOUND, () -> f.query(match("(p IS Person)", "p.nam")), "nam");
    refuses(
        ErrorCode.TABLE_NOT_FOUND,
        () -> f.query(match("(p IS Person)-[IS Likes]->(q)", "p.name")),
        "Likes",
        "Knows, WorksAt");
    refuses(
        ErrorCode.TYPE_MISMATCH,
        () -> f.query(match("(c IS Company)-[IS Knows]->(q)", "c.name")),
        "line 1");
    refuses(
        ErrorCode.PROPERTY_GRAPH_NOT_FOUND,
        () -> f.query("SELECT * FROM GRAPH_TABLE (other MATCH (p) COLUMNS (1 AS x))"),
        "other",
        "social");
  }

  @Test
  @DisplayName("QRY-35 hop bounds n < m")
  void badBounds() {
    refuses(
        ErrorCode.SYNTAX_ERROR,
        () -> f.query(match("(a IS Person)-[IS Knows]->{3,2}(b)", "b.name")),
        "{3,2}");
  }

  @Test
  @DisplayName("QRY-51 an unbounded walk without selector is refused")
  void unbounded() {
    refuses(
        ErrorCode.SYNTAX_ERROR,
        () -> f.query(match("(a IS Person)-[IS Knows]->*(b)", "b.name")),
        "ANY SHORTEST");
    assertThat(
            f.query(match("TRAIL (a IS Person WHERE a.name = 'Alice')-[IS Knows]->*(b)", "b.name")))
        .containsExactlyInAnyOrder("Alice", "Bob", "Charlie", "Diana");
  }

  @Test
  @DisplayName("QRY-53 LEFT JOIN GRAPH_TABLE extends with NULL")
  void leftJoin() {
    assertThat(
            f.query(
                """
                SELECT p.name, w.c FROM Person p LEFT JOIN GRAPH_TABLE (social
                  MATCH (x IS Person)-[IS WorksAt]->(y) COLUMNS (x.name AS n, y.name AS c)) w
                  ON w.n = p.name ORDER BY p.name
                """))
        .containsExactly("Alice|Acme", "Bob|Globex", "Charlie|null", "Diana|null");
  }

  @Test
  @DisplayName("QRY-57 the graph by its name, CURRENT_GRAPH and behind a branch; route in order")
  void graphNames() {
    String pattern =
        " MATCH p = ANY SHORTEST (a IS Person WHERE a.name = 'Alice')-[k IS Knows]->{1,4}"
            + "(b IS Person WHERE b.name = 'Diana')"
            + " COLUMNS (PATH_LENGTH(p) AS hops, LISTAGG(k.dst, ' > ') AS route))";
    for (String graph : new String[] {"social", "CURRENT_GRAPH", "\"main\".social", "SOCIAL"}) {
      assertThat(f.query("SELECT * FROM GRAPH_TABLE (" + graph + pattern))
          .containsExactly("2|Bob > Diana");
    }
  }

  @Test
  void labelsMayBeAlternativesOrAbsent() {
    assertThat(f.query(match("(a WHERE a.name = 'Alice')-[]->(b)", "b.name")))
        .containsExactlyInAnyOrder("Bob", "Charlie", "Acme");
    assertThat(f.query(match("(a IS Person|Company)", "a.name, a.age")))
        .contains("Acme|null", "Bob|25")
        .hasSize(6);
  }

  @Test
  void allPropertiesAndElementIds() {
    assertThat(f.query(match("(a IS Person WHERE a.name = 'Bob')-[k IS Knows]->(b)", "b.*, k.*")))
        .containsExactly("Diana|28|Bob|Diana|null");
    assertThat(f.query(match("(a IS Company)", "ELEMENT_ID(a) AS id")))
        .containsExactlyInAnyOrder("Acme", "Globex");
  }

  @Test
  void groupVariablesAreAggregatedOnly() {
    String repeating = "(a IS Person WHERE a.name = 'Alice')-[k IS Knows]->{0,2}(b)";
    assertThat(f.query(match(repeating, "b.name, COUNT(k) AS n, MAX(k.dst) AS last")))
        .containsExactlyInAnyOrder(
            "Alice|0|null", "Bob|1|Bob", "Charlie|1|Charlie", "Diana|2|Diana");
    refuses(ErrorCode.SYNTAX_ERROR, () -> f.query(match(repeating, "k.since")), "several edges");
  }

  @Test
  void conditionsOfRepeatingEdgesHoldForEachEdge() {
    assertThat(
            f.query(
                match(
                    "(a IS Person WHERE a.name = 'Alice')-[k IS Knows WHERE k.dst <> 'Bob']->{1,2}(b)",
                    "b.name")))
        .containsExactly("Charlie");
    assertThat(
            f.query(
                match(
                    "(a IS Person)-[k IS Knows WHERE UPPER(k.dst) LIKE 'D%']->{1,2}(b)",
                    "a.name AS a, b.name AS b")))
        .containsExactly("Bob|Diana");
  }

  @Test
  void featuresThatAreMissingSayTheirName() {
    refuses(
        ErrorCode.UNSUPPORTED,
        () -> f.query(match("SHORTEST 2 GROUPS (a IS Person)-[IS Knows]->*(b)", "b.name")),
        "SHORTEST k GROUPS");
    refuses(
        ErrorCode.UNSUPPORTED,
        () -> f.query(match("p = (a IS Person)-[IS Knows]->(b)", "VERTICES(p) AS v")),
        "VERTICES");
    refuses(
        ErrorCode.UNSUPPORTED,
        () -> f.query(match("((a IS Person)-[IS Knows]->(b)){2}", "1 AS n")),
        "parentheses");
  }

  @Test
  @DisplayName("QRY-47 a branch is matched by its own edges")
  void branches() {
    f.session().createBranch("side", "main", java.util.Optional.empty());
    f.session().useBranch("side");
    f.insert("Knows", row("Diana", "Alice"));
    String friends =
        " MATCH (a IS Person WHERE a.name = 'Diana')-[IS Knows]->(b) COLUMNS (b.name))";
    assertThat(f.query("SELECT * FROM GRAPH_TABLE (social" + friends)).containsExactly("Alice");
    assertThat(f.query("SELECT * FROM GRAPH_TABLE (\"main\".social" + friends)).isEmpty();
    f.session().useBranch("main");
    assertThat(f.query("SELECT * FROM GRAPH_TABLE (social" + friends)).isEmpty();
    assertThat(f.query("SELECT * FROM GRAPH_TABLE (\"side\".social" + friends))
        .containsExactly("Alice");
    f.session().dropBranch("side");
  }

  @Test
  void aTransactionSeesItsOwnNodesAndEdges() {
    f.session().setAutoCommit(false);
    f.insert("Person", row("Eve", 1));
    f.insert("Knows", row("Diana", "Eve"), row("Eve", "Alice"));
    String around = match("(a IS Person WHERE a.name = 'Eve')-[IS Knows]-(b)", "b.name");
    assertThat(f.query(around)).containsExactlyInAnyOrder("Alice", "Diana");
    assertThat(
            f.query(
                match(
                    "p = ANY SHORTEST (a IS Person WHERE a.name = 'Bob')-[IS Knows]->+(b WHERE b.name = 'Charlie')",
                    "PATH_LENGTH(p) AS n")))
        .containsExactly("4");
    f.session().rollback();
    f.session().setAutoCommit(true);
    assertThat(f.query(around)).isEmpty();
  }
}
