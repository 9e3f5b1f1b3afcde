package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MendedMeanwhileTest extends OpenGraphTest {
  /** Of two that find a torn manifest one mends it; the other must not go by what it saw before. */
  @Test
  void anOpenLooksAgainAtAManifestThatAnotherOpenMended() {
    Storage storage = Storage.open(root, GraphFixture.options().storage());
    AtomicBoolean torn = new AtomicBoolean(true);
    TableStore store = tornAtFirst(storage.tables(), torn);
    try (PrivateGraph second = new PrivateGraph(root, storage.withTables(store), Steps.NONE);
        Session far = second.session()) {
      assertThat(torn).isFalse();
      insert(far, "Person", row("Eve", 22));
    }
    assertThat(read("Person")).contains("Eve|22");
  }

  private static TableStore tornAtFirst(TableStore tables, AtomicBoolean torn) {
    return (TableStore)
        Proxy.newProxyInstance(
            TableStore.class.getClassLoader(),
            new Class<?>[] {TableStore.class},
            (proxy, method, args) -> {
              boolean manifest =
                  method.getName().equals("open")
                      && ((TableRef) args[0]).path().equals("__manifest");
              if (manifest && torn.getAndSet(false)) {
                throw new OmnigraphException(ErrorCode.DATA_CORRUPT, "__manifest", "it is torn");
              }
              try {
                return method.invoke(tables, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
