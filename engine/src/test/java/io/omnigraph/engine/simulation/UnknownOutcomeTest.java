package io.omnigraph.engine.simulation;

import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.ProcessGraph;
import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.publish.FreeLock;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.GraphSession;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.log.InMemoryCommitLog;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.InMemoryTables;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One call of a store fails, or its acknowledgement is lost, at every call that a writer makes.
 * What the writer's caller is told must be true, now and after recovery: a success is visible, a
 * definite error never; else the text says that the outcome is open.
 */
class UnknownOutcomeTest {
  private static final Logger ENGINE = Logger.getLogger("io.omnigraph");
  private static final boolean FULL = "full".equals(System.getProperty("reliability"));
  private static final Set<String> NOT_COUNTED =
      Set.of("close", "probeAtomicCreate", "toString", "end", "sizeBytes");
  private static final Set<String> LOG_EFFECTS = Set.of("append", "recover", "trim");

  @TempDir Path folder;

  @BeforeAll
  static void quiet() {
    ENGINE.setLevel(Level.OFF); // the engine warns of each fault
  }

  @AfterAll
  static void loud() {
    ENGINE.setLevel(null);
  }

  /** Where publishes go, and how many changed rows at most go as deltas. */
  private enum Store {
    MANIFEST(false, 0),
    MANIFEST_DELTAS(false, 2),
    LOG(true, 0),
    LOG_DELTAS(true, 2);

    final boolean log;
    final int deltaRows;

    Store(boolean log, int deltaRows) {
      this.log = log;
      this.deltaRows = deltaRows;
    }

    OpenOptions options() {
      return OpenOptions.defaults()
          .withDeltas(new DeltaOptions(deltaRows, 1 << 20, Long.MAX_VALUE, 1L << 40, false))
          .withLog(new LogOptions(log, 0, Long.MAX_VALUE));
    }
  }

  /** What is done, on a graph with two nodes of P and a branch b. */
  private enum Writer {
    ONE_TABLE(s -> GraphFixture.insert(s, "P", row("n3", 3))),
    SEVERAL_TABLES(
        s -> {
          s.setAutoCommit(false);
          GraphFixture.insert(s, "P", row("n3", 3));
          GraphFixture.insert(s, "Q", row("q1", 1));
          GraphFixture.delete(s, "P", "n1");
          s.commit();
        }),
    FIRST_TOUCH(
        s -> {
          s.useBranch("b");
          GraphFixture.insert(s, "P", row("n3", 3));
        }),
    SCHEMA_AND_ROWS(
        s -> {
          s.setAutoCommit(false);
          s.run(
              scope -> {
                scope.alterSchema(new SchemaEdit.Replace(World.WITH_EXTRA));
                return null;
              });
          GraphFixture.insert(s, "X", row("x1", 1));
          GraphFixture.insert(s, "P", row("n3", 3));
          s.commit();
        }),
    SCHEMA_OF_A_BRANCH(
        s -> {
          s.useBranch("b");
          s.run(
              scope -> {
                scope.alterSchema(new SchemaEdit.Replace(World.WITH_EXTRA));
                return null;
              });
        }),
    TWO_ROWS(
        s -> {
          s.setAutoCommit(false);
          GraphFixture.insert(s, "Q", row("q1", 1));
          GraphFixture.update(s, "P", row("n2", 3));
          s.commit();
        }),
    FOLD(Session::fold),
    CREATE_BRANCH(s -> s.createBranch("c", "main", Optional.empty())),
    DROP_BRANCH(s -> s.dropBranch("b"));

    @SuppressWarnings("ImmutableEnumChecker") // a constant lambda without state
    final Consumer<Session> work;

    Writer(Consumer<Session> work) {
      this.work = work;
    }
  }

  /** How the one call goes wrong. */
  private enum Fault {
    FAILS,
    LOSES_ITS_REPLY,
    IS_IN_DOUBT,
    /** A record may be behind the log's end. */
    IS_TORN;

    /** What an append of the log does then. */
    InMemoryCommitLog.Fault ofAppend() {
      return switch (this) {
        case FAILS -> InMemoryCommitLog.Fault.REFUSED;
        case LOSES_ITS_REPLY -> InMemoryCommitLog.Fault.LOST_REPLY;
        case IS_IN_DOUBT -> InMemoryCommitLog.Fault.FAILED_SYNC;
        case IS_TORN -> InMemoryCommitLog.Fault.TORN;
      };
    }
  }

