package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.publish.Gates;
import io.omnigraph.engine.publish.GraphChange;
import io.omnigraph.engine.publish.TableWork;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCategory;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Takes deltas of a branch's tables into their files; no row changes.
 *
 * <ol>
 *   <li>Look at the branch, and write the rows that the deltas leave, while others commit.
 *   <li>Take a writer's turn, from which only commits to files are shut out; commits of deltas go
 *       on. A table that somebody else has committed to meanwhile has lost its deltas to that
 *       commit and is left out, and one whose new place was taken.
 *   <li>Publish the new pins as one commit, each with the last delta that it holds; others wait for
 *       its last phase alone. Deltas that came meanwhile stay on top.
 * </ol>
 */
final class Fold implements AutoCloseable {
  /** Author of the commits. */
  static final String ACTOR = "omnigraph:fold";

  private static final Duration LONGEST_SWAP_WAIT = Duration.ofSeconds(60);
  private static final Duration SWAP_LOOK = Duration.ofMillis(10);

  private final OpenGraph graph;
  private final CommittedView view;
  private final String operationId;
  private final List<FoldedTable> tables = new ArrayList<>();

  private Fold(OpenGraph graph, CommittedView view) {
    this.graph = graph;
    this.view = view;
    this.operationId = graph.publisher().newOperationId();
  }

  /**
   * Not to be run by two threads at once.
   *
   * @param which of the tables that have deltas
   * @return what was folded; empty as well when others were faster
   * @throws OmnigraphException LOCK_TIMEOUT, RECOVERY_REQUIRED, STORE_FULL, …
   */
  static List<Session.Folded> run(
      OpenGraph graph, String branch, Predicate<TableEntry> which, Duration lockTimeout) {
    try (Fold fold = new Fold(graph, graph.head(branch))) {
      fold.stage(which);
      return fold.tables.isEmpty() ? List.of() : fold.publish(lockTimeout);
    } catch (OmnigraphException e) {
      if (e.code().category() == ErrorCategory.RETRY) {
        return List.of();
      }
      throw e;
    }
  }

  private void stage(Predicate<TableEntry> which) {
    TablePaths paths = new TablePaths(graph.tables(), view.snapshot());
    Map<String, String> properties = Map.of("operation_id", operationId);
    String branch = LanceManifest.nativeName(view.branch());
    for (TableType type : view.schema().tables()) {
      TableEntry entry = view.snapshot().entry(type.tableKey());
      if (!entry.deltas().isEmpty() && which.test(entry)) {
        RowsView rows = view.rows(type);
        tables.add(
            PendingWork.movesToNewTable(rows, entry, branch)
                ? FoldedTable.moved(graph, rows, entry, paths.pathFor(type))
                : FoldedTable.stage(graph, rows, entry, branch, properties));
      }
    }
  }

  private List<Session.Folded> publish(Duration lockTimeout) {
    String branch = LanceManifest.nativeName(view.branch());
    boolean forks = tables.stream().anyMatch(table -> table.isFirstOnBranch(branch));
    List<GateKey> keys =
        new ArrayList<>(List.of(GateKey.background(), GateKey.files(view.branch())));
    if (forks) { // whoever waits for a branch's gate must not hold that of new tables
      keys.addAll(List.of(GateKey.branch(view.branch()), GateKey.newTables()));
    }
    try (WriteTurn turn = WriteTurn.take(graph, keys, lockTimeout)) {
      GraphSnapshot base = graph.headAfter(view).snapshot();
      List<FoldedTable> current =
          tables.stream()
              .filter(table -> table.isOnTopOf(base) && !table.isPlaceTaken(graph.tables()))
              .toList();
      if (current.isEmpty()) {
        return List.of();
      }
      GraphChange change = change(base, current);
      if (forks) {
        graph.publisher().publish(operationId, change);
      } else {
        Supplier<Gates.Held> swap = () -> turn.waitForOwn(this::branchGate);
        graph.publisher().publishBeside(operationId, change, swap);
      }
      return current.stream().map(table -> table.fact(view.branch())).toList();
    }
  }

  /**
   * Its table commits are there and cannot be taken back, so that it waits for those who publish
   * deltas at the moment, longer than its caller would and whoever interrupts it. It looks often: a
   * simulation lets the others go on in between.
   */
  private Gates.Held branchGate() {
    long end = System.nanoTime() + LONGEST_SWAP_WAIT.toNanos();
    boolean interrupted = false;
    try {
      Optional<Gates.Held> gate;
      do {
        graph.steps().at(PublishStep.FOLD_BEFORE_SWAP);
        interrupted |= Thread.interrupted();
        gate = lookForBranchGate(end);
      } while (gate.isEmpty());
      return gate.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Empty when somebody still has it, or the thread was interrupted. */
  private Optional<Gates.Held> lookForBranchGate(long end) {
    try {
      return Optional.of(graph.gates().acquire(List.of(GateKey.branch(view.branch())), SWAP_LOOK));
    } catch (OmnigraphException e) {
      boolean waits = e.code() == ErrorCode.LOCK_TIMEOUT || e.code() == ErrorCode.CANCELLED;
      if (!waits || System.nanoTime() - end > 0) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static GraphChange change(GraphSnapshot base, List<FoldedTable> folded) {
    List<TableWork> work = folded.stream().map(FoldedTable::work).toList();
    return new GraphChange(
        WriterKind.FOLD, ACTOR, base, work, List.of(), List.of(), Optional.empty(), Map.of(), null);
  }

  @Override
  public void close() {
    tables.forEach(FoldedTable::close);
  }
}
