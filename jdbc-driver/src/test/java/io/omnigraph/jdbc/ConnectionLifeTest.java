package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.FakeSession.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.sql.session.SqlType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionLifeTest {
  private final FakeSession session = new FakeSession();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    session.query("q", List.of(column("n", SqlType.INTEGER)), new Object[] {1}, new Object[] {2});
    connection = session.connect();
  }

  private static void fails(String state, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @Test
  void transactionMethodsAreErrorsUnderAutocommit() throws SQLException {
    fails("25000", connection::commit);
    fails("25000", connection::rollback);
    fails("25000", connection::setSavepoint);
    connection.setAutoCommit(false);
    connection.commit();
    connection.rollback();
    connection.setAutoCommit(true);
    assertThat(session.engine.calls)
        .containsExactly("autocommit false", "commit", "rollback", "autocommit true");
  }

  @Test
  void savepointsHaveANumberOrAName() throws SQLException {
    connection.setAutoCommit(false);
    Savepoint numbered = connection.setSavepoint();
    Savepoint named = connection.setSavepoint("s");
    assertThat(numbered.getSavepointId()).isEqualTo(1);
    assertThat(named.getSavepointName()).isEqualTo("s");
    fails("25000", numbered::getSavepointName);
    fails("25000", named::getSavepointId);
    connection.rollback(named);
    connection.releaseSavepoint(numbered);
    assertThat(session.engine.calls).endsWith("rollback to 2", "release 1");
    Connection other = new FakeSession().connect();
    other.setAutoCommit(false);
    fails("3B001", () -> other.rollback(named));
    fails("22023", () -> connection.setSavepoint(null));
  }

  @Test
  void isolationLevels() throws SQLException {
    assertThat(connection.getTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
    assertThat(connection.getTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    fails("22023", () -> connection.setTransactionIsolation(Connection.TRANSACTION_NONE));
  }

  @Test
  void schemaIsTheBranch() throws SQLException {
    assertThat(connection.getSchema()).isEqualTo("main");
    connection.setSchema("winter");
    assertThat(connection.unwrap(OmnigraphConnection.class).branch()).isEqualTo("winter");
    fails("3F000", () -> connection.setSchema("nowhere"));
    connection.setSchema(null);
    assertThat(connection.getSchema()).isEqualTo("main");
    assertThat(connection.getCatalog()).isEqualTo("social");
    connection.setCatalog("SOCIAL");
    assertThat((Throwable) connection.getWarnings()).isNull();
    connection.setCatalog("other");
    assertThat(connection.getWarnings().getMessage()).contains("social");
    connection.clearWarnings();
    assertThat((Throwable) connection.getWarnings()).isNull();
  }

  @Test
  void holdabilityDecidesWhatCommitCloses() throws SQLException {
    connection.setAutoCommit(false);
    assertThat(connection.getHoldability()).isEqualTo(ResultSet.HOLD_CURSORS_OVER_COMMIT);
    ResultSet held = connection.createStatement().executeQuery("q");
    Statement closing =
        connection.createStatement(
            ResultSet.TYPE_FORWARD_ONLY,
            ResultSet.CONCUR_READ_ONLY,
            ResultSet.CLOSE_CURSORS_AT_COMMIT);
    ResultSet closed = closing.executeQuery("q");
    connection.commit();
    assertThat(held.next()).isTrue();
    assertThat(closed.isClosed()).isTrue();
    assertThat(closing.isClosed()).isFalse();
    fails("22023", () -> connection.setHoldability(0));
    connection.close();
  }

  @Test
  void clientInfo() throws SQLException {
    connection.setClientInfo("ApplicationName", "test");
    assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("test");
    connection.setClientInfo("Colour", "red");
    assertThat(connection.getWarnings().getMessage()).contains("Colour");
    assertThat(connection.getClientInfo("Colour")).isNull();
    Properties more = new Properties();
    more.setProperty("ClientUser", "ada");
    connection.setClientInfo(more);
    assertThat(connection.getClientInfo()).isEqualTo(more);
    connection.close();
    assertThatThrownBy(() -> connection.setClientInfo("ClientUser", "x"))
        .isInstanceOf(SQLClientInfoException.class);
  }

  @Test
  void closeEndsEverythingOnce() throws SQLException {
    Statement statement = connection.createStatement();
    ResultSet rows = statement.executeQuery("q");
    rows.next();
    assertThat(session.openCursors).isEqualTo(1);
    connection.close();
    connection.close();
    assertThat(session.openCursors).isZero();
    assertThat(session.engine.calls).containsExactly("close");
    assertThat(connection.isClosed()).isTrue();
    assertThat(statement.isClosed()).isTrue();
    assertThat(rows.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    fails("08003", () -> statement.executeQuery("q"));
  }

  /** Every method of Connection on a closed one: 08003, but for the few that the Javadoc names. */
  @Test
  void everyMethodOfAClosedConnectionIsAnError() throws Exception {
    connection.close();
    Set<String> allowed =
        Set.of("close", "isClosed", "isValid", "abort", "unwrap", "isWrapperFor", "beginRequest");
    Set<String> absent = Set.of("createSQLXML", "createStruct");
    for (Method method : Connection.class.getDeclaredMethods()) {
      if (Modifier.isStatic(method.getModifiers())
          || allowed.contains(method.getName())
          || absent.contains(method.getName())
          || method.isDefault()) {
        continue;
      }
      Object[] arguments = new Object[method.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        Class<?> type = method.getParameterTypes()[i];
        arguments[i] =
            type == int.class
                ? (Object) 1
                : type == boolean.class
                    ? (Object) true
                    : type == String.class
                        ? "x"
                        : type == Properties.class ? new Properties() : null;
      }
      assertThatThrownBy(
              () -> {
                try {
                  method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              })
          .as(method.toString())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
    }
  }

  @Test
  void anUnknownOutcomeIsRecoverableNotRetryable() throws SQLException {
    connection.setAutoCommit(false);
    session.engine.commitError =
        new OmnigraphException(ErrorCode.COMMIT_UNKNOWN, "c9", "main", "lost reply");
    assertThatThrownBy(connection::commit)
        .isInstanceOf(SQLRecoverableException.class)
        .hasMessageContaining("c9")
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08007"));
    assertThat(connection.isClosed()).isFalse();
    session.engine.commitError = null;
    connection.commit();
  }

  @Test
  void arraysAndLobsAreMade() throws SQLException {
    assertThat(connection.createArrayOf("INTEGER", new Object[] {1, 2}).getBaseTypeName())
        .isEqualTo("INTEGER");
    ResultSet items = connection.createArrayOf("VARCHAR", new Object[] {"a", null}).getResultSet();
    assertThat(MetaDataContentTest.read(items, "INDEX", "VALUE")).containsExactly("1 a", "2 null");
    fails("22023", () -> connection.createArrayOf("NOTHING", new Object[0]));
    assertThat(connection.createBlob().length()).isZero();
    assertThat(connection.createNClob().length()).isZero();
    fails("0A000", connection::createSQLXML);
    fails("0A000", () -> connection.createStruct("t", null));
    assertThat(connection.getTypeMap()).isEmpty();
  }

  @Test
  void unwrapGivesOnlyWhatItIs() throws SQLException {
    assertThat(connection.isWrapperFor(OmnigraphConnection.class)).isTrue();
    assertThat(connection.unwrap(OmnigraphConnection.class).lastCommit()).contains("c1");
    assertThat(connection.isWrapperFor(String.class)).isFalse();
    fails("22023", () -> connection.unwrap(String.class));
  }

  @Test
  void connectionErrorsHaveTheirClass() {
    assertThatThrownBy(
            () ->
                new OmnigraphDriver(
                        s -> {
                          throw new OmnigraphException(ErrorCode.GRAPH_NOT_FOUND, "/x");
                        })
                    .connect("jdbc:omnigraph:/x", new Properties()))
        .isInstanceOf(SQLNonTransientConnectionException.class)
        .hasMessageContaining("/x");
  }
}
