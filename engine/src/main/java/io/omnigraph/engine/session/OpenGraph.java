package io.omnigraph.engine.session;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.CheckedGraph;
import io.omnigraph.engine.check.Finding;
import io.omnigraph.engine.check.GraphCheck;
import io.omnigraph.engine.check.WriterProbe;
import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.manifest.LoggedManifest;
import io.omnigraph.engine.manifest.ManifestStore;
import io.omnigraph.engine.manifest.ManifestSums;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.FreeSpace;
import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.publish.Gates;
import io.omnigraph.engine.publish.Publisher;
import io.omnigraph.engine.publish.SchemaFiles;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.recovery.Recovery;
import io.omnigraph.engine.recovery.RecoveryMode;
import io.omnigraph.engine.recovery.RecoveryStores;
import io.omnigraph.engine.rows.StoredTable;
import io.omnigraph.engine.rows.TableCache;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.table.ChecksumSource;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all sessions on one graph share: its stores, its locks, and what was read of it.
 * Thread-safe.
 */
public final class OpenGraph implements GraphFacts, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OpenGraph.class.getName());

  /** What waits for the writer lock in the background can try again. */
  private static final Duration BACKGROUND_TIMEOUT = Duration.ofSeconds(2);

  /** A fold may wait for a branch for long, and to wait for it is no failure. */
  private static final Duration BACKGROUND_PATIENCE = Duration.ofHours(1);

  private final Path root;
  private final TableStore tables;
  private final ControlStore files;

  /** Null when there is none. */
  private final CommitLog log;

  private final Steps steps;
  private final DeltaOptions deltaOptions;
  private final Ulids ulids = new Ulids();
  private final Gates gates = new Gates();
  private final Map<String, CommitQueue<CommitMember>> commitQueues = new ConcurrentHashMap<>();
  private final WriterLock writerLock;
  private final ManifestStore manifest;
  private final Sidecars sidecars;
  private final Publisher publisher;
  private final Folder folder;
  private final Recovery recovery;
  private final AcceptedSchemas schemas;
  private final TableCache tableCache;
  private final TopologyCache topologies = new TopologyCache();
  private final Map<String, CommittedView> views = new ConcurrentHashMap<>();

  private final RunningTransactions running = new RunningTransactions();

  /** How often branches of a name were dropped in this process. */
  private final Map<String, Integer> drops = new ConcurrentHashMap<>();

  /** Over stores that sync what they acknowledge. */
  public OpenGraph(Path root, TableStore tables, ControlStore files, Steps steps) {
    this(root, tables, files, steps, new WriterLock(root));
  }

  /** Over stores that sync what they acknowledge. */
  public OpenGraph(
      Path root, TableStore tables, ControlStore files, Steps steps, WriterLock writerLock) {
    this(
        root,
        tables,
        files,
        steps,
        StorageOptions.Durability.FULL,
        writerLock,
        DeltaOptions.off(),
        null,
        LogOptions.none());
  }

  /**
   * @param durability of the stores
   * @param log that may be in front of the manifest; not closed with this. null = there is none
   */
  public OpenGraph(
      Path root,
      TableStore tables,
      ControlStore files,
      Steps steps,
      StorageOptions.Durability durability,
      WriterLock writerLock,
      DeltaOptions deltaOptions,
      CommitLog log,
      LogOptions logOptions) {
    this.root = root;
    this.deltaOptions = deltaOptions;
    this.tables = tables;
    this.files = files;
    this.steps = steps;
    this.writerLock = writerLock;
    this.log = log;
    this.manifest = manifest(log, logOptions);
    this.sidecars = new Sidecars(files, root, steps);
    SchemaFiles schemaFiles = new SchemaFiles(files);
    FreeSpace space = new FreeSpace(root);
    this.publisher = new Publisher(tables, manifest, sidecars, schemaFiles, space, ulids, steps);
    this.recovery =
        new Recovery(
            new RecoveryStores(root, tables, manifest, sidecars, files, steps, durability),
            gates,
            writerLock);
    this.folder = new Folder(this, deltaOptions);
    this.schemas = new AcceptedSchemas(files, root);
    this.tableCache = new TableCache(tables);
  }

  private ManifestStore manifest(CommitLog log, LogOptions options) {
    LanceManifest checkpoint = new LanceManifest(tables, root.toString(), steps);
    ManifestSums sums = new ManifestSums(tables);
    if (log == null) {
      tables.verifyAgainst(sums);
      return checkpoint;
    }
    LoggedManifest logged =
        new LoggedManifest(checkpoint, log, root.toString(), steps, options, this::backgroundTurn);
    tables.verifyAgainst(
        new ChecksumSource() {
          @Override
          public Optional<FileSum> find(String table, String file) {
            return logged.find(table, file).or(() -> sums.find(table, file));
          }

          @Override
          public Optional<FileSum> findAnew(String table, String file) {
            return logged.find(table, file).or(() -> sums.findAnew(table, file));
          }
        });
    return logged;
  }

  private LoggedManifest.Turn backgroundTurn() {
    List<GateKey> keys = List.of(GateKey.background());
    return WriteTurn.hold(this, keys, BACKGROUND_PATIENCE, BACKGROUND_TIMEOUT)::close;
  }

  public Path root() {
    return root;
  }

  TableStore tables() {
    return tables;
  }

  public ControlStore files() {
    return files;
  }

  Steps steps() {
    return steps;
  }

  DeltaOptions deltaOptions() {
    return deltaOptions;
  }

  Ulids ulids() {
    return ulids;
  }

  Gates gates() {
    return gates;
  }

  /** Of a branch. */
  CommitQueue<CommitMember> commitQueue(String branch) {
    return commitQueues.computeIfAbsent(branch, name -> new CommitQueue<>());
  }

  public WriterLock writerLock() {
    return writerLock;
  }

  public ManifestStore manifest() {
    return manifest;
  }

  public Sidecars sidecars() {
    return sidecars;
  }

  Publisher publisher() {
    return publisher;
  }

  Folder folder() {
    return folder;
  }

  /** For a graph that was opened to be written: asks for the fold of what others left on main. */
  public void foldWhatIsDue() {
    try {
      folder.opened(manifest.head(LanceManifest.MAIN));
    } catch (RuntimeException e) { // whoever reads the branch is told
      LOG.log(System.Logger.Level.INFO, "Nobody looked for deltas of " + root, e);
    }
  }

  /** For a graph that nobody may write any more; does not fail. */
  public void foldWhatIsLeft() {
    folder.foldTouched();
  }

  public Recovery recovery() {
    return recovery;
  }

  public AcceptedSchemas schemas() {
    return schemas;
  }

  TopologyCache topologies() {
    return topologies;
  }

  /**
   * Resolves what failed in this process, before a writer looks at the graph, so that it need not
   * carry its changes over what that changes. Whoever takes a {@link WriteTurn} looks anyway.
   */
  void healFailed(Duration lockTimeout) {
    if (sidecars.anyFailedHere()) {
      recovery.heal(RecoveryMode.FULL, lockTimeout);
    }
  }

  /** What a session's refresh does beyond looking at the newest state. */
  void refresh(Duration lockTimeout) {
    recovery.heal(RecoveryMode.ROLL_FORWARD_ONLY, lockTimeout);
    recovery.reconcileStaged(lockTimeout);
  }

  /**
   * A table of a snapshot. Tables are opened when they are first looked at, and a branch that was
   * dropped meanwhile has taken its own along, or another of its name has others at their places.
   *
   * @throws OmnigraphException BRANCH_NOT_FOUND, COMMIT_CONFLICT then
   */
  StoredTable table(GraphSnapshot snapshot, TableEntry entry, TableType type) {
    try {
      StoredTable table = tableCache.open(entry, type, snapshot.branch());
      if (entry.branch() != null) {
        requireLive(snapshot);
      }
      return table;
    } catch (OmnigraphException e) {
      if (e.code() == ErrorCode.DATA_CORRUPT && entry.branch() != null) {
        requireLive(snapshot);
      }
      throw e;
    }
  }

  private void requireLive(GraphSnapshot snapshot) {
    manifest.head(snapshot.branch());
    requireSameLine(snapshot.branch(), snapshot.commitId());
  }

  /** The newest state of a branch; the same object while nothing is published. */
  CommittedView head(String branch) {
    schemas.checkNowAndThen();
    GraphSnapshot snapshot = manifest.head(branch);
    CommittedView view = views.get(branch);
    return view != null && view.commitId().equals(snapshot.commitId())
        ? view
        : views.compute(branch, (name, now) -> at(snapshot, now));
  }

  private CommittedView at(GraphSnapshot snapshot, CommittedView now) {
    return now != null && now.commitId().equals(snapshot.commitId()) ? now : fresh(snapshot, now);
  }

  /** A state of before, not kept. */
  CommittedView viewAt(GraphSnapshot snapshot) {
    return viewAt(snapshot, null);
  }

  private CommittedView viewAt(GraphSnapshot snapshot, CommittedView before) {
    return new CommittedView(
        this,
        snapshot,
        schemas.schema(snapshot.schemaHash()),
        before,
        drops.getOrDefault(snapshot.branch(), 0));
  }

  private CommittedView fresh(GraphSnapshot snapshot, CommittedView old) {
    if (old != null && hasSameTables(old.snapshot(), snapshot)) {
      return viewAt(snapshot, old);
    }
    checkTables(snapshot);
    return viewAt(snapshot);
  }

  /**
   * The newest state of a branch that was looked at before.
   *
   * @throws OmnigraphException COMMIT_CONFLICT, READ_SET_CHANGED when it is another branch of that
   *     name by now
   */
  CommittedView headAfter(CommittedView before) {
    CommittedView after = head(before.branch());
    before.requireSameBranch(after);
    if (after != before) {
      requireSameLine(before.branch(), before.commitId());
    }
    return after;
  }

  private void requireSameLine(String branch, String commitId) {
    if (!manifest.has(branch, commitId)) {
      throw new OmnigraphException(
          ErrorCode.COMMIT_CONFLICT,
          "The branch",
          branch,
          "it was dropped and made again without commit " + commitId);
    }
  }

  private static boolean hasSameTables(GraphSnapshot before, GraphSnapshot after) {
    return before.schemaHash().equals(after.schemaHash())
        && before.entries().hasSameKeys(after.entries());
  }

  void forgetBranch(String branch) {
    drops.merge(branch, 1, Integer::sum);
    folder.forget(branch);
    views.remove(branch);
    tableCache.forgetBranch(branch);
    topologies.forgetBranch(branch);
  }

  /** Fails unless every table of the snapshot is a type of its schema and the reverse. */
  public void checkTables(GraphSnapshot snapshot) {
    GraphSchema schema = schemas.schema(snapshot.schemaHash());
    List<String> types = schema.tables().stream().map(TableType::tableKey).sorted().toList();
    List<String> entries = snapshot.entries().keys();
    if (!types.equals(entries)) {
      throw new OmnigraphException(
          ErrorCode.SCHEMA_CONTRACT,
          root,
          "the schema has the types " + types + ", the manifest the tables " + entries);
    }
  }

  @Override
  public List<Finding> check(CheckOptions options) {
    WriterProbe others = new WriterProbe(root, writerLock);
    return GraphCheck.run(
        new CheckedGraph(
            root, tables, files, log, id -> sidecars.isLive(id) || others.mayRun(files, id)),
        options);
  }

  @Override
  public List<GraphCommit> commits(String branch) {
    return manifest.commits(branch);
  }

  @Override
  public List<BranchFact> branches() {
    return manifest.branches().stream()
        .map(manifest::head)
        .map(s -> new BranchFact(s.branch(), s.seq(), s.commitId(), s.schemaHash()))
        .toList();
  }

  @Override
  public List<TableEntry> tables(String branch) {
    return manifest.head(branch).entries().values();
  }

  @Override
  public List<PinFact> pins() {
    List<PinFact> pins = new ArrayList<>();
    for (String branch : manifest.branches()) {
      for (TableEntry entry : manifest.head(branch).entries().values()) {
        try (TableSnapshot open = tables.open(entry.ref())) {
          long head = tables.latestVersion(entry.path(), entry.branch());
          pins.add(new PinFact(branch, entry, head, open.fragments().size()));
        }
      }
    }
    return pins;
  }

  @Override
  public List<SidecarFact> sidecarFacts() {
    List<SidecarFact> facts = new ArrayList<>();
    for (String id : sidecars.list()) {
      try {
        sidecars
            .read(id)
            .ifPresent(
                sidecar ->
                    facts.add(
                        new SidecarFact(
                            id, Optional.of(sidecar), Optional.empty(), sidecars.isLive(id))));
      } catch (OmnigraphException e) {
        facts.add(
            new SidecarFact(
                id, Optional.empty(), Optional.of(e.getMessage()), sidecars.isLive(id)));
      }
    }
    return facts;
  }

  RunningTransactions running() {
    return running;
  }

  @Override
  public List<TransactionFact> transactions() {
    return running.facts();
  }

  @Override
  public List<AuditRow> recoveries() {
    return recovery.audit().rows();
  }

  /**
   * Leaves everything in {@code __manifest}, for who reads that alone. While another process writes
   * that is its business; what fails is done when the graph is opened next.
   */
  public void settle() {
    folder.close(); // what it publishes goes to the log
    try (WriterLock.Share share = writerLock.acquire(BACKGROUND_TIMEOUT)) {
      manifest.checkpoint();
    } catch (RuntimeException e) { // whatever it is, the log has them
      LOG.log(System.Logger.Level.INFO, "Commits stay in the log of " + root, e);
    }
  }

  @Override
  public void close() {
    folder.close();
    views.clear();
    tableCache.close();
    manifest.close();
    writerLock.close();
  }
}