  /** A disk, and the process that writes to it. */
  private static final class Setting {
    final Path root;
    final Store store;
    final InMemoryCommitLog.Disk logDisk = new InMemoryCommitLog.Disk();
    final InMemoryTables disk = new InMemoryTables();
    final SimFiles files = new SimFiles(disk);
    int calls;
    int faultyCall = -1;
    final List<String> names = new ArrayList<>();
    Fault fault;
    String faulty = "";

    /** Nobody closes it, so that a log is not empty. */
    @SuppressWarnings("resource")
    Setting(Path folder, Store store) throws IOException {
      this.store = store;
      root = Files.createTempDirectory(folder, "g");
      ProcessGraph.init(root, storage(), World.SCHEMA);
      ProcessGraph graph = open(storage());
      try (Session session = graph.session()) {
        GraphFixture.insert(session, "P", row("n1", 1), row("n2", 2));
        GraphFixture.insert(session, "L", row("n1", "n2", 1));
        session.createBranch("b", "main", Optional.empty());
        GraphFixture.insert(session, "L", row("n2", "n1", 2));
      }
    }

    Storage storage() {
      return storage(
          new InMemoryTableStore(disk, place -> {}), files, new InMemoryCommitLog(logDisk));
    }

    Storage faultyStorage() {
      return storage(
          faulty(TableStore.class, new InMemoryTableStore(disk, place -> {})),
          faulty(ControlStore.class, files),
          faulty(CommitLog.class, new InMemoryCommitLog(logDisk)));
    }

    private static Storage storage(TableStore tables, ControlStore files, CommitLog log) {
      return Storage.open(Path.of("none"), StorageOptions.defaults())
          .withTables(tables)
          .withControl(files)
          .withLog(log);
    }

    ProcessGraph open(Storage storage) {
      return new ProcessGraph(root, storage, store.options(), lock());
    }

    private WriterLock lock() {
      return new WriterLock(root, new FreeLock(), System::nanoTime);
    }

