package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check tells of deltas and folds as they are stored. */
class ManifestAuditDeltaTest {
  private static final String PERSON = "node:Person";
  private static final TableDelta DELTA = new TableDelta(new byte[8]);

  @TempDir Path root;
  private final List<ManifestRow> rows = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long seq;

  @BeforeEach
  void genesis() {
    commit(
        new ManifestOp.Register(1, PERSON, "nodes/p"),
        new ManifestOp.Update(1, PERSON, 1, null, 0));
  }

  private void commit(ManifestOp... ops) {
    seq++;
    Lineage lineage = new Lineage("c" + seq, null, null, "o" + seq, "Mutation", "h", 1, null);
    rows.addAll(
        ManifestRow.of(List.of(ops), seq, seq == 1 ? null : "c" + (seq - 1), null, lineage));
  }

  private static ManifestOp delta(long rowCount) {
    return new ManifestOp.Delta(1, PERSON, rowCount, DELTA);
  }

  private static ManifestOp fold(long pinSeq) {
    return new ManifestOp.Update(1, PERSON, 2, null, 1, List.of(), pinSeq);
  }

  /** The newest state as the audit sees it. */
  private TableEntry audit() {
    rows.add(ManifestRow.head(seq, "c" + seq));
    try (Storage storage =
        Storage.open(root, new StorageOptions(StorageOptions.Durability.OS, 64L << 20, null))) {
      try (RowStager stager =
          storage.tables().stager(LanceManifest.PATH, null, ManifestColumns.SCHEMA)) {
        stager.write(ManifestColumns.batch(rows));
        try (StagedWrite create =
            storage
                .tables()
                .stageCreate(
                    LanceManifest.PATH,
                    ManifestColumns.SCHEMA,
                    List.of(stager.finish()),
                    Map.of())) {
          storage.tables().commit(create);
        }
      }
      try (TableSnapshot open = storage.tables().open(new TableRef(LanceManifest.PATH, null, 1))) {
        return ManifestAudit.read(
                open,
                "main",
                LogAudit.NONE,
                (problem, id, what) -> problems.add(problem + " " + id + " " + what))
            .newest()
            .orElseThrow()
            .entry(PERSON);
      }
    }
  }

  private void assertOneProblem(String text) {
    audit();
    assertThat(problems).singleElement().asString().contains(text);
  }

  @Test
  @DisplayName("sound deltas and folds are no problem and make the newest state")
  void sound() {
    commit(delta(1));
    commit(delta(2));
    commit(fold(2));
    TableEntry newest = audit();
    assertThat(problems).isEmpty();
    assertThat(newest.pinSeq()).isEqualTo(2);
    assertThat(newest.rowCount()).isEqualTo(2);
    assertThat(newest.deltas().links()).extracting(DeltaChain.Link::seq).containsExactly(3L);
  }

  /** The rows from one on, as a row of their commits. */
  private ManifestRow asRun(int from, TableDelta delta) {
    List<PublishRequest.Commit> commits = new ArrayList<>();
    List<ManifestRow> ofRun = rows.subList(from, rows.size());
    for (ManifestRow row : ofRun) {
      if (row.isCommit()) {
        Lineage lineage =
            new Lineage(row.commitId(), null, null, row.operationId(), "Mutation", "h", 1, null);
        commits.add(
            new PublishRequest.Commit(
                List.of(new ManifestOp.Delta(1, PERSON, row.seq(), delta)), lineage));
      }
    }
    long base = seq - commits.size();
    ofRun.clear();
    return new CommitRun(new CommitRecord.Commits("main", base, "c" + base, commits)).toRow();
  }

  @Test
  void soundRun() {
    int from = rows.size();
    commit(delta(2));
    commit(delta(3));
    rows.add(asRun(from, DELTA));
    commit(delta(4));
    TableEntry newest = audit();
    assertThat(problems).isEmpty();
    assertThat(newest.rowCount()).isEqualTo(4);
    assertThat(newest.deltas().links())
        .extracting(DeltaChain.Link::seq)
        .containsExactly(2L, 3L, 4L);
  }

  @Test
  void runOfCommitsThatHaveRowsAsWell() {
    int from = rows.size();
    commit(delta(2));
    commit(delta(3));
    List<ManifestRow> own = List.copyOf(rows.subList(from, rows.size()));
    rows.add(asRun(from, DELTA));
    rows.addAll(own.subList(0, 2));
    audit();
    assertThat(problems)
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains("two rows have this object_id"));
  }

  @Test
  void runOfADeltaThatIsNone() {
    int from = rows.size();
    commit(delta(2));
    rows.add(asRun(from, new TableDelta(new byte[] {-1, -1, -1, -1})));
    audit();
    assertThat(problems)
        .anySatisfy(problem -> assertThat(problem).contains("of a table_delta is not a delta"));
  }

  @Test
  void damagedRun() {
    int from = rows.size();
    commit(delta(2));
    commit(delta(3));
    rows.add(asRun(from, DELTA).withPayload(Payload.stored(new byte[9])));
    commit(delta(4));
    audit();
    assertThat(problems)
        .anySatisfy(problem -> assertThat(problem).contains("ROW", "graph_commits:", "its payload"))
        .anySatisfy(problem -> assertThat(problem).contains("CHAIN c4", "it has seq 4 where 2"));
  }

  @Test
  void withoutTable() {
    commit(new ManifestOp.Delta(9, "node:X", 1, DELTA));
    assertOneProblem("no table of this id");
  }

  @Test
  void afterTheTableWasDropped() {
    commit(new ManifestOp.Tombstone(1, PERSON));
    commit(delta(1));
    assertOneProblem("no table of this id");
  }

  @Test
  void ofACommitThatIsNotThere() {
    rows.add(ManifestRow.delta(7, "c7", (ManifestOp.Delta) delta(1)));
    assertOneProblem("no commit has its seq 7");
  }

  @Test
  void ofAnotherCommit() {
    commit();
    rows.add(ManifestRow.delta(2, "c7", (ManifestOp.Delta) delta(1)));
    assertOneProblem("it names commit c7, but seq 2 is commit c2");
  }

  @Test
  void withFewerThanNoRows() {
    commit(delta(-1));
    assertOneProblem("its row count is missing");
  }

  @Test
  void besideAVersionOfTheSameCommit() {
    commit(fold(0), delta(1));
    assertOneProblem("its commit moves the table's pin as well");
  }

  @Test
  void withoutContent() {
    commit(new ManifestOp.Delta(1, PERSON, 1, new TableDelta(new byte[3])));
    assertOneProblem("that of a table_delta is not a delta");
  }

  @Test
  void withoutPayload() {
    commit();
    rows.add(ManifestRow.delta(2, "c2", (ManifestOp.Delta) delta(1)).withPayload(null));
    assertOneProblem("that of a table_delta is not a delta");
  }

  @Test
  void foldOfWhatCameLater() {
    commit(fold(3));
    assertOneProblem("its folded_seq is 3, that of the version before 1");
  }

  @Test
  void foldOfLessThanBefore() {
    commit(delta(1));
    commit(delta(2));
    commit(fold(3));
    commit(fold(2));
    assertOneProblem("its folded_seq is 2, that of the version before 3");
  }
}
