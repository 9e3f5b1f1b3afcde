package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.Session;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Table commits that fail or whose outcome is in doubt. */
class FaultyTablesTest extends OpenGraphTest {
  @Override
  OpenOptions options() {
    return GraphFixture.optionsWithoutLog();
  }

  /** Decides instead of the store what becomes of a commit. */
  private interface Fault extends BiFunction<TableStore, StagedWrite, CommitOutcome> {}

  private static TableStore with(TableStore tables, Fault fault) {
    return (TableStore)
        Proxy.newProxyInstance(
            FaultyTablesTest.class.getClassLoader(),
            new Class<?>[] {TableStore.class},
            (proxy, method, args) -> {
              if (method.getName().equals("commit")) {
                return fault.apply(tables, (StagedWrite) args[0]);
              }
              try {
                return method.invoke(tables, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private SecondOpener opener(Fault fault) {
    return new SecondOpener(root, options(), tables -> with(tables, fault));
  }

  @Test
  void aPublishThatCouldNotBeSyncedIsNotAcknowledged() {
    Fault syncFails =
        (tables, write) -> {
          CommitOutcome outcome = tables.commit(write);
          return write.path().equals("__manifest")
              ? new CommitOutcome.Unknown(new IOException("sync failed"))
              : outcome;
        };
    try (SecondOpener second = opener(syncFails);
        Session far = second.session()) {
      assertRefused(
          () -> insert(far, "Person", row("Eve", 22)), ErrorCode.COMMIT_UNKNOWN, "sync failed");
    }
    assertThat(root.resolve("__recovery").toFile().list()).hasSize(1);
    assertThat(read("Person")).contains("Eve|22");
  }

  @Test
  void aFullDiskAtTheFirstTableLeavesTheGraphAsItWas() {
    boolean[] full = {true};
    Fault diskFull =
        (tables, write) -> {
          if (full[0]) {
            throw new OmnigraphException(ErrorCode.STORE_FULL, root, "no space");
          }
          return tables.commit(write);
        };
    try (SecondOpener second = opener(diskFull);
        Session far = second.session()) {
      assertRefused(() -> insert(far, "Person", row("Eve", 22)), ErrorCode.STORE_FULL);
      assertThat(root.resolve("__recovery").toFile().list()).isEmpty();
      full[0] = false;
      insert(far, "Person", row("Fay", 1));
    }
    assertThat(read("Person")).hasSize(5).contains("Fay|1");
  }

  @Test
  void aFullDiskAtTheSecondTableNeedsRecoveryAndShowsNothing() {
    int[] commits = {0};
    Fault diskFull =
        (tables, write) -> {
          if (++commits[0] == 2) {
            throw new OmnigraphException(ErrorCode.STORE_FULL, root, "no space");
          }
          return tables.commit(write);
        };
    try (SecondOpener second = opener(diskFull);
        Session far = second.session()) {
      far.setAutoCommit(false);
      insert(far, "Person", row("Eve", 22));
      insert(far, "Company", row("New"));
      assertRefused(far::commit, ErrorCode.RECOVERY_REQUIRED);
      assertThat(GraphFixture.read(far, "Person")).hasSize(4);
    }
    assertThat(read("Person")).hasSize(4);
    assertThat(read("Company")).hasSize(2);
    assertThat(root.resolve("__recovery").toFile().list()).hasSize(1);
  }
}
