package io.omnigraph.sql.graph;

import static io.omnigraph.sql.graph.GraphSql.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cycles, self loops, parallel edges, equal keys in two types; all answers by hand. */
class GraphTableShapesTest {
  private static final String SCHEMA =
      """
      node N { id: String @key }
      node Other { id: String @key }
      edge E: N -> N { w: I32? }
      edge ToOther: N -> Other
      edge Back: Other -> N
      """;

  @TempDir static Path root;
  private static GraphSql g;

  /** Ring a→b→c→d→a; loop on l, l→a; two edges p→q (w 1 and 2); chain x→y→z; N.s→Other.s→N.t. */
  @BeforeAll
  static void open() {
    g = new GraphSql(root.resolve("g"), SCHEMA);
    for (String id : "a b c d l p q x y z s t".split(" ")) {
      g.insert("N", row(id));
    }
    g.insert("Other", row("s"), row("t"));
    g.insert("E", row("a", "b"), row("b", "c"), row("c", "d"), row("d", "a"));
    g.insert("E", row("l", "l"), row("l", "a"));
    g.insert("E", row("p", "q", 1), row("p", "q", 2));
    g.insert("E", row("x", "y"), row("y", "z"));
    g.insert("ToOther", row("s", "s"));
    g.insert("Back", row("s", "t"));
  }

  @AfterAll
  static void close() {
    g.close();
  }

  private static String match(String pattern, String columns) {
    return "SELECT * FROM GRAPH_TABLE (CURRENT_GRAPH MATCH "
        + pattern
        + " COLUMNS ("
        + columns
        + "))";
  }

  private static String from(String id) {
    return "(f IS N WHERE f.id = '" + id + "')";
  }

  @Test
  @DisplayName("QRY-08 everyone has an edge: negation is empty")
  void everyoneHas() {
    assertThat(
            g.query(
                """
                SELECT n.id FROM N n WHERE n.id IN ('a', 'b', 'c', 'd') AND NOT EXISTS (
                  SELECT 1 FROM GRAPH_TABLE (CURRENT_GRAPH MATCH (m IS N)-[IS E]->()
                    COLUMNS (m.id AS id)) e WHERE e.id = n.id)
                """))
        .isEmpty();
  }

  @Test
  @DisplayName("QRY-11 not {2,2}: everyone but those with a walk of two")
  void notTwo() {
    assertThat(
            g.query(
                """
                SELECT n.id FROM N n WHERE n.id IN ('p', 'q', 'x', 'y', 'z') AND NOT EXISTS (
                  SELECT 1 FROM GRAPH_TABLE (CURRENT_GRAPH MATCH (m IS N)-[IS E]->{2,2}()
                    WHERE m.id = n.id COLUMNS (m.id AS id)))
                ORDER BY 1
                """))
        .containsExactly("p", "q", "y", "z");
  }

  @Test
  @DisplayName("QRY-14 cycle {1,5} ends; ANY SHORTEST gives each node once, source by its cycle")
  void cycle() {
    assertThat(g.query(match(from("a") + "-[IS E]->{1,5}(n)", "n.id")))
        .containsExactlyInAnyOrder("b", "c", "d", "a", "b");
    assertThat(
            g.query(
                match(
                    "p = ANY SHORTEST " + from("a") + "-[IS E]->+(n)",
                    "n.id, PATH_LENGTH(p) AS d")))
        .containsExactly("b|1", "c|2", "d|3", "a|4");
  }

  @Test
  @DisplayName("QRY-15 self-loop: the node itself once, in any spelling")
  void selfLoop() {
    for (String edge : new String[] {"-[IS E]->", "<-[IS E]-", "-[IS E]-", "-[IS E]->{1}"}) {
      assertThat(g.query(match(from("l") + edge + "(n IS N WHERE n.id = 'l')", "n.id")))
          .as(edge)
          .containsExactly("l");
    }
  }

  @Test
  @DisplayName("QRY-17 the same id text in two types does not bleed over two hops")
  void sameIds() {
    assertThat(g.query(match(from("s") + "-[]->(m)-[]->(n)", "m.id AS m, n.id AS n")))
        .containsExactly("s|t");
    assertThat(g.query(match(from("s") + "-[]->{1,4}(n)", "n.id")))
        .containsExactlyInAnyOrder("s", "t");
  }

