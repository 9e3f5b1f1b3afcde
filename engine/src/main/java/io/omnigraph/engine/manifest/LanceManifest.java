package io.omnigraph.engine.manifest;

import io.omnigraph.engine.step.PublishStep;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * {@link ManifestStore} as a Lance table: a graph branch is a native branch of it, a publish one
 * commit that replaces the {@code graph_head} row and adds the others.
 *
 * <p>The publish loop, at most six times:
 *
 * <ol>
 *   <li>Take the branch's newest version up; check its format.
 *   <li>Our commit is there already: done (an acknowledgement was lost).
 *   <li>Check the expected head and pins; a mismatch is never retried here.
 *   <li>Check the operations against the tables; one that does not fit refuses all.
 *   <li>Build the rows with the next seq, parent = the head of this attempt.
 *   <li>Commit, cutting the head row that was read: of two commits read at one version the second
 *       conflicts.
 *   <li>Conflict: next attempt. Budget spent: contention. Unknown: the next attempt sees whether
 *       the commit is there; what was not brought to the disk is not acknowledged even so.
 *   <li>Read back: the new version must hold our commit, and the head must name it.
 * </ol>
 */
public final class LanceManifest implements ManifestStore {
  public static final String PATH = "__manifest";
  public static final String MAIN = "main";

  /** Retries after the first attempt. */
  private static final int RETRY_BUDGET = 5;

  private final TableStore tables;
  private final String root;
  private final Steps steps;
  private final Map<String, ManifestBranch> lines = new ConcurrentHashMap<>();

  public LanceManifest(TableStore tables, String root, Steps steps) {
    this.tables = tables;
    this.root = root;
    this.steps = steps;
  }

  /** Whether a finished manifest is in a graph's directory. */
  public static boolean isAt(Path root) {
    try (Stream<Path> versions = Files.list(root.resolve(PATH).resolve("_versions"))) {
      return versions.anyMatch(file -> file.getFileName().toString().endsWith(".manifest"));
    } catch (IOException e) {
      return false;
    }
  }

  /** Native branch of a graph branch: null for main. */
  public static String nativeName(String branch) {
    return MAIN.equals(branch) ? null : branch;
  }

  /**
   * Makes a new manifest whose first version holds the genesis commit; nothing may be at its path.
   */
  public static void create(TableStore tables, List<ManifestOp> ops, Lineage genesis) {
    List<ManifestRow> rows = rows(ops, 1, null, null, genesis);
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
  public List<GraphCommit> commits(String branch) {
    return line(branch).commits();
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
  public GraphSnapshot publish(PublishRequest request) {
    ManifestBranch line = line(request.branch());
    if (request.lineage() == null) {
      if (!request.ops().isEmpty()) {
        throw new OmnigraphException(ErrorCode.INTERNAL, "a publish without lineage");
      }
      return line.head();
    }
    String conflict = "";
    Throwable doubt = null;
    for (int attempt = 0; attempt <= RETRY_BUDGET; attempt++) {
      GraphSnapshot head = line.head();
      if (line.commit(request.lineage().commitId()).isPresent()) {
        if (doubt != null) {
          throw new OmnigraphException(
                  ErrorCode.COMMIT_UNKNOWN,
                  request.lineage().commitId(),
                  request.branch(),
                  "it is visible, but may not survive a loss of power: " + doubt.getMessage())
              .causedBy(doubt);
        }
        return head;
      }
      check(request, head);
      long seq = head.seq() + 1;
      List<ManifestRow> rows =
          rows(
              request.ops(), seq, head.commitId(), nativeName(request.branch()), request.lineage());
      steps.at(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND);
      CommitOutcome outcome = line.commit(head, rows, request.lineage());
      if (outcome instanceof CommitOutcome.Committed) {
        GraphSnapshot published = line.head();
        steps.at(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT);
        return published;
      }
      if (outcome instanceof CommitOutcome.Unknown unknown) {
        doubt = unknown.cause();
      }
      conflict = outcome.toString();
    }
    throw new OmnigraphException(
        ErrorCode.PUBLISH_CONTENTION,
        request.branch(),
        (RETRY_BUDGET + 1) + " attempts, last: " + conflict);
  }

  private static void check(PublishRequest request, GraphSnapshot head) {
    if (request.expectHead().isPresent() && !request.expectHead().get().equals(head.commitId())) {
      throw new OmnigraphException(
          ErrorCode.EXPECT_HEAD_FAILED,
          request.branch(),
          head.commitId(),
          request.expectHead().get());
    }
    new OpCheck(request, head).run();
  }

  private static List<ManifestRow> rows(
      List<ManifestOp> ops, long seq, String parentId, String nativeBranch, Lineage lineage) {
    List<ManifestRow> rows = new ArrayList<>();
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Register register) {
        rows.add(ManifestRow.table(seq, lineage.commitId(), register));
      } else if (op instanceof ManifestOp.Update update) {
        rows.add(ManifestRow.version(seq, lineage.commitId(), update));
      } else {
        rows.add(ManifestRow.tombstone(seq, lineage.commitId(), (ManifestOp.Tombstone) op));
      }
    }
    rows.add(ManifestRow.commit(seq, parentId, nativeBranch, lineage));
    return rows;
  }

  @Override
  public List<String> branches() {
    List<String> names = new ArrayList<>(tables.branches(PATH));
    names.removeIf(name -> name.startsWith("__schema_apply_lock__"));
    Collections.sort(names);
    names.add(0, MAIN);
    return List.copyOf(names);
  }

  @Override
  public void createBranch(String name, String from, long seq) {
    // Every version of the manifest is made by one publish, so versions count as seq does.
    tables.createBranch(new TableRef(PATH, owner(from, seq), seq), name);
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
      tables.deleteBranch(PATH, name);
    } finally {
      ManifestBranch line = lines.remove(name);
      if (line != null) {
        line.close();
      }
    }
  }

  /** Frees native handles. */
  public void close() {
    lines.values().forEach(ManifestBranch::close);
    lines.clear();
  }
}
