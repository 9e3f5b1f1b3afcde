package io.omnigraph.sql.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.sql.session.ExecutionOptions;
import java.lang.reflect.Proxy;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which view of the graph a run reads. */
class ExecutionTest {
  private static <T> T fake(Class<T> type, Function<Object[], Object> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.apply(arguments)));
  }

  @Test
  void theCurrentBranchIsTheSameViewByNameAndWithout() {
    ReadView main = fake(ReadView.class, arguments -> "main");
    ReadView other = fake(ReadView.class, arguments -> "b");
    StatementScope scope =
        fake(
            StatementScope.class,
            arguments -> arguments == null ? main : arguments[0].equals("b") ? other : null);
    Execution execution =
        new Execution(scope, new Object[0], ExecutionOptions.none(), 0, ZoneOffset.UTC);
    assertThat(execution.view("") == main).isTrue();
    assertThat(execution.view("main") == main).isTrue();
    assertThat(execution.view("b") == other).isTrue();
  }
}
