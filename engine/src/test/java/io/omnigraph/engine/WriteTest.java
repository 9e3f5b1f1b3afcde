package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WriteTest extends OpenGraphTest {
  @Override
  String schema() {
    return """
        node Person { name: String @key  age: I32?  @range(age, 0..150) }
        node Company { name: String @key }
        node Item {
          id: I64 @key
          color: enum(red, green)?
          code: String(3)? @unique
          small: I8?
        }
        edge Knows: Person -> Person { since: Date? }
        edge WorksAt: Person -> Company @card(0..1)
        edge Owns: Person -> Item @card(2..3)
        """;
  }

  @Override
  void fill() {
    super.fill();
  }

  @Test
  @DisplayName("WRI-01 an insert leaves no branch and no run file")
  void insertLeavesNothingElse() {
    insert(session, "Person", row("Eve", 22));
    assertThat(session.branches()).containsExactly("main");
    assertThat(sidecars()).isEmpty();
  }

  @Test
  @DisplayName("WRI-02 an edge to a missing node is refused")
  void edgeToNowhere() {
    assertRefused(
        () -> insert(session, "Knows", row("Alice", "Missing")),
        ErrorCode.MISSING_END,
        "Missing",
        "not found");
    assertThat(read("Knows")).hasSize(3);
  }

  @Test
  @DisplayName("WRI-03, WRI-10 several writes of one statement are one publish")
  void oneStatementOnePublish() {
    long before = seq();
    session.run(
        scope -> {
          insert(scope, "Person", row("Eve", 22));
          insert(scope, "Knows", row("Eve", "Alice"));
          return null;
        });
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("Knows")).contains("Eve|Alice|null");
  }

  @Test
  @DisplayName("WRI-04, BR-25 a statement that fails leaves no trace and the next one works")
  void failedStatement() {
    assertRefused(
        () ->
            session.run(
                scope -> {
                  insert(scope, "Person", row("Eve", 22));
                  insert(scope, "Knows", row("Eve", "Missing"));
                  return null;
                }),
        ErrorCode.MISSING_END);
    assertThat(read("Person")).hasSize(4);
    insert(session, "Person", row("Frank", 1));
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("WRI-08 insert and update of one row in one statement")
  void insertThenUpdate() {
    long before = seq();
    session.run(
        scope -> {
          insert(scope, "Person", row("Yves", 10));
          update(scope, "Person", row("Yves", 99));
          return null;
        });
    assertThat(read("Person")).contains("Yves|99").hasSize(5);
    assertThat(seq()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("WRI-12, WRI-13 deletes take edges along and count each once")
  void deletesCascade() {
    long cascaded =
        session.run(
            scope -> {
              assertThat(delete(scope, "Person", "Alice", "Bob")).isEqualTo(2);
              return scope.cascaded();
            });
    assertThat(cascaded).isEqualTo(5);
    assertThat(read("Person")).hasSize(2);
    assertThat(read("Knows")).isEmpty();
    assertThat(read("WorksAt")).isEmpty();
  }

  @Test
  @DisplayName("WRI-14, WRI-21 cardinality is judged at commit")
  void cardinality() {
    insert(session, "Item", row(1L), row(2L), row(3L), row(4L));
    assertRefused(
        () -> insert(session, "Owns", row("Alice", 1L)),
        ErrorCode.CARDINALITY_VIOLATION,
        "@card violation",
        "min 2");
    insert(session, "Owns", row("Alice", 1L), row("Alice", 2L));
    assertRefused(
        () -> insert(session, "Owns", row("Alice", 3L), row("Alice", 4L)),
        ErrorCode.CARDINALITY_VIOLATION,
        "max 3");
    assertRefused(
        () -> insert(session, "WorksAt", row("Alice", "Globex")),
        ErrorCode.CARDINALITY_VIOLATION,
        "Alice");
    assertThat(read("Owns")).hasSize(2);
  }

  @Test
  @DisplayName("WRI-17 the same row updated twice")
  void updatedTwice() {
    update(session, "Person", row("Alice", 99));
    update(session, "Person", row("Alice", 42));
    assertThat(read("Person")).contains("Alice|42").hasSize(4);
  }

  @Test
  @DisplayName("WRI-18 nothing changed makes no commit")
  void nothingChanged() {
    long before = seq();
    assertThat(delete(session, "Person", "Nobody")).isZero();
    assertThat(seq()).isEqualTo(before);
  }

  @Test
  @DisplayName("WRI-19 a date is stored")
  void storesDates() {
    insert(session, "Knows", row("Alice", "Diana", 19_888));
    assertThat(read("Knows")).contains("Alice|Diana|19888");
  }

  @Test
  @DisplayName("WRI-20 enum, range, length and type violations are refused")
  void rowRules() {
    assertRefused(
        () -> insert(session, "Person", row("Old", 151)),
        ErrorCode.CHECK_VIOLATION,
        "Person.age",
        "151",
        "@range");
    assertRefused(
        () -> update(session, "Person", row("Alice", -1)), ErrorCode.CHECK_VIOLATION, "-1");
    assertRefused(
        () -> insert(session, "Item", row(1L, "blue")),
        ErrorCode.CHECK_VIOLATION,
        "blue",
        "green, red");
    assertRefused(
        () -> insert(session, "Item", row(1L, "red", "long")),
        ErrorCode.STRING_TOO_LONG,
        "Item.code",
        "4 characters");
    assertRefused(
        () -> insert(session, "Item", row(1L, "red", "ab", 300)),
        ErrorCode.VALUE_OUT_OF_RANGE,
        "300");
    assertRefused(
        () -> insert(session, "Person", row(null, 1)), ErrorCode.NOT_NULL_VIOLATION, "Person.name");
    assertThat(read("Item")).isEmpty();
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("WRI-22 unique values are refused within and across statements, and reusable")
  void uniqueValues() {
    insert(session, "Item", row(1L, null, "abc"), row(2L, null, null), row(3L, null, null));
    assertRefused(
        () -> insert(session, "Item", row(4L, null, "abc")),
        ErrorCode.UNIQUE_VIOLATION,
        "abc",
        "code",
        "@unique violation");
    assertRefused(
        () -> insert(session, "Item", row(4L, null, "x"), row(5L, null, "x")),
        ErrorCode.UNIQUE_VIOLATION);
    update(session, "Item", row(1L, null, "abd"));
    insert(session, "Item", row(4L, null, "abc"));
    assertRefused(
        () -> update(session, "Item", row(2L, null, "abc")), ErrorCode.UNIQUE_VIOLATION, "abc");
    update(session, "Item", row(4L, "red", "abc"));
    assertThat(read("Item")).contains("4|red|abc|null");
  }

  @Test
  @DisplayName("WRI-15 pending rows shadow committed ones in scans with filter and limit")
  void scansShadow() {
    session.setAutoCommit(false);
    update(session, "Person", row("Alice", 10));
    delete(session, "Person", "Bob");
    insert(session, "Person", row("Eve", 36));
    try (StatementScope scope = session.statement()) {
      TableView people = scope.view().table("Person");
      RowFilter adult = new RowFilter.Compare(1, RowFilter.Operator.GT, 20);
      assertThat(names(people, adult, -1)).containsExactly("Charlie", "Diana", "Eve");
      assertThat(names(people, adult, 2)).containsExactly("Charlie", "Diana");
      assertThat(names(people, null, -1)).containsExactly("Charlie", "Diana", "Alice", "Eve");
      assertThat(people.rowCount()).isEqualTo(4);
      assertRowNumbersLeadBack(people);
    }
  }

  private static List<String> names(TableView view, RowFilter filter, long limit) {
    List<String> names = new ArrayList<>();
    try (BatchCursor cursor = view.scan(new int[] {0}, filter, limit)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          names.add(
              (String)
                  GraphFixture.value(
                      view.type().columns().get(0), batch.column(0), batch.position(row)));
        }
      }
    }
    return names;
  }

  private static void assertRowNumbersLeadBack(TableView view) {
    int[] columns = {TableView.ROW_NUMBER, 0};
    try (BatchCursor cursor = view.scan(columns, null, -1)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        int[] found =
            view.find(
                new ColumnBatch(
                    new io.omnigraph.storage.column.Column[] {batch.column(1)},
                    batch.from(),
                    batch.rowCount(),
                    batch.selection()));
        for (int row = 0; row < batch.rowCount(); row++) {
          int number = ((IntColumn) batch.column(0)).values()[batch.position(row)];
          assertThat(found[row]).isEqualTo(number);
          ColumnBatch again = view.gather(new int[] {number}, 1, new int[] {0});
          assertThat(GraphFixture.value(view.type().columns().get(0), again.column(0), 0))
              .isEqualTo(
                  GraphFixture.value(
                      view.type().columns().get(0), batch.column(1), batch.position(row)));
          assertThat(GraphFixture.value(view.type().columns().get(0), view.column(0), number))
              .isEqualTo(GraphFixture.value(view.type().columns().get(0), again.column(0), 0));
        }
      }
    }
  }

  @Test
  @DisplayName("LOD-16 an existing key is refused and its row kept")
  void existingKey() {
    assertRefused(
        () -> insert(session, "Person", row("Alice", 1)), ErrorCode.KEY_CONFLICT, "Alice");
    assertThat(read("Person")).contains("Alice|30").hasSize(4);
  }
}