  @Test
  @DisplayName("QRY-18 parallel edges: one row an edge")
  void parallel() {
    assertThat(g.query(match(from("p") + "-[IS E]->(n)", "n.id"))).containsExactly("q", "q");
    assertThat(g.query(match(from("p") + "-[e IS E]->(n)", "e.w")))
        .containsExactlyInAnyOrder("1", "2");
    assertThat(
            g.query(
                "SELECT COUNT(*) FROM GRAPH_TABLE (CURRENT_GRAPH MATCH "
                    + from("p")
                    + "-[IS E]->(n) COLUMNS (1 AS one_))"))
        .containsExactly("2");
    assertThat(g.query(match("ANY " + from("p") + "-[IS E]->(n)", "n.id"))).containsExactly("q");
    assertThat(g.query(match("ALL SHORTEST " + from("p") + "-[IS E]->+(n)", "n.id")))
        .containsExactly("q", "q");
  }

  @Test
  @DisplayName("QRY-19 edge variable: filter and project its property, one row an edge")
  void edgeVariable() {
    assertThat(g.query(match(from("p") + "-[e IS E WHERE e.w > 1]->(n)", "e.w, e.dst, n.id")))
        .containsExactly("2|q|q");
  }

  @Test
  @DisplayName("QRY-20 edge variable with bounds: only aggregates see it")
  void boundedEdgeVariable() {
    assertThat(
            g.query(
                match(
                    from("p") + "-[e IS E]->{1,3}(n)",
                    "SUM(e.w) AS s, AVG(e.w) AS a, MIN(e.w) AS lo, COUNT(e.w) AS c")))
        .containsExactlyInAnyOrder("1|1.0|1|1", "2|2.0|2|1");
  }

  @Test
  @DisplayName("QRY-50 the search and mode words on one ring")
  void searchesAndModes() {
    String toC = "-[IS E]->";
    assertThat(g.query(match("WALK " + from("a") + toC + "{2,3}(n)", "n.id")))
        .containsExactlyInAnyOrder("c", "d");
    assertThat(g.query(match("TRAIL " + from("a") + toC + "*(n)", "n.id")))
        .containsExactlyInAnyOrder("a", "b", "c", "d", "a");
    assertThat(g.query(match("ACYCLIC " + from("a") + toC + "*(n)", "n.id")))
        .containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(g.query(match("SIMPLE " + from("a") + toC + "+(n)", "n.id")))
        .containsExactlyInAnyOrder("b", "c", "d", "a");
    assertThat(
            g.query(
                match(
                    "p = SHORTEST 2 " + from("a") + toC + "*(n WHERE n.id = 'c')",
                    "PATH_LENGTH(p) AS n")))
        .containsExactly("2", "6");
    assertThat(
            g.query(
                match(
                    "p = ANY SHORTEST (n IS N WHERE n.id LIKE 'd')-[e IS E]-*" + from("a"),
                    "PATH_LENGTH(p) AS n, LISTAGG(e.src) AS s")))
        .containsExactly("1|d");
  }

  @Test
  void chainsAcrossTypesAreWalked() {
    assertThat(
            g.query(
                match(
                    "p = ANY SHORTEST " + from("s") + "-[]->*(n IS N)",
                    "n.id, PATH_LENGTH(p) AS d")))
        .containsExactly("s|0", "t|2");
  }

  @Test
  void lateralPatternsSeeTheRowBesideThem() {
    assertThat(
            g.query(
                """
                SELECT n.id, t.m FROM N n, LATERAL (SELECT * FROM GRAPH_TABLE (CURRENT_GRAPH
                  MATCH (f IS N)-[IS E]->(m) WHERE f.id = n.id COLUMNS (m.id AS m))) t
                WHERE n.id = 'x'
                """))
        .containsExactly("x|y");
  }

  @Test
  void theSameTextIsPlannedAnewAfterTheSchemaChanged() {
    String sql = match("(n IS Extra)", "n.id");
    assertThat(g.query(match("(n WHERE n.id = 'a')", "n.id"))).containsExactly("a");
    g.execute("CREATE TABLE Extra (id VARCHAR PRIMARY KEY)");
    g.execute("INSERT INTO Extra VALUES ('a')");
    assertThat(g.query(sql)).containsExactly("a");
    assertThat(g.query(match("(n WHERE n.id = 'a')", "n.id"))).containsExactly("a", "a");
    g.execute("DROP TABLE Extra");
  }
}
