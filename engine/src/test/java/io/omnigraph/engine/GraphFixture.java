package io.omnigraph.engine;

import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes and reads rows as plain Java values. */
public final class GraphFixture {
  /** Schema T of the acceptance catalogue. */
  public static final String T =
      """
      node Person { name: String @key  age: I32? }
      node Company { name: String @key }
      edge Knows: Person -> Person { since: Date? }
      edge WorksAt: Person -> Company
      """;

  private GraphFixture() {}

  /** Fast options for tests of what goes through files: no commit is small. */
  public static OpenOptions options() {
    return withSmallCommits().withDeltas(DeltaOptions.off());
  }

  /** Fast options for tests, and small commits as users have them. */
  public static OpenOptions withSmallCommits() {
    return OpenOptions.defaults()
        .withStorage(new StorageOptions(StorageOptions.Durability.OS, 256L << 20, null));
  }

  /** Each publish is a version of {@code __manifest}. */
  public static OpenOptions optionsWithoutLog() {
    return options().withLog(LogOptions.none());
  }

  /** Columns of a type, values in column order; a missing tail is NULL. */
  public static ColumnBatch rows(TableType type, Object[]... rows) {
    int width = type.columns().size();
    Column[] columns = new Column[width];
    for (int i = 0; i < width; i++) {
      ColumnBuilder builder =
          ColumnBuilder.of(type.storedSchema().columns().get(i).type().layout(), rows.length);
      for (Object[] row : rows) {
        Object value = i < row.length ? row[i] : null;
        builder.appendBoxed(value instanceof String s ? s.getBytes(StandardCharsets.UTF_8) : value);
      }
      columns[i] = builder.build();
    }
    return new ColumnBatch(columns, 0, rows.length, null);
  }

  public static Object[] row(Object... values) {
    return values;
  }

  public static void insert(StatementScope scope, String table, Object[]... rows) {
    scope.insert(table, rows(scope.view().table(table).type(), rows));
  }

  public static void update(StatementScope scope, String table, Object[]... rows) {
    scope.update(table, rows(scope.view().table(table).type(), rows));
  }

  /** One completed statement. */
  public static void insert(Session session, String table, Object[]... rows) {
    session.run(
        scope -> {
          insert(scope, table, rows);
          return null;
        });
  }

  public static void update(Session session, String table, Object[]... rows) {
    session.run(
        scope -> {
          update(scope, table, rows);
          return null;
        });
  }

  /** Deletes by a text key; answers how many. */
  public static long delete(Session session, String table, String... keys) {
    return session.run(scope -> delete(scope, table, keys));
  }

  public static long delete(StatementScope scope, String table, String... keys) {
    TableView view = scope.view().table(table);
    int[] found =
        Arrays.stream(keys)
            .mapToInt(key -> view.find(key.getBytes(StandardCharsets.UTF_8)))
            .filter(row -> row >= 0)
            .toArray();
    return scope.delete(table, found);
  }

  /** Fills T with the catalogue's data. */
  public static void fillT(Session session) {
    boolean auto = session.autoCommit();
    session.setAutoCommit(false);
    insert(
        session, "Person", row("Alice", 30), row("Bob", 25), row("Charlie", 35), row("Diana", 28));
    insert(session, "Company", row("Acme"), row("Globex"));
    insert(session, "Knows", row("Alice", "Bob"), row("Alice", "Charlie"), row("Bob", "Diana"));
    insert(session, "WorksAt", row("Alice", "Acme"), row("Bob", "Globex"));
    session.commit();
    session.setAutoCommit(auto);
  }

  /** All rows of a table as text, without generated ids, sorted. */
  public static List<String> read(Session session, String table) {
    try (StatementScope scope = session.statement()) {
      return read(scope.view(), table);
    }
  }

  public static List<String> read(Session session, String branch, String table) {
    try (StatementScope scope = session.statement()) {
      return read(scope.view(branch), table);
    }
  }

  public static List<String> read(ReadView view, String table) {
    TableView rows = view.table(table);
    int width = rows.type().columns().size() - (rows.type().generatedKey() ? 1 : 0);
    int[] columns = new int[width];
    for (int i = 0; i < width; i++) {
      columns[i] = i;
    }
    List<String> result = new ArrayList<>();
    try (BatchCursor cursor = rows.scan(columns, null, -1)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          result.add(text(rows.type(), batch, width, row));
        }
      }
    }
    result.sort(null);
    return result;
  }

  private static String text(TableType type, ColumnBatch batch, int width, int row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      values.add(
          String.valueOf(value(type.columns().get(i), batch.column(i), batch.position(row))));
    }
    return String.join("|", values);
  }

  public static Object value(Property property, Column column, int at) {
    if (column.isNull(at)) {
      return null;
    }
    if (column instanceof IntColumn c) {
      return c.values()[at];
    }
    if (column instanceof LongColumn c) {
      return c.values()[at];
    }
    if (column instanceof DoubleColumn c) {
      return c.values()[at];
    }
    return ((BytesColumn) column).text(at);
  }

  /** Row counts of all tables of a view. */
  public static Map<String, Long> counts(ReadView view) {
    Map<String, Long> counts = new TreeMap<>();
    view.schema().tables().forEach(t -> counts.put(t.name(), view.table(t.name()).rowCount()));
    return counts;
  }
}
