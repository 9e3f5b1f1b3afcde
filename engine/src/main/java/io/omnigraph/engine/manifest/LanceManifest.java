package io.omnigraph.engine.manifest;

import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * {@link ManifestStore} as a Lance table: a graph branch is a native branch of it, a publish one
 * commit that cuts the {@code graph_head} row and adds the new one and the others.
 */
public final class LanceManifest implements ManifestStore {
  public static final String PATH = "__manifest";
  public static final String MAIN = "main";

  private final TableStore tables;
  private final String root;
  private final Steps steps;
  private final ManifestVersions versions;
  private final BranchStart starts;
  private final Map<String, ManifestBranch> lines = new ConcurrentHashMap<>();

  public LanceManifest(TableStore tables, String root, Steps steps) {
    this.tables = tables;
    this.root = root;
    this.steps = steps;
    this.versions = new ManifestVersions(tables);
    this.starts = new BranchStart(tables, root);
  }

  /** Whether a finished manifest is in a graph's directory. */
  public static boolean isAt(Path root) {
    try (Stream<Path> versions = Files.list(root.resolve(PATH).resolve("_versions"))) {
      return versions.anyMatch(file -> file.getFileName().toString().endsWith(".manifest"));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a native branch of the manifest is not one of the graph. */
  public static boolean isInternal(String name) {
    return name.startsWith("__schema_apply_lock__") || name.startsWith(BranchStart.PREFIX);
  }

  /** Native branch of a graph branch: null for main. */
  public static String nativeName(String branch) {
    return MAIN.equals(branch) ? null : branch;
  }

  /**
   * Makes a new manifest whose first version holds the genesis commit; nothing may be at its path.
   */
  public static void create(TableStore tables, List<ManifestOp> ops, Lineage genesis) {
    List<ManifestRow> rows = new ArrayList<>(ManifestRow.of(ops, 1, null, null, genesis));
    rows.add(ManifestRow.head(1, genesis.commitId()));
    try (RowStager stager = tables.stager(PATH, null, ManifestColumns.SCHEMA)) {
      stager.write(ManifestColumns.batch(rows));
      Map<String, String> properties = Map.of("operation_id", genesis.operationId());
      try (StagedWrite create =
          tables.stageCreate(PATH, ManifestColumns.SCHEMA, List.of(stager.finish()), properties)) {
        CommitOutcome outcome = tables.commit(create);
        if (outcome instanceof CommitOutcome.Unknown unknown) {
          throw new OmnigraphException(
                  ErrorCode.COMMIT_UNKNOWN, genesis.commitId(), MAIN, unknown.cause())
              .causedBy(unknown.cause());
        }
        if (!(outcome instanceof CommitOutcome.Committed committed) || committed.version() != 1) {
          throw new OmnigraphException(ErrorCode.INTERNAL, "create of __manifest: " + outcome);
        }
      }
    }
  }

  @Override
  public GraphSnapshot head(String branch) {
    return line(branch).head();
  }

  @Override
  public GraphSnapshot at(String branch, long seq) {
    return line(branch).at(seq);
  }

  @Override
  public boolean comesFrom(String branch, String origin) {
    String own = nativeName(origin);
    return own == null || line(branch).comesFrom(own);
  }

  @Override
  public List<GraphCommit> commits(String branch) {
    return line(branch).commits();
  }

  @Override
  public Set<String> forkedPaths(String branch) {
    return line(branch).forkedPaths();
  }

  @Override
  public Optional<GraphCommit> commit(String branch, String commitId) {
    return line(branch).commit(commitId);
  }

  @Override
  public Map<String, List<FileSum>> fileSums(String branch) {
    return line(branch).fileSums();
  }

  private ManifestBranch line(String branch) {
    ManifestBranch line = lines.get(branch);
    if (line == null) {
      if (!branches().contains(branch)) {
        throw notFound(branch);
      }
      line = lines.computeIfAbsent(branch, name -> new ManifestBranch(tables, root, name));
    }
    return line;
  }

  private OmnigraphException notFound(String branch) {
    lines.remove(branch);
    return new OmnigraphException(
        ErrorCode.BRANCH_NOT_FOUND, branch, String.join(", ", branches()));
  }

  @Override
  public PreparedPublish prepare(PublishRequest request) {
    requireLineage(request);
    return new LancePublish(line(request.branch()), request, steps).stageAhead();
  }

  static void requireLineage(PublishRequest request) {
    if (request.commits().stream().anyMatch(commit -> commit.lineage() == null)) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "a publish without lineage");
    }
  }

  /** Publishes what others see already, from a log in front. */
  GraphSnapshot takeOver(PublishRequest request) {
    ManifestBranch line = line(request.branch());
    try (LancePublish publish = new LancePublish(line, request, Steps.NONE)) {
      return publish.stageAhead().publish();
    }
  }

  /** Whether the branch is still the one that was looked at last; false when none was. */
  boolean isIntact(String branch) {
    ManifestBranch line = lines.get(branch);
    return line != null && line.isIntact();
  }

  /** Brings the newest version to the disk, whoever made it. */
  void syncNewest(String branch) {
    String nativeBranch = nativeName(branch);
    long newest = tables.latestOfUnbroken(PATH, nativeBranch);
    tables.syncVersion(new TableRef(PATH, nativeBranch, newest));
  }

  @Override
  public void makeDurable(String branch, GraphCommit commit) {
    String nativeBranch = nativeName(branch);
    long newest = tables.latestOfUnbroken(PATH, nativeBranch);
    long since = head(branch).seq() - commit.seq();
    // A version holds one commit or more, so this one's is no further back.
    for (long version = newest; version >= Math.max(1, newest - since); version--) {
      TableRef ref = new TableRef(PATH, nativeBranch, version);
      if (tables.isReadable(ref)) {
        if (versions.headSeq(ref) < commit.seq()) {
          return;
        }
        tables.syncVersion(ref);
      }
    }
  }

  @Override
  public List<String> branches() {
    List<String> names = new ArrayList<>(tables.branches(PATH));
    names.removeIf(LanceManifest::isInternal);
    Collections.sort(names);
    names.add(0, MAIN);
    return List.copyOf(names);
  }

  @Override
  public void createBranch(String name, String from, long seq) {
    starts.removeUnused();
    ManifestBranch source = line(from);
    GraphCommit commit = source.commitAt(seq);
    tables.createBranch(starts.at(source, owner(from, seq), commit), name);
    lines.remove(name);
  }

  /** The native branch that has the version: a branch has none from before it began. */
  private String owner(String branch, long seq) {
    String own = nativeName(branch);
    if (own == null || seq == head(branch).seq()) {
      return own;
    }
    String owner = own;
    for (GraphCommit commit : commits(branch)) {
      if (commit.seq() == seq) {
        owner = commit.branch();
      } else if (commit.seq() == seq + 1 && own.equals(commit.branch())) {
        return own; // the branch began at this version
      }
    }
    return owner;
  }

  @Override
  public void deleteBranch(String name) {
    try {
      starts.removeUnused();
      tables.deleteBranch(PATH, name);
      starts.removeUnused();
    } finally {
      ManifestBranch line = lines.remove(name);
      if (line != null) {
        line.close();
      }
    }
  }

  @Override
  public void close() {
    lines.values().forEach(ManifestBranch::close);
    lines.clear();
  }
}
