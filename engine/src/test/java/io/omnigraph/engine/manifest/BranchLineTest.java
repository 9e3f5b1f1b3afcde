package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a line keeps, what it forgets and what it has to read for an answer. */
class BranchLineTest {
  private static final String PERSON = TwoTables.PERSON;
  private static final String COMPANY = TwoTables.COMPANY;

  private final Map<DeltaId, TableDelta> stored = new HashMap<>();
  private final List<Set<DeltaId>> reads = new ArrayList<>();
  private final DeltaSource source =
      wanted -> {
        reads.add(wanted);
        return stored;
      };
  private final List<GraphSnapshot> made = new ArrayList<>();
  private final BranchLine line = new BranchLine("main");
  private long seq;

  @BeforeEach
  void genesis() {
    commit(TwoTables.ops().toArray(ManifestOp[]::new));
  }

  private GraphSnapshot commit(ManifestOp... ops) {
    seq++;
    Lineage lineage = new Lineage("c" + seq, null, null, "o" + seq, "Mutation", "h", 1, null);
    String parent = seq == 1 ? null : "c" + (seq - 1);
    ManifestRow.of(List.of(ops), seq, parent, null, lineage).forEach(line::take);
    line.take(ManifestRow.head(seq, "c" + seq));
    GraphSnapshot head = line.head(source);
    made.add(head);
    return head;
  }

  private GraphSnapshot person() {
    ByteBuffer content = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    TableDelta delta = new TableDelta(content.putInt(1).putLong(seq).array());
    stored.put(new DeltaId(1, seq + 1), delta);
    return commit(new ManifestOp.Delta(1, PERSON, seq, delta));
  }

  private GraphSnapshot fold(long pinSeq) {
    return commit(new ManifestOp.Update(1, PERSON, seq + 1, null, 0, List.of(), pinSeq));
  }

  private static DeltaChain chain(GraphSnapshot snapshot) {
    return snapshot.entry(PERSON).deltas();
  }

  @Test
  @DisplayName("the next snapshot shares what its commit did not change and reads nothing")
  void sharesWithTheOneBefore() {
    GraphSnapshot before = person();
    GraphSnapshot after = person();
    assertThat(chain(after).upTo(before.seq())).isSameAs(chain(before));
    assertThat(after.entry(COMPANY)).isSameAs(made.get(0).entry(COMPANY));
    GraphSnapshot other = commit(new ManifestOp.Update(2, COMPANY, 2, null, 1));
    assertThat(other.entry(PERSON)).isSameAs(after.entry(PERSON));
    assertThat(line.head(source)).isSameAs(other);
    assertThat(reads).isEmpty();
  }

  @Test
  @DisplayName("deltas that were folded are not kept: an older version has them read")
  void foldedDeltasAreReadAgain() {
    person();
    person();
    GraphSnapshot before = person();
    GraphSnapshot folded = fold(3);
    assertThat(chain(line.at(folded.seq(), source)).links()).hasSize(1);
    assertThat(reads).isEmpty();
    ManifestDeltaTest.assertSame(line.at(before.seq(), source), before);
    assertThat(reads)
        .containsExactly(Set.of(new DeltaId(1, 2), new DeltaId(1, 3), new DeltaId(1, 4)));
  }

  @Test
  @DisplayName("versions after the last fold are answered from what is in memory")
  void recentVersionsAreNotRead() {
    person();
    fold(2);
    for (int i = 0; i < 5; i++) {
      person();
    }
    for (GraphSnapshot snapshot : made.subList(2, made.size())) {
      ManifestDeltaTest.assertSame(line.at(snapshot.seq(), source), snapshot);
    }
    assertThat(reads).isEmpty();
  }

  @Test
  @DisplayName("a line that forgot old versions answers for all later ones, and goes on")
  void forgets() {
    for (int i = 0; i < 40; i++) {
      person();
      if (i % 7 == 6) {
        fold(seq - 3);
      }
    }
    commit(new ManifestOp.Tombstone(2, COMPANY));
    line.forgetUpTo(20);
    assertThat(line.unknownUpTo()).isEqualTo(20);
    assertThat(line.commits().firstKey()).isEqualTo(21);
    assertThat(line.commit("c20")).isNull();
    assertThat(line.commit("c21")).isNotNull();
    assertThatThrownBy(() -> line.at(20, source))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_NOT_FOUND));
    for (int i = 0; i < 20; i++) {
      person();
    }
    line.forgetUpTo(30);
    for (GraphSnapshot snapshot : made.subList(30, made.size())) {
      ManifestDeltaTest.assertSame(line.at(snapshot.seq(), source), snapshot);
    }
    fold(seq);
    line.forgetUpTo(seq);
    assertThat(line.commits()).isEmpty();
    assertThat(chain(person()).links()).hasSize(1);
  }

  @Test
  @DisplayName("a checkpoint names the version from which deltas are to be read again")
  void checkpoint() {
    assertThat(Checkpoint.of(made.get(0), Set.of()).deltasFrom()).isEqualTo(1);
    commit(new ManifestOp.Update(2, COMPANY, 2, null, 1));
    person();
    GraphSnapshot head = commit(new ManifestOp.Update(2, COMPANY, 3, null, 1));
    Checkpoint checkpoint = Checkpoint.of(ManifestRow.checkpoint(Checkpoint.of(head, Set.of())));
    assertThat(checkpoint.deltasFrom()).isEqualTo(2);
    assertThat(checkpoint.tables())
        .extracting(TableEntry::tableKey, TableEntry::pinSeq, TableEntry::version)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(COMPANY, 4L, 3L),
            org.assertj.core.groups.Tuple.tuple(PERSON, 1L, 1L));
    fold(3);
    assertThat(Checkpoint.of(line.head(source), Set.of()).deltasFrom()).isEqualTo(5);
  }

  @Test
  @DisplayName("a damaged folded_seq is told, not taken for none")
  void damagedFoldedSeq() {
    ManifestRow row =
        ManifestRow.version(9, "c9", new ManifestOp.Update(1, PERSON, 4, null, 0, List.of(), 7));
    assertThat(row.foldedSeq()).isEqualTo(7);
    assertThat(version(row.metadata()).foldedSeq()).isEqualTo(7);
    assertThat(version(null).foldedSeq()).isEqualTo(9);
    assertThatThrownBy(() -> version(row.metadata().replace(":7", ":\"x\"")).foldedSeq())
        .isInstanceOf(OmnigraphException.class)
        .hasMessageContaining("folded_seq");
  }

  private static ManifestRow version(String metadata) {
    return ManifestRow.ofTable(
        ManifestRow.TABLE_VERSION, 9, "c9", 1, PERSON, null, 4L, null, 0L, metadata, null);
  }
}
