package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Commits as one row, and what a publish makes of many of them. */
class CommitRunTest {
  private static final GraphSnapshot BASE =
      new GraphSnapshot("main", 7, "c7", "sha256:0", TableEntries.NONE);

  private final Random random = new Random(1);

  private static PublishRequest.Commit commit(int id, ManifestOp... ops) {
    return new PublishRequest.Commit(
        List.of(ops),
        new Lineage(
            "c" + id,
            null,
            id % 2 == 0 ? "ann" : null,
            "o" + id,
            "Mutation",
            "sha256:0",
            id,
            null));
  }

  private ManifestOp delta(long table, int bytes) {
    byte[] content = new byte[Integer.BYTES + bytes];
    random.nextBytes(content);
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes);
    return new ManifestOp.Delta(table, "node:T" + table, bytes, new TableDelta(content));
  }

  private List<PublishRequest.Commit> deltas(int count, int bytes) {
    List<PublishRequest.Commit> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      commits.add(commit(8 + i, delta(1 + i % 2, bytes)));
    }
    return commits;
  }

  private static CommitRun run(List<PublishRequest.Commit> commits) {
    return new CommitRun(new CommitRecord.Commits("b", 7, "c7", commits));
  }

  private static void assertDamaged(ManifestRow row, String what) {
    assertThatThrownBy(() -> CommitRun.of(row))
        .isInstanceOfSatisfying(
            OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT))
        .hasMessageContaining(LanceManifest.PATH)
        .hasMessageContaining("graph_commits:00000000000000000010")
        .hasMessageContaining(what);
  }

  private static ManifestRow withPayload(ManifestRow row, byte[] bytes) {
    return row.withPayload(Payload.stored(bytes));
  }

  @Test
  void saysWhatTheRowsOfItsCommitsWouldSay() {
    List<PublishRequest.Commit> commits = deltas(3, 20);
    List<ManifestRow> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      PublishRequest.Commit commit = commits.get(i);
      rows.addAll(ManifestRow.of(commit.ops(), 8 + i, "c" + (7 + i), "b", commit.lineage()));
    }
    ManifestRow row = run(commits).toRow();
    assertThat(CommitRun.of(row).rows()).isEqualTo(rows);
    assertThat(row.seq()).isEqualTo(10);
    assertThat(row.commitId()).isEqualTo("c10");
    assertThat(row.parentCommitId()).isEqualTo("c7");
    assertThat(row.branch()).isEqualTo("b");
    assertThat(row.rowCount()).isEqualTo(3);
  }

  @Test
  void findsDeltasByTableAndVersion() {
    List<PublishRequest.Commit> commits = deltas(3, 20);
    Map<DeltaId, TableDelta> found = new HashMap<>();
    DeltaId wanted = new DeltaId(2, 9);
    CommitRun.of(run(commits).toRow())
        .addDeltas(Set.of(wanted, new DeltaId(2, 8), new DeltaId(1, 11)), found);
    assertThat(found).containsOnlyKeys(wanted);
    ManifestOp.Delta op = (ManifestOp.Delta) commits.get(1).ops().get(0);
    assertThat(found.get(wanted).content()).isEqualTo(op.delta().content());
  }

  @Test
  void everyFlippedBitOfThePayloadIsFoundButThoseThatFillAByte() {
    ManifestRow row = run(deltas(3, 20)).toRow();
    byte[] bytes = row.payload().bytes();
    List<ManifestRow> rows = CommitRun.of(row).rows();
    int same = 0;
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] other = bytes.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(CommitRun.of(withPayload(row, other)).rows()).isEqualTo(rows);
        same++;
      } catch (OmnigraphException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT);
      }
    }
    assertThat(same).isLessThan(8);
  }

  @Test
  void aPayloadThatIsMissingOrHasAnotherLengthIsDamage() {
    ManifestRow row = run(deltas(3, 20)).toRow();
    byte[] bytes = row.payload().bytes();
    assertDamaged(withPayload(row, Arrays.copyOf(bytes, bytes.length + 1)), "its payload");
    assertDamaged(row.withPayload(null), "its payload has no length");
    for (int length = 0; length < bytes.length; length++) {
      assertDamaged(withPayload(row, Arrays.copyOf(bytes, length)), "its payload");
    }
    byte[] large = bytes.clone();
    ByteBuffer.wrap(large).putInt(Integer.MAX_VALUE);
    assertDamaged(withPayload(row, large), "its payload has no length");
  }

  @Test
  void columnsThatSayOtherThanThePayloadAreDamage() {
    ManifestRow row = run(deltas(3, 20)).toRow();
    Payload payload = row.payload();
    String what = "it does not hold the commits that it names";
    assertDamaged(ManifestRow.run(10, "c9", 3, "c7", "b", payload), what);
    assertDamaged(ManifestRow.run(10, "c10", 2, "c7", "b", payload), what);
    assertDamaged(ManifestRow.run(10, "c10", 3, "c6", "b", payload), what);
    assertDamaged(ManifestRow.run(10, "c10", 3, "c7", null, payload), what);
    ManifestRow shorter = run(deltas(2, 20)).toRow();
    assertDamaged(row.withPayload(shorter.payload()), what);
  }

  @Test
  void manyCommitsOfDeltasAreRunsOfAFewHundred() {
    NewRows rows = NewRows.of(BASE, deltas(1_026, 20));
    assertThat(rows.said()).hasSize(2 * 1_026);
    assertThat(rows.stored())
        .extracting(ManifestRow::objectType, ManifestRow::seq)
        .containsExactly(
            tuple(ManifestRow.TABLE_DELTA, 7 + 1_026L),
            tuple(ManifestRow.GRAPH_COMMITS, 7 + 512L),
            tuple(ManifestRow.GRAPH_COMMITS, 7 + 1_024L),
            tuple(ManifestRow.GRAPH_COMMITS, 7 + 1_025L),
            tuple(ManifestRow.GRAPH_COMMIT, 7 + 1_026L));
    assertSaysTheSame(rows);
  }

  @Test
  void largeDeltasMakeShorterRuns() {
    NewRows rows = NewRows.of(BASE, deltas(50, 4_000));
    assertThat(rows.stored())
        .extracting(ManifestRow::objectType)
        .filteredOn(ManifestRow.GRAPH_COMMITS::equals)
        .hasSize(2);
    assertSaysTheSame(rows);
  }

  @Test
  void largeDeltasGoAsTheirRows() {
    NewRows rows = NewRows.of(BASE, deltas(3, 4_096));
    assertThat(rows.stored())
        .extracting(ManifestRow::objectType)
        .doesNotContain(ManifestRow.GRAPH_COMMITS);
    assertSaysTheSame(rows);
  }

  @Test
  void whatWouldNotComeBackGoesAsItsRows() {
    List<PublishRequest.Commit> commits = deltas(4, 20);
    Lineage nameless = new Lineage("c9", null, null, null, "Mutation", "sha256:0", 1, null);
    commits.set(1, new PublishRequest.Commit(commits.get(1).ops(), nameless));
    NewRows rows = NewRows.of(BASE, commits);
    assertThat(rows.stored()).containsExactlyInAnyOrderElementsOf(rows.said());
  }

  @Test
  void whatIsNotOfDeltasAloneEndsARun() {
    List<PublishRequest.Commit> commits = deltas(6, 20);
    ManifestOp pin = new ManifestOp.Update(1, "node:T1", 4, null, 9, List.of());
    commits.set(2, commit(10, pin));
    NewRows rows = NewRows.of(BASE, commits);
    assertThat(rows.stored())
        .extracting(ManifestRow::objectType)
        .containsExactly(
            ManifestRow.TABLE_VERSION,
            ManifestRow.TABLE_DELTA,
            ManifestRow.GRAPH_COMMITS,
            ManifestRow.GRAPH_COMMITS,
            ManifestRow.GRAPH_COMMIT,
            ManifestRow.GRAPH_COMMIT);
    assertSaysTheSame(rows);
  }

  private static void assertSaysTheSame(NewRows rows) {
    List<ManifestRow> read = new ArrayList<>();
    for (ManifestRow row : rows.stored()) {
      boolean isRun = row.objectType().equals(ManifestRow.GRAPH_COMMITS);
      read.addAll(isRun ? CommitRun.of(row).rows() : List.of(row));
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(rows.said());
    assertThat(rows.head().commitId()).isEqualTo(read.get(read.size() - 1).commitId());
  }
}
