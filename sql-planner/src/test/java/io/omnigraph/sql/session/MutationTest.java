package io.omnigraph.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutationTest {
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

  private static void refused(ErrorCode code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  @Test
  @DisplayName("MUT-01 MUT-03 a node and an edge with a property are inserted")
  void inserts() {
    assertThat(sql.run("INSERT INTO Person (name, age) VALUES (?, ?)", "Eve", 41)).isEqualTo(1);
    assertThat(sql.run("INSERT INTO Knows VALUES ('Eve', 'Bob', DATE '2024-02-29')")).isEqualTo(1);
    assertThat(sql.query("SELECT * FROM Knows WHERE src = 'Eve'"))
        .containsExactly("Eve|Bob|2024-02-29");
  }

  @Test
  @DisplayName("MUT-02 an existing key is refused by INSERT and replaced by UPSERT")
  void existingKey() {
    refused(ErrorCode.KEY_CONFLICT, () -> sql.run("INSERT INTO Person VALUES ('Bob', 1)"));
    assertThat(sql.run("UPSERT INTO Person VALUES ('Bob', 26), ('Eve', ?)", 41)).isEqualTo(2);
    assertThat(sql.query("SELECT name, age FROM Person WHERE name IN ('Bob', 'Eve') ORDER BY 1"))
        .containsExactly("Bob|26", "Eve|41");
  }

  @Test
  @DisplayName("MUT-04 an edge to a missing node is refused")
  void missingEnd() {
    refused(
        ErrorCode.MISSING_END,
        () -> sql.run("INSERT INTO Knows (src, dst) VALUES ('Alice', 'Nobody')"));
    assertThat(sql.query("SELECT COUNT(*) FROM Knows")).containsExactly("3");
  }

  @Test
  @DisplayName("MUT-05 a node and an edge to it in one transaction")
  void oneTransaction() {
    sql.run("START TRANSACTION");
    sql.run("INSERT INTO Person (name) VALUES ('Eve')");
    sql.run("INSERT INTO Knows (src, dst) VALUES ('Eve', 'Alice')");
    assertThat(sql.query("SELECT COUNT(*) FROM Knows")).containsExactly("4");
    sql.run("COMMIT");
    assertThat(SqlFixture.rows(sql.newSession(), "SELECT dst FROM Knows WHERE src = 'Eve'"))
        .containsExactly("Alice");
  }

  @Test
  @DisplayName("MUT-06 a failed statement undoes itself alone; the next write works")
  void failedStatement() {
    sql.run("START TRANSACTION");
    sql.run("INSERT INTO Person (name) VALUES ('Eve')");
    refused(
        ErrorCode.KEY_CONFLICT, () -> sql.run("INSERT INTO Person VALUES ('Fay', 1), ('Bob', 1)"));
    sql.run("INSERT INTO Person (name) VALUES ('Gus')");
    sql.run("COMMIT");
    assertThat(sql.query("SELECT name FROM Person WHERE age IS NULL ORDER BY 1"))
        .containsExactly("Eve", "Gus");
  }

  @Test
  @DisplayName("MUT-07 MUT-08 updates touch what matches")
  void updates() {
    assertThat(sql.run("UPDATE Person SET age = age + ? WHERE name = 'Bob'", 10)).isEqualTo(1);
    assertThat(sql.run("UPDATE Person SET age = 1 WHERE name = 'Nobody'")).isZero();
    assertThat(sql.run("DELETE FROM Person WHERE name = 'Nobody'")).isZero();
    assertThat(sql.query("SELECT name, age FROM Person ORDER BY 1"))
        .containsExactly("Alice|30", "Bob|35", "Charlie|35", "Diana|28");
  }

  @Test
  @DisplayName("MUT-09 a key column cannot be updated")
  void keyUpdate() {
    refused(
        ErrorCode.UNSUPPORTED, () -> sql.run("UPDATE Person SET name = 'X' WHERE name = 'Bob'"));
  }

  @Test
  @DisplayName("MUT-10 an edge is updated")
  void edgeUpdate() {
    assertThat(
            sql.run(
                "UPDATE Knows SET since = DATE '2020-01-01' WHERE src = 'Alice' AND dst = 'Bob'"))
        .isEqualTo(1);
    assertThat(sql.query("SELECT since FROM Knows WHERE dst = 'Bob'"))
        .containsExactly("2020-01-01");
  }

  @Test
  @DisplayName("MUT-11 a deleted node takes its edges along, with a warning")
  void cascade() {
    SqlResult result = sql.result("DELETE FROM Person WHERE name = ?", "Alice");
    assertThat(result.updateCount()).isEqualTo(1);
    assertThat(result.warnings())
        .singleElement()
        .satisfies(w -> assertThat(w.sqlState()).isEqualTo("01OG1"));
    assertThat(sql.query("SELECT src, dst FROM Knows")).containsExactly("Bob|Diana");
    assertThat(sql.query("SELECT src FROM WorksAt")).containsExactly("Bob");
  }

  @Test
  @DisplayName("MUT-12 edges are deleted by source and by destination")
  void edgeDeletes() {
    assertThat(sql.run("DELETE FROM Knows WHERE src = 'Alice'")).isEqualTo(2);
    assertThat(sql.run("DELETE FROM Knows WHERE dst = 'Diana'")).isEqualTo(1);
  }

  @Test
  @DisplayName("MUT-15 MUT-18 later statements of a transaction see pending values")
  void pendingValues() {
    sql.run("START TRANSACTION");
    sql.run("INSERT INTO Person VALUES ('Eve', 1)");
    sql.run("UPDATE Person SET age = 2 WHERE age = 1");
    assertThat(sql.run("UPDATE Person SET age = 9 WHERE age = 1")).isZero();
    assertThat(sql.run("UPDATE Person SET age = 3 WHERE age = 2")).isEqualTo(1);
    sql.run("DELETE FROM Person WHERE name = 'Eve'");
    sql.run("COMMIT");
    assertThat(sql.query("SELECT COUNT(*) FROM Person")).containsExactly("4");
  }

  @Test
  @DisplayName("MUT-44 a batch with one bad entry names it and publishes nothing")
  void badBatchEntry() {
    PreparedSql insert = sql.session().prepare("INSERT INTO Person VALUES (?, ?)");
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      rows.add(new Object[] {i == 499 ? "Bob" : "p" + i, i});
    }
    assertThatThrownBy(() -> insert.executeBatch(rows, ExecutionOptions.none()))
        .isInstanceOfSatisfying(BatchFailure.class, e -> assertThat(e.index()).isEqualTo(499));
    assertThat(sql.query("SELECT COUNT(*) FROM Person")).containsExactly("4");
    rows.remove(499);
    assertThat(insert.executeBatch(rows, ExecutionOptions.none())).hasSize(999).containsOnly(1);
    assertThat(sql.query("SELECT COUNT(*), SUM(age) FROM Person WHERE name LIKE 'p%'"))
        .containsExactly("999|499001");
  }

  @Test
  @DisplayName("MUT-46 MERGE on the key")
  void merge() {
    assertThat(
            sql.run(
                """
                MERGE INTO Person t USING (VALUES ('Bob', 50), ('Eve', 60)) AS s (n, a) ON t.name = s.n
                WHEN MATCHED THEN UPDATE SET age = s.a
                WHEN NOT MATCHED THEN INSERT (name, age) VALUES (s.n, s.a)
                """))
        .isEqualTo(2);
    assertThat(sql.query("SELECT name, age FROM Person WHERE age >= 50 ORDER BY 1"))
        .containsExactly("Bob|50", "Eve|60");
  }

  @Test
  void onConflict() {
    assertThat(sql.run("INSERT INTO Person VALUES ('Bob', 1), ('Eve', 2) ON CONFLICT DO NOTHING"))
        .isEqualTo(1);
    assertThat(
            sql.run(
                "INSERT INTO Person VALUES ('Bob', 10) ON CONFLICT (name) DO UPDATE SET age = Person.age + EXCLUDED.age"))
        .isEqualTo(1);
    assertThat(sql.query("SELECT age FROM Person WHERE name = 'Bob'")).containsExactly("35");
  }

  @Test
  void insertSelectAndReturning() {
    assertThat(sql.run("INSERT INTO Knows (src, dst) SELECT dst, src FROM Knows")).isEqualTo(3);
    assertThat(sql.query("INSERT INTO Person VALUES ('Eve', 5) RETURNING name, age AS years"))
        .containsExactly("Eve|5");
    assertThat(sql.query("SELECT COUNT(*) FROM Knows")).containsExactly("6");
  }

  @Test
  void hiddenIdOfEdges() {
    assertThat(sql.query("SELECT * FROM WorksAt WHERE src = 'Bob'")).containsExactly("Bob|Globex");
    String id = sql.query("SELECT _id FROM WorksAt WHERE src = 'Bob'").get(0);
    assertThat(id).hasSize(26);
    assertThat(sql.query("SELECT *, _id FROM WorksAt WHERE _id = ?", id))
        .containsExactly("Bob|Globex|" + id);
    assertThat(sql.query("SELECT _id FROM Person WHERE name = 'Bob'")).containsExactly("Bob");
    SqlResult inserted =
        sql.session()
            .prepare("INSERT INTO WorksAt VALUES ('Charlie', 'Acme')")
            .execute(
                new Object[0],
                new ExecutionOptions(0, 0, new java.util.concurrent.atomic.AtomicBoolean(), true));
    assertThat(inserted.generatedKeys()).hasValueSatisfying(k -> assertThat(k.rows()).hasSize(1));
  }

  @Test
  void truncate() {
    assertThat(sql.run("TRUNCATE TABLE Knows")).isEqualTo(3);
    assertThat(sql.query("SELECT COUNT(*) FROM Knows")).containsExactly("0");
  }

  @Test
  void branches() {
    sql.run("CREATE BRANCH winter FROM main");
    sql.run("SET SCHEMA winter");
    sql.run("DELETE FROM Person WHERE name = 'Bob'");
    assertThat(sql.query("SELECT COUNT(*) FROM Person")).containsExactly("3");
    assertThat(
            sql.query(
                "SELECT m.name FROM main.Person m LEFT JOIN \"winter\".Person w ON w.name = m.name WHERE w.name IS NULL"))
        .containsExactly("Bob");
    assertThat(sql.query("SELECT name FROM omnigraph.branches ORDER BY 1"))
        .containsExactly("main", "winter");
    sql.run("SET SCHEMA main");
    assertThat(sql.query("SELECT COUNT(*) FROM Person")).containsExactly("4");
    sql.run("DROP BRANCH winter");
    assertThat(sql.query("SHOW BRANCHES")).hasSize(1);
  }
}
