package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.engine.step.Failpoints.InjectedFailure;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.InMemoryCommitLog;
import io.omnigraph.storage.log.InMemoryCommitLog.Fault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random publishes, checkpoints, branches, faults and deaths of two processes that follow each
 * other, against lists of snapshots.
 */
class LoggedHistoryTest {
  private static final int STEPS = Integer.getInteger("omnigraph.history.steps", 60);
  private static final int TABLES = 3;
  private static final List<PublishStep> DEATHS =
      List.of(
          PublishStep.LOG_CHECKPOINT_BEFORE_MANIFEST_COMMIT,
          PublishStep.LOG_CHECKPOINT_AFTER_MANIFEST_COMMIT,
          PublishStep.LOG_CHECKPOINT_AFTER_TRIM,
          PublishStep.PUBLISH_BEFORE_COMMIT_APPEND,
          PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT);

  @TempDir Path root;
  private final Failpoints failpoints = new Failpoints();
  private final ManifestStore[] stores = new ManifestStore[2];
  private final Map<String, List<GraphSnapshot>> model = new TreeMap<>();
  private InMemoryCommitLog.Disk disk = new InMemoryCommitLog.Disk();
  private Storage storage;
  private Random random;
  private long ids;

  static List<Long> seeds() {
    Long given = Long.getLong("seed");
    return given == null ? List.of(1L, 2L, 3L, 4L, 5L, 6L) : List.of(given);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void followsTheModel(long seed) {
    random = new Random(seed);
    storage = Storage.open(root, new StorageOptions(StorageOptions.Durability.OS, 64L << 20, null));
    List<ManifestOp> ops = new ArrayList<>();
    for (long table = 1; table <= TABLES; table++) {
      ops.add(new ManifestOp.Register(table, key(table), "nodes/" + table));
      ops.add(new ManifestOp.Update(table, key(table), 1, null, 0));
    }
    LanceManifest.create(storage.tables(), ops, lineage("genesis"));
    try {
      stores[0] = open();
      stores[1] = open();
      model.put("main", new ArrayList<>(List.of(stores[0].head("main"))));
      for (int step = 0; step < STEPS; step++) {
        step();
        compare(stores[random.nextInt(2)]);
      }
      stores[0].recover();
      stores[0].checkpoint();
      assertThat(new InMemoryCommitLog(disk).readAll("g").records()).isEmpty();
      compare(stores[0]);
      compare(stores[1]);
      compare(new LanceManifest(storage.tables(), root.toString(), failpoints));
    } finally {
      stores[0].close();
      stores[1].close();
      storage.close();
    }
  }

  private ManifestStore open() {
    return new LoggedManifest(
        new LanceManifest(storage.tables(), root.toString(), step -> {}),
        new InMemoryCommitLog(disk),
        root.toString(),
        failpoints,
        new LogOptions(true, 0, 0),
        LogCheckpoint.LOCK_IS_HELD);
  }

  private static String key(long table) {
    return "node:T" + table;
  }

  private Lineage lineage(String commitId) {
    return new Lineage(commitId, null, null, "op" + ids++, "Mutation", "sha256:0", ids, null);
  }

  private void step() {
    ManifestStore store = stores[random.nextInt(2)];
    switch (random.nextInt(14)) {
      case 0 -> store.checkpoint();
      case 1 -> createBranch(store);
      case 2 -> deleteBranch(store);
      case 3 -> stores[random.nextInt(2)] = open();
      case 4 -> dieAt(store, DEATHS.get(random.nextInt(DEATHS.size())));
      case 5 -> fault(store);
      default -> publish(store, anyBranch());
    }
  }

  private String anyBranch() {
    List<String> names = List.copyOf(model.keySet());
    return names.get(random.nextInt(names.size()));
  }

  private PublishRequest request(String branch) {
    GraphSnapshot head = head(branch);
    List<PublishRequest.Commit> commits = new ArrayList<>();
    Map<Long, TableEntry> entries = new HashMap<>();
    Set<Long> pinned = new HashSet<>();
    head.entries().values().forEach(entry -> entries.put(entry.tableId(), entry));
    for (int i = random.nextInt(3); i >= 0; i--) {
      long table = 1L + random.nextInt(TABLES);
      commits.add(
          new PublishRequest.Commit(
              List.of(op(entries.get(table), head, pinned)), lineage("c" + ids)));
    }
    return new PublishRequest(branch, commits, Map.of(), Optional.of(head.commitId()));
  }

  /** A delta, a pin that holds all, or one that a fold makes. */
  private ManifestOp op(TableEntry entry, GraphSnapshot head, Set<Long> pinned) {
    long rows = random.nextInt(100);
    int kind = pinned.contains(entry.tableId()) ? 2 : random.nextInt(4);
    if (kind < 2) {
      pinned.add(entry.tableId());
    }
    String owner = LanceManifest.nativeName(head.branch());
    return switch (kind) {
      case 0 ->
          new ManifestOp.Update(entry.tableId(), entry.tableKey(), ids++, owner, rows, List.of());
      case 1 ->
          new ManifestOp.Update(
              entry.tableId(),
              entry.tableKey(),
              ids++,
              owner,
              rows,
              List.of(),
              Math.max(entry.pinSeq(), head.seq() - random.nextInt(3)));
      default ->
          new ManifestOp.Delta(
              entry.tableId(), entry.tableKey(), rows, new TableDelta(content((int) rows)));
    };
  }

  private static byte[] content(int rows) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(rows).array();
  }