    private <T> T faulty(Class<T> type, T store) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, args) -> call(store, method, args)));
    }

    private Object call(Object store, Method method, Object[] args) throws Throwable {
      boolean counted = !NOT_COUNTED.contains(method.getName());
      boolean now = counted && calls++ == faultyCall;
      if (counted) {
        names.add(method.getName());
      }
      if (now) {
        faulty = method.getName();
      }
      boolean commit = method.getName().equals("commit");
      if (now && method.getName().equals("append")) {
        logDisk.failNext(fault.ofAppend(), new Random(faultyCall));
        return invoke(store, method, args);
      }
      if (now && fault == Fault.FAILS) {
        throw new OmnigraphException(ErrorCode.STORAGE_FAULT, method.getName(), "fault");
      }
      if (now && fault == Fault.IS_IN_DOUBT && commit) {
        return new CommitOutcome.Unknown(new IOException("lost"));
      }
      Object answer = invoke(store, method, args);
      if (now && fault != null) {
        if (commit) {
          return new CommitOutcome.Unknown(new IOException("lost"));
        }
        throw new OmnigraphException(ErrorCode.STORAGE_FAULT, method.getName(), "reply lost");
      }
      return answer;
    }

    private static Object invoke(Object store, Method method, Object[] args) throws Throwable {
      try {
        return method.invoke(store, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    /** What a reader finds who has nothing in its memory. */
    Map<String, String> look(Writer writer) {
      OpenGraph graph =
          new OpenGraph(
              root,
              new InMemoryTableStore(disk, place -> {}),
              files,
              Steps.NONE,
              StorageOptions.Durability.FULL,
              lock(),
              store.options().deltas(),
              new InMemoryCommitLog(logDisk),
              store.options().log());
      Map<String, String> found = new TreeMap<>();
      try (Session session = new GraphSession(graph, true);
          StatementScope scope = session.statement()) {
        for (String branch : session.branches()) {
          found.put(branch, Oracle.read(scope.view(branch)).toString());
        }
        if (writer == Writer.FOLD) {
          long deltas =
              session.facts().tables("main").stream().filter(e -> !e.deltas().isEmpty()).count();
          found.put("tables with deltas", String.valueOf(deltas));
        }
      }
      graph.close();
      return found;
    }
  }

  /** In full each writer on each store, else on the two that differ most. */
  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Store store : Store.values()) {
      for (Writer writer : Writer.values()) {
        boolean fits = writer != Writer.FOLD || store.deltaRows > 0;
        if (fits && (FULL || store == Store.MANIFEST || store == Store.LOG_DELTAS)) {
          cases.add(Arguments.of(store, writer));
        }
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsToldIsTrue(Store store, Writer writer) throws IOException {
    Setting clean = new Setting(folder, store);
    Map<String, String> before = clean.look(writer);
    Answer undisturbed = run(clean, writer);
    assertThat(undisturbed.told()).as(undisturbed.text()).isEqualTo(Told.SUCCESS);
    int calls = undisturbed.calls();
    Map<String, String> after = clean.look(writer);
    assertThat(after).isNotEqualTo(before);
    List<String> wrong = new ArrayList<>();
    Map<Told, Integer> told = new EnumMap<>(Told.class);
    List<String> names = List.copyOf(clean.names);
    for (Fault fault : Fault.values()) {
      for (int call = 0; call < calls; call++) {
        if (isNoDifference(fault, names.get(call))) {
          continue;
        }
        one(store, writer, fault, call, before, after, wrong, told);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(told).containsKey(Told.REFUSED).hasSizeGreaterThan(1);
    if (store.deltaRows == 0) { // nothing that can fail comes after the publish of deltas alone
      assertThat(told).containsKey(Told.SUCCESS);
    }
  }

  /** A lost reply of a call that only looks is a failure of it. */
  private static boolean isNoDifference(Fault fault, String call) {
    return switch (fault) {
      case FAILS -> false;
      case LOSES_ITS_REPLY -> !StoreCalls.EFFECTS.contains(call) && !LOG_EFFECTS.contains(call);
      case IS_IN_DOUBT -> !call.equals("commit") && !call.equals("append");
      case IS_TORN -> !call.equals("append");
    };
  }

  private enum Told {
    SUCCESS,
    REFUSED,
    OPEN
  }

  private record Answer(Told told, String text, int calls) {}

  /** Runs the writer in a process of its own; calls are counted from its first statement on. */
  private static Answer run(Setting setting, Writer writer) {
    int faulty = setting.faultyCall;
    setting.faultyCall = -1;
    ProcessGraph graph = setting.open(setting.faultyStorage());
    setting.faultyCall = faulty;
    setting.calls = 0;
    setting.names.clear();
    try (Session session = graph.session()) {
      writer.work.accept(session);
      return new Answer(Told.SUCCESS, "", setting.calls);
    } catch (OmnigraphException e) {
      boolean open =
          e.code() == ErrorCode.COMMIT_UNKNOWN || e.code() == ErrorCode.RECOVERY_REQUIRED;
      return new Answer(open ? Told.OPEN : Told.REFUSED, e.getMessage(), setting.calls);
    } finally {
      setting.faultyCall = -1;
      graph.close();
    }
  }

  private void one(
      Store store,
      Writer writer,
      Fault fault,
      int call,
      Map<String, String> before,
      Map<String, String> after,
      List<String> wrong,
      Map<Told, Integer> told)
      throws IOException {
    Setting setting = new Setting(folder, store);
    setting.fault = fault;
    setting.faultyCall = call;
    Answer answer = run(setting, writer);
    told.merge(answer.told(), 1, Integer::sum);
    String what = fault + " at call " + call + " (" + setting.faulty + "): " + answer;
    Map<String, String> now = lookOrNull(setting, writer);
    setting.open(setting.storage()).close();
    Map<String, String> later = setting.look(writer);
    check(answer, now, before, after, what + ", now", wrong);
    check(answer, later, before, after, what + ", after recovery", wrong);
    if (after.equals(now) && !after.equals(later)) {
      wrong.add(what + ": it was visible and is not any more");
    }
    if (!setting.files.list("__recovery").isEmpty()) {
      wrong.add(what + ": a sidecar is left");
    }
    boolean saysSo = answer.text().contains("did not finish") || answer.text().contains("unknown");
    if (answer.told() == Told.OPEN && !saysSo) {
      wrong.add(what + ": the text does not say that it is open");
    }
  }

  /** Null while main's schema files are half in place: readers wait for the recovery then. */
  private static Map<String, String> lookOrNull(Setting setting, Writer writer) {
    try {
      return setting.look(writer);
    } catch (OmnigraphException e) {
      assertThat(e.code()).isIn(ErrorCode.SCHEMA_CONTRACT, ErrorCode.SCHEMA_FILES_MISSING);
      return null;
    }
  }

  private static void check(
      Answer answer,
      Map<String, String> found,
      Map<String, String> before,
      Map<String, String> after,
      String what,
      List<String> wrong) {
    if (found == null) {
      return;
    }
    boolean there = found.equals(after);
    boolean absent = found.equals(before);
    boolean right =
        switch (answer.told()) {
          case SUCCESS -> there;
          case REFUSED -> absent;
          case OPEN -> there || absent;
        };
    if (!right) {
      wrong.add(what + " there is " + found);
    }
  }
}
