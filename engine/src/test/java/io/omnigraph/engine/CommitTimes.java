package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;

import com.sun.management.OperatingSystemMXBean;
import io.omnigraph.engine.session.GraphSession;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints where the time of one-row commits goes: a program to run by hand, not a test. Arguments: a
 * folder on the disk in question, commits to measure, commits before (history).
 */
final class CommitTimes {
  private static final int WARM_UP = 300;

  private record Spent(long calls, long nanos) {
    Spent plus(long more) {
      return new Spent(calls + 1, nanos + more);
    }
  }

  private final Map<String, Spent> spent = new TreeMap<>();

  private CommitTimes() {}

  public static void main(String[] args) throws IOException {
    Path disk = Path.of(args.length > 0 ? args[0] : "/tmp");
    int commits = args.length > 1 ? Integer.parseInt(args[1]) : 300;
    int history = args.length > 2 ? Integer.parseInt(args[2]) : 0;
    for (Durability durability : Durability.values()) {
      Path root = Files.createTempDirectory(disk, "ct").resolve("g");
      StorageOptions options = new StorageOptions(durability, 256L << 20, null);
      Graphs.init(root, GraphFixture.T, options, Steps.NONE);
      new CommitTimes().measure(root, options, commits, history);
    }
  }

  private void measure(Path root, StorageOptions options, int commits, int history)
      throws IOException {
    try (Storage storage = Storage.open(root, options);
        OpenGraph graph =
            new OpenGraph(
                root,
                timed(TableStore.class, storage.tables(), ""),
                timed(ControlStore.class, storage.control(), "control."),
                Steps.NONE);
        Session session = new GraphSession(graph, false)) {
      long[] nanos = new long[commits];
      for (int i = -WARM_UP - history; i < 0; i++) {
        insert(session, i % 2 == 0 ? "Person" : "Company", row("w" + i));
      }
      spent.clear();
      Map<String, Long> before = counters();
      for (int i = 0; i < commits; i++) {
        long start = System.nanoTime();
        insert(session, "Person", row("p" + i, i));
        nanos[i] = System.nanoTime() - start;
      }
      print(options, nanos, before, counters());
    }
  }

  /** What was counted for this process; on Linux also what it read and wrote. */
  private static Map<String, Long> counters() throws IOException {
    Path counters = Path.of("/proc/self/io");
    Map<String, Long> result = new TreeMap<>();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      result.put("processor time, us", system.getProcessCpuTime() / 1_000);
    }
    if (Files.exists(counters)) {
      for (String line : Files.readAllLines(counters)) {
        String[] parts = line.split(": ");
        result.put(parts[0], Long.valueOf(parts[1]));
      }
    }
    return result;
  }

  private void print(
      StorageOptions options, long[] nanos, Map<String, Long> before, Map<String, Long> after) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    double n = nanos.length;
    System.out.printf(
        "durability %s: one-row insert p50 %.2f ms, p95 %.2f ms, mean %.2f ms%n",
        options.durability(),
        sorted[nanos.length / 2] / 1e6,
        sorted[(int) (n * 0.95)] / 1e6,
        Arrays.stream(nanos).sum() / n / 1e6);
    spent.forEach(
        (what, s) ->
            System.out.printf(
                "  %-34s %6.2f calls  %7.3f ms%n", what, s.calls() / n, s.nanos() / n / 1e6));
    after.forEach(
        (what, value) ->
            System.out.printf("  %-34s %10.1f%n", what, (value - before.get(what)) / n));
  }

  private <T> T timed(Class<T> type, T target, String prefix) {
    return type.cast(
        Proxy.newProxyInstance(
            CommitTimes.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              String what = prefix + method.getName() + of(args);
              long start = System.nanoTime();
              try {
                return wrapped(method.invoke(target, args), of(args));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                spent.merge(
                    what, new Spent(1, System.nanoTime() - start), (a, b) -> a.plus(b.nanos()));
              }
            }));
  }

  private Object wrapped(Object result, String of) {
    return result instanceof RowStager stager
        ? timed(RowStager.class, stager, "stager" + of + ".")
        : result;
  }

  private static String of(Object[] args) {
    if (args == null || args.length == 0) {
      return "";
    }
    String path =
        args[0] instanceof TableRef ref
            ? ref.path()
            : args[0] instanceof StagedWrite write
                ? write.path()
                : args[0] instanceof TableSnapshot snapshot
                    ? snapshot.ref().path()
                    : args[0] instanceof String text ? text : "";
    return path.startsWith("__manifest")
        ? " manifest"
        : path.startsWith("nodes/") ? " table" : path.startsWith("__recovery") ? " sidecar" : "";
  }
}
