package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.connect;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** A flag is true exactly when the statement that it promises runs. */
class EngineFlagsTest {
  @TempDir Path folder;

  /** A call of one flag. */
  private interface Flag {
    boolean of(DatabaseMetaData metaData) throws SQLException;
  }

  private static Arguments probe(String name, Flag flag, String sql) {
    return Arguments.of(name, flag, sql);
  }

  private static Stream<Arguments> probes() {
    return Stream.of(
        probe(
            "column aliasing",
            DatabaseMetaData::supportsColumnAliasing,
            "SELECT name AS n FROM Person"),
        probe(
            "correlation names",
            DatabaseMetaData::supportsTableCorrelationNames,
            "SELECT p.name FROM Person AS p"),
        probe(
            "expressions in ORDER BY",
            DatabaseMetaData::supportsExpressionsInOrderBy,
            "SELECT name FROM Person ORDER BY age + 1"),
        probe(
            "ORDER BY unrelated",
            DatabaseMetaData::supportsOrderByUnrelated,
            "SELECT name FROM Person ORDER BY age"),
        probe("GROUP BY", DatabaseMetaData::supportsGroupBy, "SELECT age FROM Person GROUP BY age"),
        probe(
            "GROUP BY unrelated",
            DatabaseMetaData::supportsGroupByUnrelated,
            "SELECT COUNT(*) FROM Person GROUP BY age"),
        probe(
            "GROUP BY beyond SELECT",
            DatabaseMetaData::supportsGroupByBeyondSelect,
            "SELECT age FROM Person GROUP BY age, name"),
        probe(
            "LIKE ESCAPE",
            DatabaseMetaData::supportsLikeEscapeClause,
            "SELECT name FROM Person WHERE name LIKE 'A!_' ESCAPE '!'"),
        probe(
            "outer joins",
            DatabaseMetaData::supportsOuterJoins,
            "SELECT * FROM Person p LEFT OUTER JOIN Knows k ON k.src = p.name"),
        probe(
            "full outer joins",
            DatabaseMetaData::supportsFullOuterJoins,
            "SELECT * FROM Person p FULL OUTER JOIN Knows k ON k.src = p.name"),
        probe(
            "subqueries in comparisons",
            DatabaseMetaData::supportsSubqueriesInComparisons,
            "SELECT name FROM Person WHERE age = (SELECT MAX(age) FROM Person)"),
        probe(
            "subqueries in EXISTS",
            DatabaseMetaData::supportsSubqueriesInExists,
            "SELECT name FROM Person p WHERE EXISTS (SELECT 1 FROM Knows)"),
        probe(
            "subqueries in IN",
            DatabaseMetaData::supportsSubqueriesInIns,
            "SELECT name FROM Person WHERE name IN (SELECT src FROM Knows)"),
        probe(
            "subqueries in quantifieds",
            DatabaseMetaData::supportsSubqueriesInQuantifieds,
            "SELECT name FROM Person WHERE age >= ALL (SELECT age FROM Person)"),
        probe(
            "correlated subqueries",
            DatabaseMetaData::supportsCorrelatedSubqueries,
            "SELECT name FROM Person p WHERE EXISTS (SELECT 1 FROM Knows WHERE src = p.name)"),
        probe(
            "UNION",
            DatabaseMetaData::supportsUnion,
            "SELECT name FROM Person UNION SELECT name FROM Company"),
        probe(
            "UNION ALL",
            DatabaseMetaData::supportsUnionAll,
            "SELECT name FROM Person UNION ALL SELECT name FROM Company"),
        probe(
            "schemas in DML",
            DatabaseMetaData::supportsSchemasInDataManipulation,
            "SELECT name FROM main.Person"),
        probe(
            "catalogs in DML",
            DatabaseMetaData::supportsCatalogsInDataManipulation,
            "SELECT name FROM g.main.Person"),
        probe(
            "NOT NULL",
            DatabaseMetaData::supportsNonNullableColumns,
            "CREATE TABLE nn (k INTEGER PRIMARY KEY, v INTEGER NOT NULL)"),
        probe(
            "ADD COLUMN",
            DatabaseMetaData::supportsAlterTableWithAddColumn,
            "ALTER TABLE Person ADD COLUMN x INTEGER"),
        probe(
            "DROP COLUMN",
            DatabaseMetaData::supportsAlterTableWithDropColumn,
            "ALTER TABLE Person DROP COLUMN age"),
        probe(
            "SELECT FOR UPDATE",
            DatabaseMetaData::supportsSelectForUpdate,
            "SELECT name FROM Person FOR UPDATE"),
        probe(
            "procedures",
            DatabaseMetaData::supportsStoredProcedures,
            "{call omnigraph.check_graph()}"),
        probe(
            "CONVERT",
            DatabaseMetaData::supportsConvert,
            "SELECT {fn CONVERT(age, SQL_VARCHAR)} FROM Person"));
  }

  @Test
  @DisplayName("JDBC-17 flags agree with what statements do")
  void flags() throws Exception {
    GraphFixture.create(folder.resolve("g"));
    try (Connection connection = connect(folder.resolve("g"))) {
      DatabaseMetaData metaData = connection.getMetaData();
      for (Arguments probe : probes().toList()) {
        Object[] parts = probe.get();
        assertThat(runs(connection, (String) parts[2]))
            .as((String) parts[0])
            .isEqualTo(((Flag) parts[1]).of(metaData));
      }
      assertThat(GraphFixture.rows(connection, "SELECT NULL || 'a' FROM (VALUES (1))"))
          .containsExactly("null");
      assertThat(metaData.nullPlusNonNullIsNull()).isTrue();
      assertThat(
              GraphFixture.rows(
                  connection,
                  "SELECT x FROM (VALUES (2), (CAST(NULL AS INTEGER))) v (x) ORDER BY x"))
          .containsExactly("null", "2");
      assertThat(metaData.nullsAreSortedLow()).isTrue();
      assertThat(
              GraphFixture.rows(
                  connection,
                  "SELECT x FROM (VALUES (2), (CAST(NULL AS INTEGER))) v (x) ORDER BY x DESC"))
          .containsExactly("2", "null");
    }
  }

  private static boolean runs(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s", e).matches("42\\w{3}|0A000");
      return false;
    }
  }
}
