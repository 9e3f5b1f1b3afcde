package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commits ask of storage, early and late in a graph's history. */
class CommitCostTest {
  /** Tables merge small fragments, and the manifest gets a checkpoint, at least once in it. */
  private static final int CYCLE = 64;

  /** Rows of a commit that makes a small table a large one. */
  private static final int MANY = 5_000;

  @TempDir Path folder;
  private final TreeMap<String, Long> counts = new TreeMap<>();

  private void count(String what, long by) {
    counts.merge(what, by, Long::sum);
  }

  /** Counts the calls of an object of the store and of those that it hands out. */
  private final class Counting implements InvocationHandler {
    private final Object target;
    private final String what;

    Counting(Object target, String what) {
      this.target = target;
      this.what = what;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      Object[] own = args == null ? null : args.clone();
      for (int i = 0; own != null && i < own.length; i++) {
        boolean ours = own[i] != null && Proxy.isProxyClass(own[i].getClass());
        own[i] = ours ? ((Counting) Proxy.getInvocationHandler(own[i])).target : own[i];
      }
      note(method, own);
      try {
        return wrapped(method.invoke(target, own), own);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private void note(Method method, Object[] args) {
      String name = method.getName();
      if (target instanceof TableStore) {
        count("store." + name, 1);
      } else if (target instanceof TableFragment fragment && name.equals("column")) {
        count(what + " values read", fragment.physicalRows());
      } else if (target instanceof TableFragment fragment && name.equals("columns")) {
        count(what + " values read", (long) fragment.physicalRows() * ((int[]) args[0]).length);
      } else if (target instanceof RowStager && name.equals("write")) {
        count(what + " rows written", ((ColumnBatch) args[0]).rowCount());
      }
    }

    private Object wrapped(Object result, Object[] args) {
      if (result instanceof TableSnapshot || result instanceof RowStager) {
        String path =
            args[0] instanceof TableRef ref
                ? ref.path()
                : args[0] instanceof TableSnapshot base ? base.ref().path() : (String) args[0];
        String of = path.equals("__manifest") ? "manifest" : "table";
        return result instanceof TableSnapshot
            ? counted(TableSnapshot.class, result, of)
            : counted(RowStager.class, result, of);
      }
      if (result instanceof List<?> list
          && !list.isEmpty()
          && list.get(0) instanceof TableFragment) {
        count(what + " fragments listed", list.size());
        return list.stream().map(f -> counted(TableFragment.class, f, what)).toList();
      }
      return result;
    }
  }

  private <T> T counted(Class<T> type, Object target, String what) {
    return type.cast(
        Proxy.newProxyInstance(
            CommitCostTest.class.getClassLoader(),
            new Class<?>[] {type},
            new Counting(target, what)));
  }

  private Map<String, Long> cycle(Session session, int first) {
    counts.clear();
    for (int i = first; i < first + CYCLE; i++) {
      insert(session, "Company", row("c" + i));
    }
    return new TreeMap<>(counts);
  }

  @Test
  @DisplayName("what a commit asks of storage grows neither with history nor with its table")
  void costIsIndependentOfHistory() {
    int between = Integer.getInteger("omnigraph.cost.commits", CYCLE);
    Path root = folder.resolve("g");
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), Steps.NONE);
    try (SecondOpener opener =
            new SecondOpener(
                root,
                GraphFixture.optionsWithoutLog(),
                tables -> counted(TableStore.class, tables, "store"));
        Session session = opener.session()) {
      cycle(session, 0);
      Map<String, Long> early = cycle(session, CYCLE);
      insert(session, "Company", many());
      for (int i = 0; i < between; i++) {
        insert(session, "Company", row("between" + i));
      }
      Map<String, Long> late = cycle(session, 2 * CYCLE);
      if (Boolean.getBoolean("omnigraph.cost.print")) {
        System.out.println("early " + early + "\nlate  " + late);
      }
      late.forEach(
          (what, much) -> {
            if (what.startsWith("store.")) {
              assertThat(much).as(what).isLessThanOrEqualTo(early.get(what));
            }
          });
      // A publish knows what it wrote; nothing of the manifest is read back.
      assertThat(late).doesNotContainKey("manifest values read");
      assertThat(late).containsKeys("table values read", "manifest rows written");
      assertThat(late.get("table values read")).isLessThan(2 * early.get("table values read"));
      // The table's, the commit's, the head's; now and then a checkpoint.
      assertThat(late.get("manifest rows written")).isBetween(CYCLE * 3L, CYCLE * 3L + 2);
      assertThat(late.get("manifest fragments listed")).isLessThan(CYCLE * 150L);
      assertThat(late.get("table fragments listed")).isLessThan(CYCLE * 150L);
    }
  }

  private static Object[][] many() {
    Object[][] rows = new Object[MANY][];
    Arrays.setAll(rows, i -> row("many" + i));
    return rows;
  }
}
