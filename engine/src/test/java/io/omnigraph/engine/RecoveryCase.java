package io.omnigraph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.ForgedSidecar;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.WriterKind;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.recovery.Recovery;
import io.omnigraph.engine.schema.Ulid;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;

/** Recovery of the catalogue's graph, from real crashes or from forged leftovers. */
abstract class RecoveryCase extends OpenGraphTest {
  /** When what a test forges was begun, in 2100: after all that the test has committed. */
  static final long STARTED_MICROS = 4_102_444_800_000_000L;

  /** No commit is small: it goes through files. */
  @Override
  OpenOptions options() {
    return GraphFixture.options();
  }

  /** Person, as main's head pins it. */
  TableEntry person;

  TableEntry company;
  private long nextId;

  @BeforeEach
  final void pins() {
    person = entry("main", "node:Person");
    company = entry("main", "node:Company");
  }

  final TableEntry entry(String branch, String key) {
    return session.facts().tables(branch).stream()
        .filter(entry -> entry.tableKey().equals(key))
        .findFirst()
        .orElseThrow();
  }

  final GraphCommit last(String branch) {
    List<GraphCommit> commits = session.facts().commits(branch);
    return commits.get(commits.size() - 1);
  }

  /** Ids that ascend in the order in which they are asked for. */
  final String id() {
    byte[] bytes = new byte[16];
    bytes[15] = (byte) ++nextId;
    bytes[14] = (byte) (nextId >> 8);
    return Ulid.text(bytes, 0);
  }

  /** A sidecar of main whose only table is Person and that expects what is pinned. */
  final Sidecar sidecar(WriterKind kind, Sidecar.Pin... pins) {
    return new Sidecar(
        id(),
        STARTED_MICROS,
        null,
        "act-alice",
        kind,
        false,
        "C" + id(),
        "R" + id(),
        last("main").commitId(),
        List.of(pins),
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        null,
        null);
  }

  static Sidecar.Pin pin(TableEntry entry) {
    return pin(entry, entry.version(), entry.version() + 1);
  }

  static Sidecar.Pin pin(TableEntry entry, long expected, long post) {
    return new Sidecar.Pin(
        entry.tableKey(),
        entry.tableId(),
        entry.path(),
        expected,
        1,
        post,
        entry.branch(),
        null,
        0);
  }

  static Sidecar onBranch(Sidecar sidecar, String branch, String head) {
    return SidecarDraft.like(sidecar).onBranch(branch, head).sidecar();
  }

  static Sidecar byActor(Sidecar sidecar, String actor) {
    return SidecarDraft.like(sidecar).byActor(actor).sidecar();
  }

  final void forge(Sidecar sidecar) {
    ForgedSidecar.write(root, sidecar);
  }

  /** Adds rows to a table behind the graph's back; answers the version. */
  final long rawAppend(TableEntry entry, Map<String, String> properties, Object[]... rows) {
    return raw(
        storage -> {
          try (StatementScope scope = session.statement()) {
            String name = entry.tableKey().substring(entry.tableKey().indexOf(':') + 1);
            ColumnBatch batch = GraphFixture.rows(scope.view().table(name).type(), rows);
            long head = storage.tables().latestVersion(entry.path(), entry.branch());
            TableRef ref = new TableRef(entry.path(), entry.branch(), head);
            try (TableSnapshot base = storage.tables().open(ref);
                RowStager stager =
                    storage.tables().stager(entry.path(), entry.branch(), base.schema())) {
              stager.write(batch);
              TableChange change = TableChange.insert(stager.finish());
              try (StagedWrite write = storage.tables().stage(base, change, properties)) {
                return ((CommitOutcome.Committed) storage.tables().commit(write)).version();
              }
            }
          }
        });
  }

  final long head(TableEntry entry) {
    return raw(storage -> storage.tables().latestVersion(entry.path(), entry.branch()));
  }

  final <T> T raw(Function<Storage, T> action) {
    try (Storage storage = Storage.open(root, GraphFixture.options().storage())) {
      return action.apply(storage);
    }
  }

  /** Cuts a version file of a closed graph, as a power cut can. */
  static void empty(Path root, String path, String branch, long version) throws IOException {
    Path table = root.resolve(path);
    Path directory = branch == null ? table : table.resolve("tree").resolve(branch);
    Path file =
        directory.resolve("_versions").resolve(Long.toUnsignedString(-1L - version) + ".manifest");
    assertThat(file).exists();
    Files.write(file, new byte[0]);
  }

  final void openDurable() {
    StorageOptions storage = new StorageOptions(StorageOptions.Durability.FULL, 256L << 20, null);
    graph = Graphs.open(root, options().withStorage(storage).withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
  }

  /** The common postconditions of a recovered operation. */
  final AuditRow assertRecovered(Sidecar sidecar, AuditRow.Kind kind) {
    String branch = Objects.requireNonNullElse(sidecar.branch(), "main");
    assertThat(sidecars()).isEmpty();
    List<AuditRow> rows =
        audit().stream().filter(r -> r.operationId().equals(sidecar.operationId())).toList();
    assertThat(rows).hasSize(1);
    AuditRow row = rows.get(0);
    assertThat(row.kind()).isEqualTo(kind);
    assertThat(row.writerKind()).isEqualTo(sidecar.writerKind().text());
    assertThat(row.branch()).isEqualTo(sidecar.branch());
    assertThat(row.forActor()).isEqualTo(sidecar.actorId());
    assertSound();
    for (AuditRow.TableOutcome outcome : row.outcomes()) {
      if (kind == AuditRow.Kind.ROLLED_FORWARD) {
        assertThat(outcome.toVersion()).isEqualTo(entry(branch, outcome.tableKey()).version());
      } else {
        assertThat(outcome.fromVersion()).isGreaterThan(outcome.toVersion());
      }
    }
    assertCommit(sidecar, branch, row);
    List<AuditRow> before = audit();
    reopen();
    assertThat(audit()).isEqualTo(before);
    assertThat(sidecars()).isEmpty();
    return row;
  }

  private void assertCommit(Sidecar sidecar, String branch, AuditRow row) {
    if (row.graphCommitId() == null) {
      assertThat(row.kind()).isEqualTo(AuditRow.Kind.ROLLED_BACK);
      assertThat(row.outcomes()).isEmpty();
      return;
    }
    GraphCommit commit =
        session.facts().commits(branch).stream()
            .filter(c -> c.commitId().equals(row.graphCommitId()))
            .findFirst()
            .orElseThrow();
    assertThat(commit.actorId()).isEqualTo(Recovery.ACTOR);
    assertThat(commit.operationId()).isEqualTo(sidecar.operationId());
    assertThat(commit.branch()).isEqualTo(sidecar.branch());
  }

  /** Pins equal heads, lineage is a chain, rows are what the manifest says, no leftovers. */
  final void assertSound() {
    assertThat(session.facts().check(CheckOptions.shallow())).isEmpty();
  }

  /** The one sidecar there is, as it is on disk. */
  final Sidecar onlySidecar() {
    List<Sidecar> all = new ArrayList<>();
    sidecars().forEach(name -> all.add(ForgedSidecar.read(root, name)));
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
