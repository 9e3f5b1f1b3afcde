package io.omnigraph.engine.recovery;

import static io.omnigraph.engine.recovery.TableClass.FOREIGN_MOVEMENT;
import static io.omnigraph.engine.recovery.TableClass.INCOMPLETE_PHASE_B;
import static io.omnigraph.engine.recovery.TableClass.INVARIANT_VIOLATION;
import static io.omnigraph.engine.recovery.TableClass.NO_MOVEMENT;
import static io.omnigraph.engine.recovery.TableClass.ROLLED_PAST_EXPECTED;
import static io.omnigraph.engine.recovery.TableClass.UNEXPECTED_AT_P1;
import static io.omnigraph.engine.recovery.TableClass.UNEXPECTED_MULTISTEP;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.WriterKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassifierTest {
  private static final long PIN = 5;

  /** One table, pinned at 5. */
  private static final class Case {
    long expected = PIN;
    int planned = 1;
    long post = PIN + 1;
    long confirmedVersion;
    boolean confirmed;
    long head = PIN;
    Attribution owned = Attribution.OURS;
    boolean restored;

    Case head(long value) {
      head = value;
      return this;
    }

    Case expected(long value) {
      expected = value;
      return this;
    }

    Case planned(int commits, long pin) {
      planned = commits;
      post = pin;
      return this;
    }

    Case confirmed(long version) {
      confirmed = true;
      confirmedVersion = version;
      return this;
    }

    Case owned(Attribution value) {
      owned = value;
      return this;
    }

    TableClass of(WriterKind kind) {
      Sidecar.Pin pin =
          new Sidecar.Pin(
              "node:P", 1, "nodes/p", expected, planned, post, null, null, confirmedVersion);
      TableEntry entry = new TableEntry(1, "node:P", "nodes/p", PIN, null, 0, 1);
      TableEvidence evidence = new TableEvidence(pin, entry, head, owned, restored, Set.of());
      return Classifier.classify(kind, confirmed, evidence);
    }
  }

  private static Case table() {
    return new Case();
  }

  @ParameterizedTest
  @EnumSource(WriterKind.class)
  void aTableThatTheBranchHasDroppedSinceWasNotMoved(WriterKind kind) {
    for (Attribution owned : Attribution.values()) {
      Sidecar.Pin pin = new Sidecar.Pin("node:P", 1, "nodes/p", PIN, 1, PIN + 1, null, null, 0);
      TableEvidence evidence = new TableEvidence(pin, null, PIN + 1, owned, false, Set.of());
      assertThat(Classifier.classify(kind, false, evidence)).isEqualTo(TableClass.NO_MOVEMENT);
    }
  }

  @ParameterizedTest
  @EnumSource(WriterKind.class)
  @DisplayName("CLS-01 head = pin, any kind: NoMovement")
  void noMovement(WriterKind kind) {
    assertThat(table().of(kind)).isEqualTo(NO_MOVEMENT);
    assertThat(table().confirmed(PIN).of(kind)).isEqualTo(NO_MOVEMENT);
    assertThat(table().expected(2).of(kind)).isEqualTo(NO_MOVEMENT);
  }

  @ParameterizedTest
  @EnumSource(names = {"MUTATION", "LOAD"})
  @DisplayName("CLS-02 strict, expected = pin, head = pin+1 = post: RolledPastExpected")
  void strictComplete(WriterKind kind) {
    assertThat(table().head(PIN + 1).of(kind)).isEqualTo(ROLLED_PAST_EXPECTED);
    assertThat(table().head(PIN + 1).owned(Attribution.UNKNOWN).of(kind))
        .isEqualTo(ROLLED_PAST_EXPECTED);
  }

  @ParameterizedTest
  @EnumSource(names = {"MUTATION", "LOAD"})
  @DisplayName("CLS-03 strict, head = pin+1, post differs: UnexpectedAtP1")
  void strictWrongPost(WriterKind kind) {
    assertThat(table().planned(1, PIN + 9).head(PIN + 1).of(kind)).isEqualTo(UNEXPECTED_AT_P1);
  }

  @ParameterizedTest
  @EnumSource(names = {"MUTATION", "LOAD"})
  @DisplayName("CLS-04 strict, head = pin+1 = post, expected differs from the pin: UnexpectedAtP1")
  void strictWrongExpected(WriterKind kind) {
    assertThat(table().expected(PIN - 1).head(PIN + 1).of(kind)).isEqualTo(UNEXPECTED_AT_P1);
  }

  @ParameterizedTest
  @EnumSource(names = {"MUTATION", "LOAD"})
  @DisplayName("CLS-05 strict, head = pin+3: UnexpectedMultistep")
  void strictTooFar(WriterKind kind) {
    assertThat(table().head(PIN + 3).of(kind)).isEqualTo(UNEXPECTED_MULTISTEP);
  }

  @ParameterizedTest
  @EnumSource(WriterKind.class)
  @DisplayName("CLS-06 head < pin, any kind: InvariantViolation")
  void behind(WriterKind kind) {
    assertThat(table().head(PIN - 1).of(kind)).isEqualTo(INVARIANT_VIOLATION);
    assertThat(table().head(PIN - 1).owned(Attribution.FOREIGN).confirmed(PIN - 1).of(kind))
        .isEqualTo(INVARIANT_VIOLATION);
  }

  @Test
  @DisplayName("CLS-07 EnsureIndices, expected = pin, head = pin+2: RolledPastExpected")
  void ensureIndices() {
    assertThat(table().head(PIN + 2).of(WriterKind.ENSURE_INDICES)).isEqualTo(ROLLED_PAST_EXPECTED);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPTIMIZE", "FOLD"})
  @DisplayName("CLS-08 Optimize and Fold, expected = pin, head = pin+2: RolledPastExpected")
  void optimize(WriterKind kind) {
    assertThat(table().head(PIN + 2).of(kind)).isEqualTo(ROLLED_PAST_EXPECTED);
  }

  @Test
  @DisplayName("CLS-09 SchemaApply, confirmed at the head, head = pin+3: RolledPastExpected")
  void schemaApply() {
    assertThat(table().confirmed(PIN + 3).head(PIN + 3).of(WriterKind.SCHEMA_APPLY))
        .isEqualTo(ROLLED_PAST_EXPECTED);
  }

  @Test
  @DisplayName("CLS-10 BranchMerge, confirmed at the head, head = pin+3: RolledPastExpected")
  void branchMerge() {
    assertThat(table().confirmed(PIN + 3).head(PIN + 3).of(WriterKind.BRANCH_MERGE))
        .isEqualTo(ROLLED_PAST_EXPECTED);
  }

  @ParameterizedTest
  @EnumSource(names = {"SCHEMA_APPLY", "BRANCH_MERGE"})
  @DisplayName("CLS-11 SchemaApply and BranchMerge, armed, head > pin: IncompletePhaseB")
  void neverConfirmed(WriterKind kind) {
    assertThat(table().head(PIN + 1).of(kind)).isEqualTo(INCOMPLETE_PHASE_B);
    assertThat(table().head(PIN + 3).of(kind)).isEqualTo(INCOMPLETE_PHASE_B);
    assertThat(table().confirmed(PIN + 2).head(PIN + 3).of(kind)).isEqualTo(INCOMPLETE_PHASE_B);
  }

  @ParameterizedTest
  @EnumSource(names = {"SCHEMA_APPLY", "BRANCH_MERGE", "ENSURE_INDICES", "OPTIMIZE", "FOLD"})
  @DisplayName("CLS-12 loose, expected differs from the pin: UnexpectedAtP1, UnexpectedMultistep")
  void looseWrongExpected(WriterKind kind) {
    assertThat(table().expected(PIN - 1).head(PIN + 1).of(kind)).isEqualTo(UNEXPECTED_AT_P1);
    assertThat(table().expected(PIN - 1).head(PIN + 3).of(kind)).isEqualTo(UNEXPECTED_MULTISTEP);
    assertThat(table().expected(PIN - 1).confirmed(PIN + 3).head(PIN + 3).of(kind))
        .isEqualTo(UNEXPECTED_MULTISTEP);
  }

  @Test
  @DisplayName("CLS-13 Mutation, two planned: head = pin+2 = post is complete, pin+1 is not")
  void group() {
    assertThat(table().planned(2, PIN + 2).head(PIN + 2).of(WriterKind.MUTATION))
        .isEqualTo(ROLLED_PAST_EXPECTED);
    assertThat(table().planned(2, PIN + 2).head(PIN + 1).of(WriterKind.MUTATION))
        .isEqualTo(UNEXPECTED_AT_P1);
  }

  @Test
  @DisplayName("CLS-13 one of two planned commits and its restore are not two commits")
  void restoredGroup() {
    Case half = table().planned(2, PIN + 2).head(PIN + 2);
    half.restored = true;
    assertThat(half.of(WriterKind.MUTATION)).isEqualTo(UNEXPECTED_MULTISTEP);
    half.restored = true;
    assertThat(half.of(WriterKind.OPTIMIZE)).isEqualTo(UNEXPECTED_MULTISTEP);
  }

  @ParameterizedTest
  @EnumSource(WriterKind.class)
  @DisplayName("CLS-14 a commit above the pin of another operation: ForeignMovement, any kind")
  void foreign(WriterKind kind) {
    assertThat(table().confirmed(PIN + 1).head(PIN + 1).owned(Attribution.FOREIGN).of(kind))
        .isEqualTo(FOREIGN_MOVEMENT);
  }

  @Test
  @DisplayName("CLS-15 all RolledPastExpected: RollForward")
  void decideForward() {
    assertThat(Decision.of(List.of(ROLLED_PAST_EXPECTED, ROLLED_PAST_EXPECTED), false))
        .isEqualTo(Decision.ROLL_FORWARD);
  }

  @Test
  @DisplayName("CLS-16 RolledPastExpected beside NoMovement: RollBack")
  void decideMixture() {
    assertThat(Decision.of(List.of(ROLLED_PAST_EXPECTED, NO_MOVEMENT), true))
        .isEqualTo(Decision.ROLL_BACK);
    assertThat(Decision.of(List.of(NO_MOVEMENT), true)).isEqualTo(Decision.ROLL_BACK);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNEXPECTED_AT_P1", "UNEXPECTED_MULTISTEP", "INCOMPLETE_PHASE_B"})
  @DisplayName("CLS-17 any unexpected or incomplete table: RollBack")
  void decideBack(TableClass one) {
    assertThat(Decision.of(List.of(ROLLED_PAST_EXPECTED, one), true)).isEqualTo(Decision.ROLL_BACK);
  }

  @ParameterizedTest
  @EnumSource(TableClass.class)
  @DisplayName("CLS-18 any InvariantViolation or ForeignMovement: Abort, whatever is beside it")
  void decideAbort(TableClass other) {
    assertThat(Decision.of(List.of(other, INVARIANT_VIOLATION), true)).isEqualTo(Decision.ABORT);
    assertThat(Decision.of(List.of(FOREIGN_MOVEMENT, other), true)).isEqualTo(Decision.ABORT);
  }

  @Test
  @DisplayName("CLS-19 no tables: by phase")
  void decideWithoutTables() {
    assertThat(Decision.of(List.of(), true)).isEqualTo(Decision.ROLL_FORWARD);
    assertThat(Decision.of(List.of(), false)).isEqualTo(Decision.ROLL_BACK);
  }
}
