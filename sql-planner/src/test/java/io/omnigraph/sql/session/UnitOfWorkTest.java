package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several writes judged and published as one; every test has rows of its own. */
class UnitOfWorkTest {
  private static final String SCHEMA =
      """
      node Person { name: String @key  age: I32?  homeTown: String?  @range(age, 0..150) }
      node Item {
        id: I64 @key
        color: enum(red, green)?
        code: String? @unique
        size: String?
        tiny: I8?
        wide: U32?
        @check(size, "^[SML]$")
      }
      edge Knows: Person -> Person
      edge Owns: Person -> Item @card(2..3)
      """;

  @TempDir private static Path directory;
  private static SqlFixture sql;

  @BeforeAll
  static void open() {
    sql = new SqlFixture(directory, DeltaOptions.off()); // writes show as versions of tables
    sql.run("APPLY SCHEMA '" + SCHEMA + "'");
    sql.run("INSERT INTO Item (id) VALUES (1), (2), (3), (4)");
  }

  @AfterEach
  void endTransaction() {
    sql.run("ROLLBACK");
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  private static void refused(ErrorCode code, String statement, Object... parameters) {
    assertThatThrownBy(() -> sql.run(statement, parameters))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  private static long number(String query, Object... parameters) {
    return Long.parseLong(sql.query(query, parameters).get(0));
  }

  private static long version(String table) {
    return number(
        "SELECT table_version FROM omnigraph.tables WHERE table_key LIKE ?", "%:" + table);
  }

  private static long head() {
    return number("SELECT version FROM omnigraph.branches WHERE name = 'main'");
  }

  @Test
  @DisplayName("MUT-13 deleting a node without edges leaves the edge tables' versions alone")
  void deleteWithoutEdges() {
    sql.run("INSERT INTO Person (name) VALUES ('m13a'), ('m13b')");
    sql.run("INSERT INTO Knows VALUES ('m13b', 'm13b')");
    long persons = version("Person");
    long edges = version("Knows");
    assertThat(sql.run("DELETE FROM Person WHERE name = 'm13a'")).isEqualTo(1);
    assertThat(version("Person")).isGreaterThan(persons);
    assertThat(version("Knows")).isEqualTo(edges);
    sql.run("DELETE FROM Person WHERE name = 'm13b'");
    assertThat(version("Knows")).isGreaterThan(edges);
  }

  @Test
  @DisplayName("MUT-16 insert then update of one person are one write with the final values")
  void insertThenUpdate() {
    long persons = version("Person");
    long before = head();
    sql.run("START TRANSACTION");
    assertThat(sql.run("INSERT INTO Person VALUES ('m16', 10, 'Bern')")).isEqualTo(1);
    assertThat(sql.run("UPDATE Person SET age = 99 WHERE name = 'm16'")).isEqualTo(1);
    sql.run("COMMIT");
    assertThat(sql.query("SELECT age, homeTown FROM Person WHERE name = 'm16'"))
        .containsExactly("99|Bern");
    assertThat(version("Person")).isEqualTo(persons + 1);
    assertThat(head()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("MUT-17 WRI-09 edge inserts of one type in one transaction are one write")
  void edgeInserts() {
    sql.run("INSERT INTO Person (name) VALUES ('m17a'), ('m17b')");
    long edges = version("Knows");
    long before = head();
    sql.run("START TRANSACTION");
    sql.run("INSERT INTO Knows VALUES ('m17a', 'm17b')");
    sql.run("INSERT INTO Knows VALUES ('m17b', 'm17a')");
    sql.run("INSERT INTO Knows VALUES ('m17b', 'm17b')");
    sql.run("COMMIT");
    assertThat(sql.query("SELECT src, dst FROM Knows WHERE src LIKE 'm17%' ORDER BY src, dst"))
        .containsExactly("m17a|m17b", "m17b|m17a", "m17b|m17b");
    assertThat(version("Knows")).isEqualTo(edges + 1);
    assertThat(head()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("WRI-11 an update sees the pending value of the one before it")
  void updateOfAPendingValue() {
    sql.run("INSERT INTO Person (name, age) VALUES ('w11a', 30), ('w11b', 20)");
    long before = head();
    sql.run("START TRANSACTION");
    sql.run("UPDATE Person SET age = 99 WHERE name = 'w11a'");
    assertThat(sql.run("UPDATE Person SET age = 10 WHERE age > 50 AND name LIKE 'w11%'"))
        .isEqualTo(1);
    sql.run("COMMIT");
    assertThat(sql.query("SELECT age FROM Person WHERE name LIKE 'w11%' ORDER BY name"))
        .containsExactly("10", "20");
    assertThat(head()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("MUT-19 two deletes on one node table both apply; a row of both counts once")
  void overlappingDeletes() {
    sql.run("INSERT INTO Person (name, age) VALUES ('m19a', 1), ('m19b', 2), ('m19c', 3)");
    sql.run("INSERT INTO Knows VALUES ('m19a', 'm19b'), ('m19b', 'm19c')");
    long before = head();
    sql.run("START TRANSACTION");
    assertThat(sql.run("DELETE FROM Person WHERE name LIKE 'm19%' AND age <= 2")).isEqualTo(2);
    assertThat(sql.run("DELETE FROM Person WHERE name LIKE 'm19%' AND age >= 2")).isEqualTo(1);
    sql.run("COMMIT");
    assertThat(sql.query("SELECT name FROM Person WHERE name LIKE 'm19%'")).isEmpty();
    assertThat(sql.query("SELECT src FROM Knows WHERE src LIKE 'm19%'")).isEmpty();
    assertThat(head()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("MUT-20 a node's delete and one of edges of the same table both apply")
  void nodeThenEdgeDelete() {
    sql.run("INSERT INTO Person (name) VALUES ('m20a'), ('m20b'), ('m20c')");
    sql.run("INSERT INTO Knows VALUES ('m20a', 'm20b'), ('m20b', 'm20c'), ('m20c', 'm20b')");
    sql.run("START TRANSACTION");
    assertThat(sql.run("DELETE FROM Person WHERE name = 'm20a'")).isEqualTo(1);
    assertThat(sql.run("DELETE FROM Knows WHERE dst = 'm20b'")).isEqualTo(1);
    sql.run("COMMIT");
    assertThat(sql.query("SELECT src, dst FROM Knows WHERE src LIKE 'm20%'"))
        .containsExactly("m20b|m20c");
  }

  @Test
  @DisplayName("MUT-21 of a minimum of two, one edge is refused and two in one transaction are not")
  void minimumCardinality() {
    sql.run("INSERT INTO Person (name) VALUES ('m21')");
    refused(ErrorCode.CARDINALITY_VIOLATION, "INSERT INTO Owns VALUES ('m21', 1)");
    assertThat(sql.query("SELECT dst FROM Owns WHERE src = 'm21'")).isEmpty();
    sql.run("START TRANSACTION");
    sql.run("INSERT INTO Owns VALUES ('m21', 1)");
    sql.run("INSERT INTO Owns VALUES ('m21', 2)");
    sql.run("COMMIT");
    assertThat(sql.query("SELECT dst FROM Owns WHERE src = 'm21' ORDER BY dst"))
        .containsExactly("1", "2");
  }

  @Test
  @DisplayName("MUT-22 a delete below the minimum is refused, unless the source goes as well")
  void deleteBelowTheMinimum() {
    sql.run("INSERT INTO Person (name) VALUES ('m22')");
    sql.run("INSERT INTO Owns VALUES ('m22', 1), ('m22', 2)");
    refused(ErrorCode.CARDINALITY_VIOLATION, "DELETE FROM Owns WHERE src = 'm22' AND dst = 1");
    assertThat(number("SELECT COUNT(*) FROM Owns WHERE src = 'm22'")).isEqualTo(2);
    sql.run("START TRANSACTION");
    sql.run("DELETE FROM Owns WHERE src = 'm22' AND dst = 1");
    sql.run("DELETE FROM Person WHERE name = 'm22'");
    sql.run("COMMIT");
    assertThat(sql.query("SELECT dst FROM Owns WHERE src = 'm22'")).isEmpty();
  }

  @Test
  @DisplayName("MUT-23 enum, range and check hold for inserts and for updates")
  void rowRules() {
    sql.run("INSERT INTO Person (name, age) VALUES ('m23', 1)");
    sql.run("INSERT INTO Item (id, color, size) VALUES (23, 'red', 'S')");
    refused(ErrorCode.CHECK_VIOLATION, "INSERT INTO Item (id, color) VALUES (230, 'blue')");
    refused(ErrorCode.CHECK_VIOLATION, "UPDATE Item SET color = 'blue' WHERE id = 23");
    refused(ErrorCode.CHECK_VIOLATION, "INSERT INTO Person (name, age) VALUES ('m23b', 151)");
    refused(ErrorCode.CHECK_VIOLATION, "UPDATE Person SET age = -1 WHERE name = 'm23'");
    refused(ErrorCode.CHECK_VIOLATION, "INSERT INTO Item (id, size) VALUES (230, 'XL')");
    refused(ErrorCode.CHECK_VIOLATION, "UPDATE Item SET size = 'XL' WHERE id = 23");
    assertThat(sql.query("SELECT color, size FROM Item WHERE id IN (23, 230)"))
        .containsExactly("red|S");
    assertThat(sql.query("SELECT name, age FROM Person WHERE name LIKE 'm23%'"))
        .containsExactly("m23|1");
  }

  @Test
  @DisplayName("MUT-24 a unique value that an update frees is reusable in the same transaction")
  void freedUniqueValue() {
    sql.run("INSERT INTO Item (id, code) VALUES (24, 'm24')");
    refused(ErrorCode.UNIQUE_VIOLATION, "INSERT INTO Item (id, code) VALUES (240, 'm24')");
    sql.run("START TRANSACTION");
    sql.run("UPDATE Item SET code = 'm24-old' WHERE id = 24");
    sql.run("INSERT INTO Item (id, code) VALUES (240, 'm24')");
    sql.run("COMMIT");
    assertThat(sql.query("SELECT id, code FROM Item WHERE id IN (24, 240) ORDER BY id"))
        .containsExactly("24|m24-old", "240|m24");
  }

  @Test
  @DisplayName("MUT-36 a camelCase property is matched in chained predicates, its case kept")
  void camelCase() {
    sql.run("INSERT INTO Person VALUES ('m36a', 1, 'Bern'), ('m36b', 2, 'Bern')");
    sql.run("START TRANSACTION");
    sql.run("UPDATE Person SET homeTown = 'Oslo' WHERE homeTown = 'Bern' AND name = 'm36a'");
    assertThat(
            sql.run(
                "UPDATE Person SET homeTown = 'Rome' WHERE homeTown = 'Oslo' AND hometown > ''"))
        .isEqualTo(1);
    sql.run("COMMIT");
    assertThat(sql.query("SELECT name, homeTown FROM Person WHERE name LIKE 'm36%' ORDER BY 1"))
        .containsExactly("m36a|Rome", "m36b|Bern");
    assertThat(sql.session().prepare("SELECT hometown FROM Person").columns().get(0).label())
        .isEqualTo("homeTown");
  }

  @Test
  @DisplayName("MUT-40 two updates of one row, one after the other, both succeed")
  void sequentialUpdates() {
    sql.run("INSERT INTO Person (name, age) VALUES ('m40', 1)");
    assertThat(sql.run("UPDATE Person SET age = age + 1 WHERE name = 'm40'")).isEqualTo(1);
    assertThat(sql.run("UPDATE Person SET age = age * 10 WHERE name = 'm40'")).isEqualTo(1);
    assertThat(sql.query("SELECT age FROM Person WHERE name = 'm40'")).containsExactly("20");
  }

  @Test
  @DisplayName("MUT-43 values beyond a narrow type are refused before anything is written")
  void narrowTypes() {
    long before = head();
    refused(ErrorCode.VALUE_OUT_OF_RANGE, "INSERT INTO Item (id, tiny) VALUES (43, 128)");
    refused(ErrorCode.VALUE_OUT_OF_RANGE, "INSERT INTO Item (id, tiny) VALUES (43, ?)", -129);
    refused(ErrorCode.VALUE_OUT_OF_RANGE, "INSERT INTO Item (id, wide) VALUES (43, 4294967296)");
    refused(ErrorCode.VALUE_OUT_OF_RANGE, "INSERT INTO Item (id, wide) VALUES (43, ?)", -1);
    refused(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "INSERT INTO Person (name, age) VALUES ('m43', ?)",
        1L + Integer.MAX_VALUE);
    assertThat(head()).isEqualTo(before);
    sql.run("INSERT INTO Item (id, tiny, wide) VALUES (43, -128, 4294967295)");
    assertThat(sql.query("SELECT tiny, wide FROM Item WHERE id = 43"))
        .containsExactly("-128|4294967295");
  }
}
