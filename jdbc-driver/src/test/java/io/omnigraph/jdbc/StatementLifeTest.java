package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.FakeSession.column;
import static io.omnigraph.jdbc.FakeSession.marker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.sql.session.PreparedSql.Kind;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.session.SqlResult.GeneratedKeys;
import io.omnigraph.sql.session.SqlResult.Warning;
import io.omnigraph.sql.session.SqlType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatementLifeTest {
  private static final List<SqlColumn> ONE = List.of(column("n", SqlType.INTEGER));

  private final FakeSession session = new FakeSession();
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void connect() throws SQLException {
    session.query("q", ONE, new Object[] {1}, new Object[] {2}, new Object[] {3});
    session.query("none", ONE);
    session.update("u", 5);
    session.on("ddl", Kind.COMMAND, List.of(), List.of(), (p, o) -> FakeSession.count(0));
    session.fails("bad", Kind.UPDATE, new OmnigraphException(ErrorCode.VALUE_INVALID, "no"));
    connection = session.connect();
    statement = connection.createStatement();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    assertThat(session.openCursors).isZero();
  }

  private static void fails(String state, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void eachExecuteTakesOnlyItsKind() throws SQLException {
    fails("07005", () -> statement.executeQuery("u"));
    fails("07003", () -> statement.executeUpdate("q"));
    fails("07003", () -> statement.executeLargeUpdate("q"));
    assertThat(session.engine.calls).doesNotContain("u");
    assertThat(statement.executeUpdate("u")).isEqualTo(5);
    assertThat(statement.executeUpdate("ddl")).isZero();
    assertThat(statement.execute("q")).isTrue();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
    assertThat(statement.execute("u")).isFalse();
    assertThat(statement.getUpdateCount()).isEqualTo(5);
    assertThat(statement.getResultSet()).isNull();
    assertThat(statement.getMoreResults()).isFalse();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
    fails("42601", () -> statement.execute("gibberish"));
    fails("22023", () -> statement.execute(null));
  }

  @Test
  void aNewExecutionClosesTheOldResult() throws SQLException {
    ResultSet first = statement.executeQuery("q");
    ResultSet second = statement.executeQuery("q");
    assertThat(first.isClosed()).isTrue();
    assertThat(second.isClosed()).isFalse();
    fails("55000", first::next);
    assertThat(session.openCursors).isEqualTo(1);
    assertThatThrownBy(() -> statement.executeQuery("gibberish"));
    assertThat(second.isClosed()).isTrue();
    fails("55000", second::getMetaData);
  }

  @Test
  void closingAStatementClosesItsResultAndIsRepeatable() throws SQLException {
    ResultSet rows = statement.executeQuery("q");
    statement.close();
    statement.close();
    assertThat(rows.isClosed()).isTrue();
    rows.close();
    assertThat(statement.isClosed()).isTrue();
    fails("55000", () -> statement.executeQuery("q"));
    fails("55000", statement::getMaxRows);
    fails("55000", statement::cancel);
    fails("55000", statement::getWarnings);
  }

  @Test
  void closeOnCompletionFollowsTheLastResult() throws SQLException {
    statement.closeOnCompletion();
    assertThat(statement.isCloseOnCompletion()).isTrue();
    ResultSet rows = statement.executeQuery("q");
    assertThat(statement.isClosed()).isFalse();
    rows.close();
    assertThat(statement.isClosed()).isTrue();
  }

  @Test
  void reExecutionDoesNotCountAsCompletion() throws SQLException {
    statement.closeOnCompletion();
    statement.executeQuery("q");
    try (ResultSet again = statement.executeQuery("q")) {
      assertThat(statement.isClosed()).isFalse();
      assertThat(again.next()).isTrue();
    }
    assertThat(statement.isClosed()).isTrue();
  }

  @Test
  void cursorIsFreeAfterTheLastRow() throws SQLException {
    ResultSet rows = statement.executeQuery("q");
    assertThat(rows.isBeforeFirst()).isTrue();
    while (rows.next()) {
      assertThat(rows.getRow()).isEqualTo(rows.getInt("N"));
      assertThat(rows.isFirst()).isEqualTo(rows.getInt(1) == 1);
    }
    assertThat(session.openCursors).isZero();
    assertThat(rows.isAfterLast()).isTrue();
    assertThat(rows.getRow()).isZero();
    assertThat(rows.next()).isFalse();
    fails("24000", () -> rows.getInt(1));
    ResultSet empty = statement.executeQuery("none");
    assertThat(empty.isBeforeFirst()).isFalse();
    assertThat(empty.isAfterLast()).isFalse();
    assertThat(empty.next()).isFalse();
  }

  @Test
  void wrongColumnsAndPositionsAreErrors() throws SQLException {
    ResultSet rows = statement.executeQuery("q");
    fails("24000", () -> rows.getInt(1));
    rows.next();
    fails("22023", () -> rows.getInt(0));
    fails("22023", () -> rows.getInt(2));
    fails("42S22", () -> rows.getInt("nope"));
    fails("42S22", () -> rows.findColumn(null));
    assertThat(rows.findColumn("N")).isEqualTo(1);
    fails("0A000", rows::previous);
    fails("0A000", rows::isLast);
    fails("0A000", () -> rows.updateInt(1, 1));
    fails("0A000", rows::deleteRow);
    fails("22023", () -> rows.setFetchDirection(ResultSet.FETCH_REVERSE));
    assertThat(rows.getStatement()).isSameAs(statement);
    assertThat(rows.getType()).isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
  }

  @Test
  void insensitiveResultsScroll() throws SQLException {
    try (Statement scrolling =
        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
      ResultSet rows = scrolling.executeQuery("q");
      assertThat(rows.absolute(-1)).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(3);
      assertThat(rows.isLast()).isTrue();
      assertThat(rows.next()).isFalse();
      assertThat(rows.isAfterLast()).isTrue();
      assertThat(rows.previous()).isTrue();
      assertThat(rows.relative(-2)).isTrue();
      assertThat(rows.isFirst()).isTrue();
      assertThat(rows.previous()).isFalse();
      assertThat(rows.isBeforeFirst()).isTrue();
      assertThat(rows.absolute(2)).isTrue();
      assertThat(rows.getRow()).isEqualTo(2);
      assertThat(rows.absolute(0)).isFalse();
      assertThat(rows.first()).isTrue();
      assertThat(rows.last()).isTrue();
      rows.beforeFirst();
      assertThat(rows.next()).isTrue();
      rows.afterLast();
      assertThat(rows.absolute(17)).isFalse();
    }
  }

  @Test
  void resultTypesThatDoNotExist() throws SQLException {
    fails(
        "0A000",
        () -> connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE));
    Statement sensitive =
        connection.createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_READ_ONLY);
    assertThat(sensitive.getResultSetType()).isEqualTo(ResultSet.TYPE_SCROLL_INSENSITIVE);
    assertThat(connection.getWarnings().getSQLState()).isEqualTo("01000");
    fails("22023", () -> connection.createStatement(1, ResultSet.CONCUR_READ_ONLY));
    fails("22023", () -> connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, 2));
  }

  @Test
  void limitsAreCheckedAndHandedOn() throws SQLException {
    fails("22023", () -> statement.setMaxRows(-1));
    fails("22023", () -> statement.setFetchSize(-1));
    fails("22023", () -> statement.setQueryTimeout(-1));
    fails("22023", () -> statement.setFetchDirection(0));
    statement.setFetchSize(1);
    statement.setLargeMaxRows(2);
    assertThat(MetaDataContentTest.read(statement.executeQuery("q"), "n"))
        .containsExactly("1", "2");
    statement.setMaxRows(0);
    assertThat(MetaDataContentTest.read(statement.executeQuery("q"), "n")).hasSize(3);
    statement.setQueryTimeout(7);
    session.on(
        "t",
        Kind.UPDATE,
        List.of(),
        List.of(),
        (p, o) -> FakeSession.count(o.timeoutMillis() > 6000 && o.timeoutMillis() <= 7000 ? 1 : 0));
    assertThat(statement.executeUpdate("t")).isEqualTo(1);
  }

  @Test
  void maxFieldSizeCutsTexts() throws SQLException {
    session.query("text", List.of(column("t", SqlType.VARCHAR)), new Object[] {"abcdef"});
    statement.setMaxFieldSize(3);
    assertThat(MetaDataContentTest.read(statement.executeQuery("text"), "t"))
        .containsExactly("abc");
  }

  @Test
  void severalStatementsRunInOrderAsOneTransaction() throws SQLException {
    assertThat(statement.execute("u; q; ddl;")).isFalse();
    assertThat(statement.getUpdateCount()).isEqualTo(5);
    assertThat(statement.getMoreResults()).isTrue();
    ResultSet rows = statement.getResultSet();
    assertThat(MetaDataContentTest.read(rows, "n")).hasSize(3);
    assertThat(statement.getMoreResults(Statement.KEEP_CURRENT_RESULT)).isFalse();
    assertThat(statement.getUpdateCount()).isZero();
    assertThat(statement.getMoreResults()).isFalse();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
    assertThat(session.engine.calls)
        .containsExactly("autocommit false", "u", "commit", "autocommit true");
  }

  @Test
  void aFailingScriptLeavesNothing() {
    fails("22018", () -> statement.execute("u; bad; u"));
    assertThat(session.engine.calls)
        .containsExactly("autocommit false", "u", "rollback", "autocommit true");
    fails("07005", () -> statement.executeQuery("q; q"));
  }

  @Test
  void aTextWithoutAStatementDoesNothing() throws SQLException {
    assertThat(statement.execute("-- only a comment")).isFalse();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
    assertThat(statement.executeUpdate("  ;  ")).isZero();
  }

  @Test
  void warningsBelongToTheLastExecution() throws SQLException {
    session.on(
        "w",
        Kind.UPDATE,
        List.of(),
        List.of(),
        (p, o) ->
            new SqlResult(
                Optional.empty(),
                1,
                Optional.empty(),
                List.of(new Warning("01000", "a"), new Warning("01000", "b"))));
    statement.executeUpdate("w");
    assertThat(statement.getWarnings().getMessage()).isEqualTo("a");
    assertThat(statement.getWarnings().getNextWarning().getMessage()).isEqualTo("b");
    statement.executeUpdate("u");
    assertThat((Throwable) statement.getWarnings()).isNull();
  }

  @Test
  void generatedKeysByFlagPositionAndName() throws SQLException {
    session.on(
        "ins",
        Kind.UPDATE,
        List.of(),
        List.of(),
        (p, o) ->
            new SqlResult(
                Optional.empty(),
                1,
                o.generatedKeys()
                    ? Optional.of(
                        new GeneratedKeys(
                            List.of(column("_id", SqlType.VARCHAR)),
                            List.<Object[]>of(new Object[] {"01J"})))
                    : Optional.empty(),
                List.of()));
    statement.executeUpdate("ins");
    assertThat(statement.getGeneratedKeys().next()).isFalse();
    statement.executeUpdate("ins", Statement.RETURN_GENERATED_KEYS);
    assertThat(MetaDataContentTest.read(statement.getGeneratedKeys(), "_id"))
        .containsExactly("01J");
    statement.executeUpdate("ins", new String[] {"_ID"});
    assertThat(MetaDataContentTest.read(statement.getGeneratedKeys(), "_id"))
        .containsExactly("01J");
    statement.execute("ins", new int[] {3});
    assertThat(MetaDataContentTest.read(statement.getGeneratedKeys(), "_id"))
        .containsExactly("01J");
    fails("42S22", () -> statement.executeUpdate("ins", new String[] {"x"}));
    fails("22023", () -> statement.executeUpdate("ins", 9));
    statement.executeUpdate("u", Statement.RETURN_GENERATED_KEYS);
    assertThat(statement.getGeneratedKeys().next()).isFalse();
  }

  @Test
  void aBatchOfTextsIsOneCommit() throws SQLException {
    statement.addBatch("u");
    statement.addBatch("ddl");
    assertThat(statement.executeBatch()).containsExactly(5, 0);
    assertThat(session.engine.calls)
        .containsExactly("autocommit false", "u", "commit", "autocommit true");
    assertThat(statement.executeBatch()).isEmpty();
    statement.addBatch("u");
    statement.clearBatch();
    assertThat(statement.executeLargeBatch()).isEmpty();
  }

  @Test
  void aFailedBatchSaysSoForEveryEntry() throws SQLException {
    connection.setAutoCommit(false);
    statement.addBatch("u");
    statement.addBatch("bad");
    assertThatThrownBy(() -> statement.executeBatch())
        .isInstanceOfSatisfying(
            BatchUpdateException.class,
            e -> {
              assertThat(e.getUpdateCounts()).containsExactly(-3, -3);
              assertThat(e.getSQLState()).isEqualTo("22018");
              assertThat(e.getMessage()).startsWith("Entry 1 of the batch failed");
              assertThat((Throwable) e.getNextException()).isSameAs(e.getCause());
            });
    assertThat(session.engine.calls)
        .containsExactly("autocommit false", "savepoint 1", "u", "rollback to 1");
    statement.addBatch("q");
    assertThatThrownBy(() -> statement.executeBatch())
        .isInstanceOf(BatchUpdateException.class)
        .hasMessageContaining("gives rows");
  }

  @Test
  void aPreparedBatchHasExactCounts() throws SQLException {
    session.on(
        "p",
        Kind.UPDATE,
        List.of(),
        List.of(marker(SqlType.INTEGER)),
        (p, o) -> {
          if (((Number) p[0]).intValue() < 0) {
            throw new OmnigraphException(ErrorCode.KEY_CONFLICT, "Person", p[0], "");
          }
          return FakeSession.count(((Number) p[0]).longValue());
        });
    try (PreparedStatement prepared = connection.prepareStatement("p")) {
      for (int i = 0; i < 3; i++) {
        prepared.setInt(1, i);
        prepared.addBatch();
      }
      assertThat(prepared.executeBatch()).containsExactly(0, 1, 2);
      assertThat(prepared.executeBatch()).isEmpty();
      prepared.setInt(1, 1);
      prepared.addBatch();
      prepared.setInt(1, -1);
      prepared.addBatch();
      assertThatThrownBy(prepared::executeBatch)
          .isInstanceOfSatisfying(
              BatchUpdateException.class,
              e -> {
                assertThat(e.getUpdateCounts()).containsExactly(-3, -3);
                assertThat(e.getSQLState()).isEqualTo("23505");
                assertThat(e.getCause())
                    .isInstanceOf(SQLIntegrityConstraintViolationException.class);
              });
      prepared.clearParameters();
      fails("07001", prepared::addBatch);
    }
  }

  @Test
  void preparedStatementsTakeNoTextAndFailEarly() throws SQLException {
    assertThatThrownBy(() -> connection.prepareStatement("gibberish"))
        .isInstanceOf(SQLSyntaxErrorException.class);
    fails("0A000", () -> connection.prepareStatement("u; u"));
    try (PreparedStatement prepared = connection.prepareStatement("q;")) {
      assertThat(prepared.isPoolable()).isTrue();
      assertThat(prepared.getMetaData().getColumnName(1)).isEqualTo("n");
      fails("0A000", () -> prepared.executeQuery("q"));
      fails("0A000", () -> prepared.addBatch("u"));
      fails("07003", prepared::executeUpdate);
      assertThat(prepared.execute()).isTrue();
      assertThat(prepared.getResultSet().next()).isTrue();
    }
    try (CallableStatement call = connection.prepareCall("q")) {
      assertThat(call.executeQuery().next()).isTrue();
      fails("0A000", () -> call.getInt(1));
      fails("0A000", () -> call.registerOutParameter(1, Types.INTEGER));
      fails("0A000", () -> call.setInt("n", 1));
    }
  }

  @Test
  void aTextWithMarkersNeedsValues() {
    session.update("m", 1, marker(SqlType.INTEGER));
    fails("07001", () -> statement.executeUpdate("m"));
  }
}
