package io.omnigraph.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Severity;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.session.GraphFacts;
import io.omnigraph.engine.session.Session;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** What must hold for a directory after a crash and whatever came next. */
final class Verdict {
  private static final CheckOptions CHECK =
      CheckOptions.shallow().withStorage(GraphFixture.options().storage());

  private Verdict() {}

  /** Opens the graph, which recovers it, and looks at everything; opening again changes nothing. */
  static void check(Path root, StoreKind kind, Rows expected) {
    check(root, kind, expected, facts -> {});
  }

  /** Also that recovery tells once what it did with the sidecar that the crash left, if any. */
  static void check(CrashCase crashed, Rows expected) {
    List<String> done =
        Directory.listing(crashed.state().root()).keySet().stream()
            .filter(file -> file.startsWith(Sidecars.FOLDER) && file.endsWith(".json"))
            .map(file -> file.substring(Sidecars.FOLDER.length() + 1, file.length() - 5))
            .map(id -> id + (crashed.completed() ? " ROLLED_FORWARD" : " ROLLED_BACK"))
            .toList();
    check(
        crashed.root(),
        crashed.kind(),
        expected,
        facts ->
            assertThat(facts.recoveries())
                .extracting(row -> row.operationId() + " " + row.kind())
                .isEqualTo(done));
  }

  private static void check(Path root, StoreKind kind, Rows expected, Consumer<GraphFacts> more) {
    try (Graph graph = Graphs.open(root, kind.options());
        Session session = graph.newSession()) {
      assertThat(Rows.of(session)).isEqualTo(expected);
      checkFacts(root, session.facts());
      more.accept(session.facts());
    }
    Map<String, String> files = Directory.listing(root);
    assertThat(files.keySet())
        .noneMatch(file -> file.startsWith(Sidecars.FOLDER + "/") && file.endsWith(".json"))
        .noneMatch(file -> file.endsWith(".staging"));
    assertThat(Graphs.check(root, CHECK)).noneMatch(f -> f.severity() != Severity.INFO);
    Graphs.open(root, kind.options()).close();
    assertThat(Directory.listing(root)).as("a second open changes nothing").isEqualTo(files);
  }

  private static void checkFacts(Path root, GraphFacts facts) {
    assertThat(facts.sidecarFacts()).isEmpty();
    assertThat(facts.recoveries()).extracting(AuditRow::operationId).doesNotHaveDuplicates();
    try (Storage storage = Storage.open(root, GraphFixture.options().storage())) {
      for (GraphFacts.BranchFact branch : facts.branches()) {
        checkLineage(facts, branch);
        for (TableEntry entry : facts.tables(branch.name())) {
          checkPin(storage.tables(), branch.name(), entry);
        }
      }
    }
  }

  private static void checkLineage(GraphFacts facts, GraphFacts.BranchFact branch) {
    String parent = null;
    long seq = 0;
    for (GraphCommit commit : facts.commits(branch.name())) {
      assertThat(commit.parentId()).as("parent of %s", commit).isEqualTo(parent);
      assertThat(commit.seq()).as("seq of %s", commit).isEqualTo(seq + 1);
      parent = commit.commitId();
      seq = commit.seq();
    }
    assertThat(branch.commitId()).isEqualTo(parent);
    assertThat(branch.seq()).isEqualTo(seq);
  }

  /** A branch's own tables stand at their pins; inherited ones may have gone on elsewhere. */
  private static void checkPin(TableStore tables, String branch, TableEntry entry) {
    String owner = LanceManifest.nativeName(branch);
    if (Objects.equals(entry.branch(), owner)) {
      assertThat(tables.latestVersion(entry.path(), owner))
          .as("head of %s on %s", entry.tableKey(), branch)
          .isEqualTo(entry.version());
    }
  }
}
