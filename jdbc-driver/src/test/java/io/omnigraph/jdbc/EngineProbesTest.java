package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static io.omnigraph.jdbc.GraphFixture.rows;
import static io.omnigraph.jdbc.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What metadata and documents say is tried on the engine. */
@Timeout(120)
class EngineProbesTest {
  /** A query that no machine ends within the test. */
  private static final String ENDLESS =
      "SELECT COUNT(*) FROM n a, n b, n c, n d WHERE a.k + b.k + c.k + d.k = -1";

  @TempDir Path folder;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    GraphFixture.create(folder.resolve("g"));
    connection = connect(folder.resolve("g"));
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void everyListedFunctionRuns() throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    String all =
        String.join(
            ",",
            metaData.getNumericFunctions(),
            metaData.getStringFunctions(),
            metaData.getSystemFunctions(),
            metaData.getTimeDateFunctions());
    List<String> failed = new ArrayList<>();
    for (String function : all.split(",")) {
      try {
        rows(connection, "SELECT {fn " + call(function) + "} FROM (VALUES (1)) AS t (x)");
      } catch (SQLException e) {
        failed.add(function + ": " + e.getMessage());
      }
    }
    assertThat(failed).isEmpty();
  }

  private static String call(String function) {
    String ts = "TIMESTAMP '2026-01-02 03:04:05'";
    Map<String, String> arguments =
        Map.ofEntries(
            Map.entry("ATAN2", "1, 2"),
            Map.entry("MOD", "7, 2"),
            Map.entry("POWER", "2, 3"),
            Map.entry("ROUND", "1.25, 1"),
            Map.entry("TRUNCATE", "1.25, 1"),
            Map.entry("PI", ""),
            Map.entry("RAND", ""),
            Map.entry("CONCAT", "'a', 'b'"),
            Map.entry("DIFFERENCE", "'a', 'b'"),
            Map.entry("INSERT", "'abc', 1, 1, 'x'"),
            Map.entry("LEFT", "'abc', 1"),
            Map.entry("RIGHT", "'abc', 1"),
            Map.entry("LOCATE", "'b', 'abc'"),
            Map.entry("REPEAT", "'a', 2"),
            Map.entry("REPLACE", "'abc', 'b', 'x'"),
            Map.entry("SUBSTRING", "'abc', 1, 2"),
            Map.entry("CHAR", "65"),
            Map.entry("SPACE", "2"),
            Map.entry("DATABASE", ""),
            Map.entry("USER", ""),
            Map.entry("IFNULL", "1, 2"),
            Map.entry("CURDATE", ""),
            Map.entry("CURTIME", ""),
            Map.entry("NOW", ""),
            Map.entry("TIMESTAMPADD", "SQL_TSI_DAY, 1, " + ts),
            Map.entry("TIMESTAMPDIFF", "SQL_TSI_DAY, " + ts + ", " + ts));
    Set<String> times =
        Set.of(
            "DAYOFMONTH",
            "DAYOFWEEK",
            "DAYOFYEAR",
            "HOUR",
            "MINUTE",
            "MONTH",
            "QUARTER",
            "SECOND",
            "WEEK",
            "YEAR");
    Set<String> texts = Set.of("ASCII", "LCASE", "LENGTH", "LTRIM", "RTRIM", "SOUNDEX", "UCASE");
    String given =
        times.contains(function) ? "DATE '2026-01-02'" : texts.contains(function) ? "'abc'" : "0.5";
    if (Set.of("HOUR", "MINUTE", "SECOND").contains(function)) {
      given = ts;
    }
    return function + "(" + arguments.getOrDefault(function, given) + ")";
  }

  @Test
  void everyListedTypeCanBeDeclared() throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet types = connection.getMetaData().getTypeInfo()) {
      while (types.next()) {
        String parameters = types.getString("CREATE_PARAMS");
        String name = types.getString("TYPE_NAME");
        String declared =
            switch (parameters == null ? "" : parameters) {
              case "length" -> name + "(5)";
              case "precision,scale" -> name + "(9, 2)";
              case "precision" ->
                  name.startsWith("TIMESTAMP WITH") ? "TIMESTAMP(6) WITH TIME ZONE" : name + "(6)";
              default -> name;
            };
        columns.add("c" + columns.size() + " " + declared);
      }
    }
    update(connection, "CREATE TABLE t (" + String.join(", ", columns) + ")");
    assertThat(
            MetaDataContentTest.read(
                connection.getMetaData().getColumns(null, "main", "t", "c%"), "COLUMN_NAME"))
        .hasSameSizeAs(columns);
  }

  @Test
  void noMetadataMethodThrows() throws Exception {
    DatabaseMetaData metaData = connection.getMetaData();
    for (Method method : DatabaseMetaData.class.getDeclaredMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        continue;
      }
      Object[] arguments = new Object[method.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        Class<?> type = method.getParameterTypes()[i];
        arguments[i] =
            type == int.class ? (Object) 1 : type == boolean.class ? (Object) true : null;
      }
      Object answer = method.invoke(metaData, arguments);
      assertThat(answer).as(method.getName()).isNotNull();
      if (answer instanceof ResultSet rows) {
        while (rows.next()) {
          rows.getString(1);
        }
      }
    }
  }

  @Test
  void listedPseudoColumnsCanBeSelected() throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    List<String> names =
        MetaDataContentTest.read(
            metaData.getPseudoColumns(null, "main", "Person", null), "COLUMN_NAME");
    assertThat(names).containsExactly("_id");
    assertThat(rows(connection, "SELECT _id FROM Person ORDER BY 1"))
        .containsExactly("Alice", "Bob", "Charlie", "Diana");
  }

  @Test
  void reservedWordsOfTheListNeedQuotes() throws SQLException {
    for (String word : connection.getMetaData().getSQLKeywords().split(",")) {
      assertThat(rows(connection, "SELECT 1 AS \"" + word.toLowerCase(Locale.ROOT) + "\""))
          .as(word)
          .containsExactly("1");
    }
  }

  private void numbers() throws SQLException {
    update(connection, "CREATE TABLE n (k INTEGER PRIMARY KEY)");
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO n VALUES (?)")) {
      for (int i = 0; i < 5000; i++) {
        insert.setInt(1, i);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Test
  void cancelEndsALongQuery() throws Exception {
    numbers();
    try (Statement statement = connection.createStatement()) {
      CountDownLatch started = new CountDownLatch(1);
      CompletableFuture<SQLException> outcome =
          CompletableFuture.supplyAsync(
              () -> {
                started.countDown();
                try (ResultSet rows = statement.executeQuery(ENDLESS)) {
                  rows.next();
                  return null;
                } catch (SQLException e) {
                  return e;
                }
              });
      started.await();
      while (!outcome.isDone()) {
        statement.cancel();
        Thread.sleep(5);
      }
      assertThat(outcome.get().getSQLState()).isEqualTo("57014");
      assertThat(rows(connection, "SELECT COUNT(*) FROM Person")).containsExactly("4");
    }
  }

  @Test
  void timeoutEndsALongQuery() throws Exception {
    numbers();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(
              () -> {
                try (ResultSet rows = statement.executeQuery(ENDLESS)) {
                  rows.next();
                }
              })
          .isInstanceOf(SQLTimeoutException.class);
    }
  }

  @Test
  void noThreadStaysAfterTheLastConnection() throws Exception {
    rows(connection, "SELECT * FROM Person");
    Set<String> before = threads();
    for (int i = 0; i < 3; i++) {
      GraphFixture.create(folder.resolve("more" + i));
      try (Connection more = connect(folder.resolve("more" + i))) {
        update(more, "INSERT INTO Person VALUES ('Eve', 1)");
        rows(more, "SELECT * FROM Person");
      }
    }
    assertThat(threads()).isSubsetOf(before);
  }

  // Native pools of Lance belong to the process, whatever number of graphs it opens.
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("junit") && !name.startsWith("Thread-"))
        .collect(Collectors.toSet());
  }

  @Test
  void worksWithoutAContextClassLoader() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try (Connection other = connect(folder.resolve("g"))) {
                assertThat(rows(other, "SELECT COUNT(*) FROM Person")).containsExactly("4");
              } catch (SQLException | RuntimeException | AssertionError e) {
                failures.add(e);
              }
            });
    thread.setContextClassLoader(null);
    thread.start();
    thread.join();
    assertThat(failures).isEmpty();
  }
}
