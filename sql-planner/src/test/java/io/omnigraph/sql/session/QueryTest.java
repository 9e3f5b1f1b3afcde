package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryTest {
  @TempDir Path directory;
  private SqlFixture sql;

  @BeforeEach
  void open() {
    sql = SqlFixture.withT(directory);
  }

  @AfterEach
  void close() {
    sql.close();
  }

  @Test
  @DisplayName("QRY-01 a person by name, and a name that is missing")
  void findsByKey() {
    assertThat(sql.query("SELECT * FROM Person WHERE name = 'Alice'")).containsExactly("Alice|30");
    assertThat(sql.query("SELECT * FROM Person WHERE name = ?", "Nobody")).isEmpty();
    assertThat(sql.query("EXPLAIN SELECT * FROM Person WHERE name = ?"))
        .singleElement()
        .asString()
        .startsWith("KeyLookup");
  }

  @Test
  @DisplayName("QRY-02 comparison with order; NULL ages are excluded")
  void comparesAndOrders() {
    sql.run("INSERT INTO Person (name) VALUES ('Eve')");
    assertThat(sql.query("SELECT name FROM Person WHERE age > 30 ORDER BY age DESC"))
        .containsExactly("Charlie");
  }

  @Test
  @DisplayName("QRY-03 each comparison gives its exact set")
  void comparisons() {
    assertThat(sql.query("SELECT name FROM Person WHERE age < 28")).containsExactly("Bob");
    assertThat(sql.query("SELECT name FROM Person WHERE age <= 28"))
        .containsExactlyInAnyOrder("Bob", "Diana");
    assertThat(sql.query("SELECT name FROM Person WHERE age >= 30"))
        .containsExactlyInAnyOrder("Alice", "Charlie");
    assertThat(sql.query("SELECT name FROM Person WHERE age <> 30"))
        .containsExactlyInAnyOrder("Bob", "Charlie", "Diana");
  }

  @Test
  @DisplayName("QRY-04 QRY-05 friends, and employees")
  void joins() {
    assertThat(
            sql.query(
                "SELECT p.name FROM Knows k JOIN Person p ON p.name = k.dst WHERE k.src = 'Alice' ORDER BY 1"))
        .containsExactly("Bob", "Charlie");
    assertThat(sql.query("SELECT src FROM WorksAt WHERE dst = 'Acme'")).containsExactly("Alice");
  }

  @Test
  @DisplayName("QRY-06 friends of friends")
  void twoHops() {
    assertThat(
            sql.query(
                "SELECT b.dst FROM Knows a JOIN Knows b ON b.src = a.dst WHERE a.src = ?", "Alice"))
        .containsExactly("Diana");
  }

  @Test
  @DisplayName("QRY-07 QRY-09 QRY-10 negation, with a filter inside, and double")
  void negation() {
    assertThat(
            sql.query(
                "SELECT name FROM Person p WHERE NOT EXISTS (SELECT 1 FROM WorksAt w WHERE w.src = p.name) ORDER BY 1"))
        .containsExactly("Charlie", "Diana");
    assertThat(
            sql.query(
                "SELECT name FROM Person WHERE name NOT IN (SELECT src FROM WorksAt WHERE dst = 'Acme') ORDER BY 1"))
        .containsExactly("Bob", "Charlie", "Diana");
    assertThat(
            sql.query(
                """
                SELECT name FROM Person p WHERE NOT EXISTS (
                  SELECT 1 FROM Knows k WHERE k.src = p.name AND NOT EXISTS (
                    SELECT 1 FROM WorksAt w WHERE w.src = k.dst)) ORDER BY 1
                """))
        .containsExactly("Charlie", "Diana");
  }

  @Test
  @DisplayName("QRY-26 counts per person, a global count, sums and extremes")
  void aggregates() {
    assertThat(sql.query("SELECT src, COUNT(*) FROM Knows GROUP BY src ORDER BY src"))
        .containsExactly("Alice|2", "Bob|1");
    assertThat(sql.query("SELECT COUNT(*), SUM(age), AVG(age), MIN(age), MAX(age) FROM Person"))
        .containsExactly("4|118|29.5|25|35");
  }

  @Test
  @DisplayName("QRY-27 aggregates over nothing")
  void aggregatesOfNothing() {
    assertThat(sql.query("SELECT COUNT(*), SUM(age), MIN(name) FROM Person WHERE age > 100"))
        .containsExactly("0|null|null");
    assertThat(sql.query("SELECT age, COUNT(*) FROM Person WHERE age > 100 GROUP BY age"))
        .isEmpty();
  }

  @Test
  @DisplayName("QRY-28 minimum and maximum of texts")
  void textExtremes() {
    assertThat(sql.query("SELECT MIN(name), MAX(name) FROM Person")).containsExactly("Alice|Diana");
  }

  @Test
  @DisplayName("QRY-31 several sort keys; NULL first ascending, last descending")
  void ordersNulls() {
    sql.run("INSERT INTO Person (name) VALUES ('Eve')");
    assertThat(sql.query("SELECT name FROM Person ORDER BY age, name LIMIT 2"))
        .containsExactly("Eve", "Bob");
    assertThat(sql.query("SELECT name FROM Person ORDER BY age DESC")).endsWith("Eve");
  }

  @Test
  @DisplayName("QRY-24 a cross product")
  void crossProduct() {
    assertThat(sql.query("SELECT COUNT(*) FROM Person, Company")).containsExactly("8");
  }

  @Test
  @DisplayName("QRY-53 LEFT JOIN extends with NULL")
  void leftJoin() {
    assertThat(
            sql.query(
                "SELECT p.name, w.dst FROM Person p LEFT JOIN WorksAt w ON w.src = p.name ORDER BY 1"))
        .containsExactly("Alice|Acme", "Bob|Globex", "Charlie|null", "Diana|null");
    assertThat(
            sql.query(
                "SELECT p.name, w.dst FROM WorksAt w RIGHT JOIN Person p ON w.src = p.name AND w.dst = 'Acme' ORDER BY 1"))
        .containsExactly("Alice|Acme", "Bob|null", "Charlie|null", "Diana|null");
  }

  @Test
  void subQueriesAndSetOperations() {
    assertThat(sql.query("SELECT name FROM Person WHERE age = (SELECT MAX(age) FROM Person)"))
        .containsExactly("Charlie");
    assertThat(
            sql.query(
                "SELECT name, (SELECT COUNT(*) FROM Knows k WHERE k.src = p.name) FROM Person p ORDER BY 1"))
        .containsExactly("Alice|2", "Bob|1", "Charlie|0", "Diana|0");
    assertThat(sql.query("SELECT src FROM Knows INTERSECT SELECT src FROM WorksAt ORDER BY 1"))
        .containsExactly("Alice", "Bob");
    assertThat(sql.query("SELECT name FROM Person EXCEPT SELECT src FROM Knows ORDER BY 1"))
        .containsExactly("Charlie", "Diana");
    assertThat(sql.query("SELECT name FROM Person UNION SELECT name FROM Company ORDER BY 1"))
        .hasSize(6);
    assertThat(
            sql.query(
                "WITH t AS (SELECT src, COUNT(*) AS n FROM Knows GROUP BY src) SELECT src FROM t WHERE n > 1"))
        .containsExactly("Alice");
    assertThat(sql.query("SELECT COUNT(DISTINCT src) FROM Knows")).containsExactly("2");
    assertThat(
            sql.query(
                "SELECT LISTAGG(dst, ', ') WITHIN GROUP (ORDER BY dst DESC) FROM Knows WHERE src = 'Alice'"))
        .containsExactly("Charlie, Bob");
  }
}
