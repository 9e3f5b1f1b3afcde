package io.omnigraph.storage.lance;

import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.ChecksumSource;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.FileFault;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.StoredFile;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.operation.Operation;
import org.lance.operation.Restore;

/**
 * Tables in a local directory. The native side starts with the first table that is opened or
 * written, not before.
 */
public final class LanceTableStore implements TableStore {
  private final Path root;
  private final StorageOptions options;
  private final Durable durable;
  private final FragmentTiers tiers;
  private final ColumnCache cache;
  private final FileChecks checks;
  private final NativeBranches branches;
  private final LinkedFolders linked = new LinkedFolders();
  private final LinkedBranches linkedBranches = new LinkedBranches();
  private Started started;
  private boolean closed;

  private record Started(
      LanceRuntime runtime, TablePool pool, TableCommits commits, TornVersions torn) {}

  public LanceTableStore(Path root, StorageOptions options, Durable durable) {
    this(root, options, durable, FragmentTiers.DEFAULT);
  }

  LanceTableStore(Path root, StorageOptions options, Durable durable, FragmentTiers tiers) {
    this.tiers = tiers;
    this.root = root.toAbsolutePath().normalize();
    this.options = options;
    this.durable = durable;
    branches = new NativeBranches(durable, linked, linkedBranches);
    checks = new FileChecks(options.verifyChecksums());
    cache = new ColumnCache(options.columnCacheBytes());
  }

  private synchronized Started started() {
    if (closed) {
      throw new OmnigraphException(ErrorCode.CONNECTION_CLOSED, "graph");
    }
    if (started == null) {
      LanceRuntime runtime = LanceRuntime.start(options.nativeCache(), checks, linked);
      started =
          new Started(
              runtime,
              new TablePool(root, runtime, cache),
              new TableCommits(runtime, durable, linkedBranches),
              new TornVersions(runtime, durable));
    }
    return started;
  }

  @Override
  public TableSnapshot open(TableRef ref) {
    TablePool pool = started().pool;
    if (checks.isEnabled()) {
      TableFiles files = TableFiles.of(root, ref.path(), ref.branch());
      checks.require(files, files.versionFile(ref.version()));
    }
    return new LanceSnapshot(pool, pool.acquire(ref));
  }

  @Override
  public boolean exists(String path) {
    return exists(TableFiles.of(root, path, null));
  }

  private static boolean exists(TableFiles files) {
    try {
      return files.exists();
    } catch (IOException e) {
      throw FileFailure.of(files.versions(), e);
    }
  }

  @Override
  public long latestVersion(String path, String branch) {
    TableFiles files = TableFiles.of(root, path, branch);
    try {
      return files.latestVersion();
    } catch (IOException e) {
      throw FileFailure.of(files.versions(), e);
    }
  }

  @Override
  public long latestOfUnbroken(String path, String branch) {
    TableFiles files = TableFiles.of(root, path, branch);
    try {
      return files.latestOfUnbroken();
    } catch (IOException e) {
      throw FileFailure.of(files.versions(), e);
    }
  }

  @Override
  public boolean isLatest(TableRef ref) {
    TableFiles files = TableFiles.of(root, ref.path(), ref.branch());
    return files.hasVersion(ref.version()) && !files.hasVersion(ref.version() + 1);
  }

  @Override
  public RowStager stager(String path, String branch, TableSchema schema) {
    Started native_ = started();
    TableFiles files = TableFiles.of(root, path, branch);
    Schema arrowSchema = ArrowSchemas.toArrow(schema);
    boolean append = exists(files);
    return new LanceRowStager(
        new FragmentWrite.Target(files, arrowSchema, native_.runtime.allocator(), append), schema);
  }

  @Override
  public RowStager stager(TableSnapshot base) {
    return new LanceRowStager(((LanceSnapshot) base).table());
  }

  @Override
  public StagedWrite stageCreate(
      String path, TableSchema schema, List<StagedRows> rows, Map<String, String> properties) {
    TableFiles files = TableFiles.of(root, path, null);
    StagedFiles toSync = new StagedFiles();
    Operation create =
        StagedChanges.overwrite(
            ArrowSchemas.toArrow(schema), StagedChanges.fragments(files, rows, toSync));
    long count = rows.stream().mapToLong(StagedRows::rowCount).sum();
    return new LanceStagedWrite(
        path, files, null, started().pool, create, properties, rows, toSync, count);
  }

  @Override
  public StagedWrite stage(TableSnapshot base, TableChange change, Map<String, String> properties) {
    OpenTable table = ((LanceSnapshot) base).table();
    StagedChanges.Staged staged = new StagedChanges(table, tiers.of(table.schema())).stage(change);
    TablePool pool = started().pool;
    pool.retain(table);
    return new LanceStagedWrite(
        table.ref().path(),
        table.files(),
        table,
        pool,
        staged.operation(),
        properties,
        change.inserted(),
        staged.files(),
        staged.rowCountAfter());
  }

