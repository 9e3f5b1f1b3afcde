package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
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

  /**
   * The head is looked at before the schema's files; another process may change both in between.
   */
  @Test
  void anOpenLooksAgainWhenTheSchemaChangesMeanwhile() {
    AtomicBoolean changed = new AtomicBoolean();
    Storage storage = Storage.open(root, GraphFixture.options().storage());
    ControlStore files =
        (ControlStore)
            Proxy.newProxyInstance(
                ControlStore.class.getClassLoader(),
                new Class<?>[] {ControlStore.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("read")
                      && args[0].equals("_schema.pg")
                      && !changed.getAndSet(true)) {
                    dropWorksAt();
                  }
                  try {
                    return method.invoke(storage.control(), args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    try (PrivateGraph second = new PrivateGraph(root, storage.withControl(files), Steps.NONE);
        Session far = second.session()) {
      assertThat(changed).isTrue();
      assertRefused(
          () -> GraphFixture.read(far, "main", "WorksAt"), ErrorCode.TABLE_NOT_FOUND, "WorksAt");
    }
  }

  private void dropWorksAt() {
    session.run(
        scope -> {
          scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
          return null;
        });
  }
}