  private GraphSnapshot head(String branch) {
    List<GraphSnapshot> line = model.get(branch);
    return line.get(line.size() - 1);
  }

  private void publish(ManifestStore store, String branch) {
    PublishRequest request = request(branch);
    GraphSnapshot published = store.publish(request);
    took(request);
    assertThat(published).isEqualTo(head(branch));
    if (random.nextInt(4) == 0) {
      assertThat(store.publish(repeated(request))).isEqualTo(published);
    }
  }

  /** The same again, by somebody who did not hear that it was done. */
  private static PublishRequest repeated(PublishRequest request) {
    return new PublishRequest(request.branch(), request.commits(), Map.of(), Optional.empty());
  }

  private void took(PublishRequest request) {
    SnapshotFold fold = new SnapshotFold(head(request.branch()));
    for (PublishRequest.Commit commit : request.commits()) {
      fold.take(commit);
      model.get(request.branch()).add(fold.snapshot());
    }
  }

  private void createBranch(ManifestStore store) {
    String name = "b" + random.nextInt(3);
    if (model.containsKey(name)) {
      return;
    }
    String from = anyBranch();
    long seq = 1L + random.nextInt(model.get(from).size());
    store.createBranch(name, from, seq);
    List<GraphSnapshot> line = new ArrayList<>();
    for (GraphSnapshot snapshot : model.get(from).subList(0, (int) seq)) {
      line.add(
          new GraphSnapshot(
              name,
              snapshot.seq(),
              snapshot.commitId(),
              snapshot.schemaHash(),
              snapshot.entries()));
    }
    model.put(name, line);
  }

  private void deleteBranch(ManifestStore store) {
    String name = anyBranch();
    boolean used =
        model.keySet().stream()
            .anyMatch(other -> !other.equals(name) && store.comesFrom(other, name));
    if (name.equals("main") || used) {
      return;
    }
    try {
      store.deleteBranch(name);
      model.remove(name);
    } catch (OmnigraphException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BRANCH_IN_USE);
    }
  }

  private void dieAt(ManifestStore store, PublishStep step) {
    failpoints.fail(step);
    PublishRequest request = request(anyBranch());
    try {
      store.checkpoint();
      store.publish(request);
      took(request);
    } catch (InjectedFailure e) {
      if (step == PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT) {
        took(request);
      }
    } finally {
      failpoints.off(step);
    }
    reopen(store);
  }

  private void fault(ManifestStore store) {
    disk.failNext(List.of(Fault.values()).get(random.nextInt(Fault.values().length)), random);
    PublishRequest request = request(anyBranch());
    try {
      store.publish(request);
      throw new AssertionError("the fault did not happen");
    } catch (OmnigraphException e) {
      assertThat(e.code()).isIn(ErrorCode.COMMIT_UNKNOWN, ErrorCode.STORAGE_FAULT);
    }
    if (random.nextBoolean()) {
      disk = disk.powerCut(random);
      reopen(stores[0]);
      reopen(stores[1]);
    } else {
      reopen(store);
    }
    stores[0].recover();
    long known = head(request.branch()).seq();
    if (stores[0].head(request.branch()).seq() > known) {
      took(request);
    }
  }

  private void reopen(ManifestStore store) {
    int at = store == stores[0] ? 0 : 1;
    stores[at] = open();
    stores[at].recover();
  }

  private void compare(ManifestStore store) {
    List<String> names = new ArrayList<>(model.keySet());
    assertThat(store.branches()).containsExactlyInAnyOrderElementsOf(names);
    String branch = anyBranch();
    List<GraphSnapshot> line = model.get(branch);
    ManifestDeltaTest.assertSame(store.head(branch), head(branch));
    ManifestDeltaTest.assertSame(store.head("main"), head("main"));
    GraphSnapshot some = line.get(random.nextInt(line.size()));
    ManifestDeltaTest.assertSame(store.at(branch, some.seq()), some);
    assertThat(store.commits(branch))
        .extracting(GraphCommit::commitId)
        .containsExactlyElementsOf(line.stream().map(GraphSnapshot::commitId).toList());
    assertThat(store.commit(branch, some.commitId())).get().matches(c -> c.seq() == some.seq());
    assertThat(store.commit(branch, "none")).isEmpty();
  }
}