  @Override
  public StagedWrite stageRestore(TableRef head, long version, Map<String, String> properties) {
    long rowCount;
    try (TableSnapshot target = open(head.at(version))) {
      rowCount = target.rowCount();
    }
    TablePool pool = started().pool;
    OpenTable table = pool.acquire(head);
    return new LanceStagedWrite(
        head.path(),
        table.files(),
        table,
        pool,
        Restore.builder().version(version).build(),
        properties,
        List.of(),
        new StagedFiles(),
        rowCount);
  }

  @Override
  public boolean isReadable(TableRef ref) {
    return started().torn.isReadable(TableFiles.of(root, ref.path(), ref.branch()), ref);
  }

  @Override
  public void removeTornVersion(TableRef ref) {
    started().torn.remove(TableFiles.of(root, ref.path(), ref.branch()), ref);
  }

  @Override
  public Optional<Map<String, String>> commitProperties(TableRef ref) {
    if (!isReadable(ref)) {
      return Optional.empty();
    }
    try (TableSnapshot snapshot = open(ref)) {
      return ((LanceSnapshot) snapshot).table().transactionProperties();
    } catch (Exception e) {
      return Optional.empty();
    }
  }

  @Override
  public CommitOutcome commit(StagedWrite write) {
    Unsynced files = new Unsynced();
    CommitOutcome outcome = commit(write, files);
    try {
      files.sync(durable);
    } catch (IOException e) {
      return new CommitOutcome.Unknown(e);
    }
    return outcome;
  }

  @Override
  public CommitOutcome commit(StagedWrite write, Unsynced later) {
    LanceStagedWrite own = (LanceStagedWrite) write;
    CommitOutcome outcome = started().commits.commit(own, later);
    if (outcome instanceof CommitOutcome.Committed) {
      checks.remember(own.files(), own.fileSums());
    }
    return outcome;
  }

  @Override
  public void syncVersion(TableRef version) {
    if (!durable.isEnabled()) {
      return;
    }
    TableFiles files = TableFiles.of(root, version.path(), version.branch());
    Unsynced others = new Unsynced();
    try {
      if (version.branch() != null) {
        linkedBranches.require(files, version.branch(), version.version(), others);
      } else if (version.version() == 1) {
        files.withParents().forEach(others::add);
      }
      Object before = files.stamp(version.version());
      new VersionCopy(durable).take(files, version.version(), others);
      started().pool.moved(version, before);
    } catch (IOException e) {
      throw FileFailure.of(root, e);
    }
  }

  @Override
  public void sync(Unsynced files) {
    try {
      files.sync(durable);
    } catch (IOException e) {
      throw FileFailure.of(root, e);
    }
  }

  @Override
  public List<StoredFile> files(String path) {
    return new TableInventory(root, path).all();
  }

  @Override
  public Set<String> referencedFiles(TableRef ref) {
    try (TableSnapshot snapshot = open(ref)) {
      return TableInventory.referenced(((LanceSnapshot) snapshot).table());
    }
  }

  @Override
  public List<FileSum> sumsSince(TableRef ref, long version) {
    Set<String> files = referencedFiles(ref);
    TableFiles lane = TableFiles.of(root, ref.path(), ref.branch());
    if (lane.hasVersion(version)) {
      files.removeAll(referencedFiles(ref.at(version)));
    }
    return new TableInventory(root, ref.path()).sums(files);
  }

  @Override
  public List<FileFault> verify(String path, List<FileSum> recorded) {
    return new TableInventory(root, path).verify(recorded);
  }

  @Override
  public void verifyAgainst(ChecksumSource source) {
    checks.use(source);
  }

  @Override
  public void createBranch(TableRef from, String branch) {
    try (TableSnapshot snapshot = open(from)) {
      forget(from.path(), branch);
      branches.create(((LanceSnapshot) snapshot).table(), branch);
    }
  }

  /** What this process holds of a branch that goes or is made anew. */
  private void forget(String path, String branch) {
    checks.forget(TableFiles.of(root, path, branch).directory());
    TablePool pool = poolIfStarted();
    if (pool != null) {
      pool.letGo(path, branch);
    }
  }

  /** How many native handles are open. */
  int openVersions() {
    TablePool pool = poolIfStarted();
    return pool == null ? 0 : pool.size();
  }

  private synchronized TablePool poolIfStarted() {
    return started == null ? null : started.pool;
  }

  @Override
  public void deleteBranch(String path, String branch) {
    forget(path, branch);
    branches.delete(TableFiles.of(root, path, null), branch);
  }

  @Override
  public List<String> branches(String path) {
    return branches.list(TableFiles.of(root, path, null));
  }

  @Override
  public void deleteTable(String path) {
    TableFiles files = TableFiles.of(root, path, null);
    try {
      linked.forget(files.directory());
      checks.forget(files.directory());
      TablePool pool = poolIfStarted();
      if (pool != null) {
        pool.letGo(path);
      }
      LocalControlStore.deleteTree(files.directory());
      if (Files.exists(files.directory().getParent())) {
        durable.sync(List.of(), List.of(files.directory().getParent()));
      }
    } catch (IOException e) {
      throw FileFailure.of(files.directory(), e);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (started != null) {
        started.pool.closeAll();
        started.runtime.close();
      }
    }
  }
}
