package io.omnigraph.engine.simulation;

import io.omnigraph.engine.ProcessGraph;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.log.InMemoryCommitLog;
import io.omnigraph.storage.table.InMemoryTableStore;
import io.omnigraph.storage.table.InMemoryTableStore.Inside;
import io.omnigraph.storage.table.InMemoryTables;
import io.omnigraph.storage.table.InMemoryTables.VersionFile;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One run: a disk, processes on it, and who watches. */
final class World {
  static final String MANIFEST = "__manifest";
  static final String SCHEMA =
      """
      node P { name: String @key  age: I32?  tag: String? @unique }
      node Q { name: String @key  age: I32? }
      edge L: P -> P { w: I32?  @key(src, dst) }
      """;
  static final String WITH_EXTRA = SCHEMA + "node X { name: String @key  age: I32? }\n";

  private static final int PROCESSES = 2;
  private static final int SESSIONS = 3;

  private final Path root;
  private final InMemoryTables disk = new InMemoryTables();
  private final SimFiles files = new SimFiles(disk);
  private InMemoryCommitLog.Disk logDisk = new InMemoryCommitLog.Disk();
  private final CommitWay way;
  private final SimLock lock = new SimLock();
  private final List<SimProcess> processes = new ArrayList<>();
  private final Trace trace;
  private final Schedule schedule;
  private final Faults faults;
  private final Oracle oracle;
  private final Figures figures = new Figures();

  /** Versions that were committed and are not on the disk yet, by what brings them there. */
  private final Map<Object, List<VersionFile>> unsynced = new LinkedHashMap<>();

  private long attempts;
  private int values;

  World(Path root, CommitWay way, long seed, long steps, Faults.Plan plan, boolean traced) {
    this.root = root;
    this.way = way;
    trace = new Trace(traced);
    schedule = new Schedule(new Random(seed), steps, lock);
    faults = new Faults(this, plan);
    ProcessGraph.init(
        root, storage(new InMemoryTableStore(disk, place -> {}), files, log()), SCHEMA);
    oracle = new Oracle(this);
    for (int p = 0; p < PROCESSES; p++) {
      SimProcess process = new SimProcess(this, p);
      processes.add(process);
      for (int s = 0; s < SESSIONS; s++) {
        Work[] work = new Work[1];
        Actor actor = new Actor(s, process, () -> work[0].run());
        work[0] = new Work(this, actor);
        schedule.add(actor);
      }
    }
  }

  private static Storage storage(TableStore tables, ControlStore files, CommitLog log) {
    return Storage.open(Path.of("none"), StorageOptions.defaults())
        .withTables(tables)
        .withControl(files)
        .withLog(log);
  }

  /** What a new life of a process opens. */
  Storage storage(SimProcess process) {
    InMemoryTableStore tables =
        new InMemoryTableStore(
            disk,
            place -> {
              Actor actor = Actor.current();
              if (place == Inside.DELETE_BRANCH_AFTER_REF && actor.callPath.equals(MANIFEST)) {
                oracle().branchGone(actor, actor.callBranch);
              }
              faults().inside(actor);
            });
    return storage(
        StoreCalls.of(this, tables),
        StoreCalls.of(this, files),
        new LogCalls(this, process, logDisk));
  }

  /** A way to the log without faults, until the power goes. */
  CommitLog log() {
    return new InMemoryCommitLog(logDisk);
  }

  CommitWay way() {
    return way;
  }

  Path root() {
    return root;
  }

  InMemoryTables disk() {
    return disk;
  }

  SimFiles files() {
    return files;
  }

  SimLock lock() {
    return lock;
  }

  Trace trace() {
    return trace;
  }

  Schedule schedule() {
    return schedule;
  }

  Faults faults() {
    return faults;
  }

  Oracle oracle() {
    return oracle;
  }

  Figures figures() {
    return figures;
  }

  Map<Object, List<VersionFile>> unsynced() {
    return unsynced;
  }

  long nextAttempt() {
    return ++attempts;
  }

  /** Never the same value twice: who wrote it can be told. */
  int nextValue() {
    return ++values;
  }

  ProcessDeath death(Actor actor) {
    trace.add(actor, "DIES with process " + actor.process);
    actor.process.die();
    return new ProcessDeath();
  }

  /** All processes die, and what was deleted lately may be back. */
  ProcessDeath powerCut() {
    trace.add(Actor.current(), "POWER CUT");
    processes.forEach(SimProcess::die);
    List<TableRef> torn = new ArrayList<>();
    for (List<VersionFile> files : unsynced.values()) {
      for (VersionFile file : files) {
        if (schedule.random.nextBoolean() && disk.tear(file)) {
          torn.add(file.ref());
          figures.count("unsynced versions torn");
        }
      }
    }
    unsynced.clear();
    torn.sort(Comparator.comparing(TableRef::version).reversed());
    torn.forEach(oracle::lost);
    files.undelete(schedule.random);
    logDisk = logDisk.powerCut(schedule.random);
    oracle.startAgain();
    return new ProcessDeath();
  }

  /** Runs to the end, then looks whether all is as it must be. */
  void run() throws InterruptedException {
    schedule.run();
    for (SimProcess process : processes) {
      if (process.graph() != null) {
        process.graph().close();
        process.die();
      }
    }
    openOnce();
    // The last append may have left a record for whoever opens next.
    oracle.logged(new Actor(-1, processes.get(0), () -> {}));
    oracle.requireHeads();
    oracle.requirePins();
    oracle.requireManifestKnowsAll();
    List<String> left = files.list("__recovery");
    if (!left.isEmpty()) {
      throw new Violation("sidecars are left: " + left);
    }
  }

  /** Recovery, with nothing in its way. */
  private void openOnce() {
    WriterLock free = new WriterLock(root, lock.of(processes.get(0)), () -> 0);
    Storage storage = storage(new InMemoryTableStore(disk, place -> {}), files, log());
    try {
      new ProcessGraph(root, storage, way.options(schedule.random, Steps.NONE), free).close();
    } catch (OmnigraphException e) {
      throw new Violation("in the end the graph cannot be opened: " + e.getMessage(), e);
    }
  }
}
