package io.omnigraph.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer does something whole between two steps of a check: no damage is told. */
class CheckBesideWritersTest {
  /** Each third step in the normal build. */
  private static final int STRIDE = "full".equals(System.getProperty("reliability")) ? 1 : 3;

  @TempDir Path folder;
  private OpenOptions options = GraphFixture.options();
  private Damaged damaged;
  private Graph graph;
  private Session session;

  @BeforeEach
  void create() {
    damaged = Damaged.create(folder.resolve("g"));
    open();
  }

  private void open() {
    graph = Graphs.open(damaged.root, options);
    session = graph.newSession();
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  /** Counts the steps of a check and acts at one of them. */
  private static final class AtStep implements Runnable {
    private final int step;
    private final Runnable action;
    private int steps;

    AtStep(int step, Runnable action) {
      this.step = step;
      this.action = action;
    }

    @Override
    public void run() {
      if (steps++ == step) {
        action.run();
      }
    }

    boolean acted() {
      return steps > step;
    }
  }

  /** One check for each of the steps that are looked at. */
  private void atEachStep(CheckOptions options, IntConsumer before, IntConsumer action) {
    int checks = 0;
    boolean acted = true;
    while (acted) {
      int step = STRIDE * checks++;
      before.accept(step);
      AtStep at = new AtStep(step, () -> action.accept(step));
      assertThat(check(options.withCheckpoint(at)))
          .as("at step " + step)
          .noneMatch(finding -> finding.severity() != Severity.INFO);
      acted = at.acted();
      assertThat(checks).as("what the action leaves must not add steps").isLessThan(300);
    }
    assertThat(checks).isGreaterThan(5);
  }

  private List<Finding> check(CheckOptions options) {
    return Graphs.check(damaged.root, options.withStorage(GraphFixture.options().storage()));
  }

  private void makeBranch() {
    if (!session.branches().contains("spring")) {
      session.createBranch("spring", "main", Optional.empty());
      session.useBranch("spring");
      GraphFixture.insert(session, "Company", GraphFixture.row("Hooli"));
      session.useBranch("main");
    }
  }

  /** Each time on a graph that had no change yet: each schema and table has steps of its own. */
  @Test
  @DisplayName("A schema change")
  void schemaChange() {
    Path whole = damaged.root;
    atEachStep(
        CheckOptions.shallow(),
        step -> openCopy(whole, step),
        step -> Damaged.changeSchema(session, "node Tag { name: String @key }"));
  }

  private void openCopy(Path whole, int step) {
    close();
    damaged = Damaged.copy(whole, folder.resolve("g" + step));
    open();
  }

  @Test
  @DisplayName("Deltas are folded, and others come")
  void fold() {
    Path whole = Damaged.createWithDeltas(folder.resolve("deltas")).root;
    options = Damaged.smallCommits();
    atEachStep(
        CheckOptions.shallow(),
        step -> openCopy(whole, step),
        step -> {
          session.fold();
          GraphFixture.delete(session, "Person", "Frank");
        });
  }

  @Test
  @DisplayName("Commits come into the log, are folded and taken over, and others come")
  void checkpoint() {
    Path whole = Damaged.createWithLog(folder.resolve("logged")).root;
    options = Damaged.logged();
    atEachStep(
        CheckOptions.deepest(),
        step -> openCopy(whole, step),
        step -> {
          GraphFixture.insert(session, "Person", GraphFixture.row("Nina", 20, "n@x"));
          session.fold();
          damaged.checkpoint();
          GraphFixture.delete(session, "Person", "Frank");
        });
  }

  @Test
  @DisplayName("A branch is dropped")
  void branchDropped() {
    atEachStep(CheckOptions.deepest(), step -> makeBranch(), step -> session.dropBranch("spring"));
  }

  @Test
  @DisplayName("A branch is dropped and made again")
  void branchMadeAgain() {
    atEachStep(
        CheckOptions.deepest(),
        step -> makeBranch(),
        step -> {
          session.dropBranch("spring");
          makeBranch();
        });
  }

  @Test
  @DisplayName("Damage of a branch that stays is told though another one is dropped")
  void damageOfABranchThatStays() {
    makeBranch();
    damaged
        .files(damaged.pin("node:Company").path() + "/tree/winter/data")
        .forEach(damaged::truncate);
    AtStep at = new AtStep(5, () -> session.dropBranch("spring"));
    assertThat(check(CheckOptions.shallow().withCheckpoint(at)).stream().map(Finding::kind))
        .containsExactly(FindingKind.TABLE_UNREADABLE);
    assertThat(at.acted()).isTrue();
  }
}
