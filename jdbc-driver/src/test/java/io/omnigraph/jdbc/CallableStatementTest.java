package io.omnigraph.jdbc;

import static io.omnigraph.jdbc.GraphFixture.fails;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Procedures take arguments by number and give rows; what CallableStatement adds is refused. */
class CallableStatementTest {
  private final FakeSession session =
      new FakeSession().query("q", List.of(), new Object[] {1L}, new Object[] {2L});

  @Test
  void everyMethodOfItsOwnIsRefusedByName() throws SQLException {
    List<Method> methods =
        Arrays.stream(CallableStatement.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic())
            .toList();
    assertThat(methods).hasSizeGreaterThan(100);
    try (Connection connection = session.connect();
        CallableStatement call = connection.prepareCall("q")) {
      for (Method method : methods) {
        fails("0A000", () -> invoke(call, method));
      }
      assertThat(call.executeQuery().next()).isTrue();
    }
  }

  private static void invoke(CallableStatement call, Method method) throws Throwable {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(CallableStatementTest::blank).toArray();
    try {
      method.invoke(call, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    throw new AssertionError(method + " did something");
  }

  /** 0, false or null. */
  private static Object blank(Class<?> type) {
    return Array.get(Array.newInstance(type, 1), 0);
  }
}
