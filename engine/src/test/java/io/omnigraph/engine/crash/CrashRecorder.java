package io.omnigraph.engine.crash;

import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.log.LocalCommitLog;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes a copy of a graph's directory at every named step of a writer, and right before and after
 * each call of a store that changes something. The writer goes on undisturbed: nothing that it
 * would do when a call fails is part of what is recorded, as in a crash.
 */
final class CrashRecorder implements Steps {
  /** What changes nothing on disk, or only files that no version names yet. */
  private static final Set<String> READS =
      Set.of(
          "open",
          "exists",
          "latestVersion",
          "isLatest",
          "stager",
          "branches",
          "close",
          "end",
          "start",
          "read",
          "list",
          "entries",
          "probeAtomicCreate",
          "toString",
          "hashCode",
          "equals");

  private final Path live;
  private final Path folder;
  private final List<CrashState> states = new ArrayList<>();
  private Map<String, String> last = Map.of();
  private Progress progress = Progress.NONE;
  private volatile boolean recording;
  private Runnable beside;
  private String besideCall;

  /**
   * @param live directory that the writer works in
   * @param folder where the copies go
   */
  CrashRecorder(Path live, Path folder) {
    this.live = live;
    this.folder = folder;
  }

  Storage wrap(Storage storage) {
    return storage
        .withTables(proxy(TableStore.class, storage.tables()))
        .withControl(proxy(ControlStore.class, storage.control()))
        .withLog(proxy(CommitLog.class, storage.log()));
  }

  /** Something that others do before the writer's first call of a store's method. */
  void beside(String call, Runnable work) {
    besideCall = call;
    beside = work;
  }

  /** Opening and closing around the writer is none of its work. */
  void record(Runnable writer) {
    progress = Progress.NONE;
    recording = true;
    try {
      capture("begin");
      writer.run();
      capture("end");
    } finally {
      recording = false;
    }
  }

  List<CrashState> states() {
    return List.copyOf(states);
  }

  /** At the writer's end. */
  Progress progress() {
    return progress;
  }

  @Override
  public void at(PublishStep step) {
    capture("at " + step.pointName());
  }

  private synchronized void capture(String label) {
    if (!recording || !Files.exists(live)) {
      return;
    }
    Map<String, String> now = Directory.listing(live);
    now.keySet().removeIf(file -> file.startsWith("__log/.")); // prepared in the background
    if (now.equals(last)) {
      return;
    }
    last = now;
    Directory.copy(live, add(label, progress));
  }

  private Path add(String label, Progress reached) {
    Path copy = folder.resolve("s" + states.size());
    states.add(new CrashState(label, copy, reached));
    return copy;
  }

  private <T> T proxy(Class<T> type, T store) {
    return type.cast(
        Proxy.newProxyInstance(
            CrashRecorder.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> call(store, method, args)));
  }

  private Object call(Object store, Method method, Object[] args) throws Throwable {
    if (READS.contains(method.getName()) || !recording) {
      return invoke(store, method, args);
    }
    if (store instanceof CommitLog) {
      return logCall(store, method, args);
    }
    String what = describe(method, args);
    beside(method);
    capture("before " + what);
    Progress before = progress;
    PartOfCall.fromBefore(method.getName(), args, live, before).forEach(p -> part(what, p));
    Object result = invoke(store, method, args);
    PartOfCall.fromAfter(method.getName(), args, before).forEach(p -> part(what, p));
    note(method, args, result);
    capture("after " + what);
    return result;
  }

  private Object logCall(Object log, Method method, Object[] args) throws Throwable {
    String what = method.getName();
    capture("before " + what);
    Progress before = progress;
    LogFolder old = LogFolder.of(live);
    Object result = invoke(log, method, args);
    LogFolder now = LogFolder.of(live);
    if (result instanceof CommitLog.AppendOutcome.Appended) {
      progress = progress.withPublish();
      old.insideAppend(now, before, progress).forEach(p -> part(what, p));
    } else {
      (what.equals("trim") ? old.insideTrim(now, before) : old.insideRecover(now, before))
          .forEach(p -> part(what, p));
    }
    capture("after " + what);
    return result;
  }

  private void beside(Method method) {
    Runnable work = beside;
    if (work != null && method.getName().equals(besideCall)) {
      beside = null;
      work.run();
    }
  }

  private static Object invoke(Object store, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(store, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String describe(Method method, Object[] args) {
    if (args == null || args.length == 0) {
      return method.getName();
    }
    Object first = args[0];
    if (first instanceof StagedWrite write) {
      first = write.path();
    } else if (first instanceof TableSnapshot base) {
      first = base.ref().path();
    }
    return method.getName() + " " + first;
  }

  private synchronized void note(Method method, Object[] args, Object result) {
    switch (method.getName()) {
      case "commit" -> {
        if (result instanceof CommitOutcome.Committed) {
          boolean manifest = ((StagedWrite) args[0]).path().equals(LanceManifest.PATH);
          progress = manifest ? manifestCommit() : progress.withTableCommit();
        }
      }
      case "write" -> {
        if (((String) args[0]).startsWith(Sidecars.FOLDER)) {
          progress = progress.sidecar() ? progress.withConfirmation() : progress.withSidecar();
        }
      }
      case "createBranch" -> {
        boolean hidden = ((String) args[1]).startsWith("__");
        if (args[0].toString().contains(LanceManifest.PATH) && !hidden) {
          progress = progress.withBranch();
        }
      }
      case "deleteBranch" -> {
        if (args[0].equals(LanceManifest.PATH)) {
          progress = progress.withoutBranch();
        }
      }
      default -> {}
    }
  }

  /** Behind a log it only takes over what was published. */
  private Progress manifestCommit() {
    return Files.exists(live.resolve(LocalCommitLog.FOLDER)) ? progress : progress.withPublish();
  }

  private synchronized void part(String call, PartOfCall part) {
    if (recording) {
      Path copy = add("inside " + call + " (" + part.what() + ")", part.reached());
      Directory.copy(live, copy);
      part.make(copy);
    }
  }
}
