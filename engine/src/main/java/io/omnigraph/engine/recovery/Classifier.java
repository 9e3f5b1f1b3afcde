package io.omnigraph.engine.recovery;

import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.publish.WriterKind;

/**
 * What the state of one table says about the operation; the first row that fits counts.
 *
 * <ol>
 *   <li>a table that the branch had and has dropped since: NoMovement, for the operation was
 *       resolved before; the sidecar's end was lost in a power cut
 *   <li>head below the pin: InvariantViolation
 *   <li>head at the pin: NoMovement
 *   <li>somebody else's table where the operation was to make one: NoMovement, for a create over it
 *       was refused
 *   <li>a commit of somebody else above the pin: ForeignMovement
 *   <li>exact kinds, pin as expected, exactly the planned commits: RolledPastExpected
 *   <li>exact kinds, one commit: UnexpectedAtP1
 *   <li>exact kinds, otherwise: UnexpectedMultistep
 *   <li>content-preserving kinds, pin as expected: RolledPastExpected
 *   <li>confirmed kinds, pin as expected, confirmed at this head: RolledPastExpected
 *   <li>confirmed kinds, pin as expected: IncompletePhaseB
 *   <li>loose kinds, one commit: UnexpectedAtP1
 *   <li>loose kinds, otherwise: UnexpectedMultistep
 * </ol>
 *
 * <p>A table that an earlier recovery restored never counts as rolled past, whatever its version
 * number: two planned commits are as many as one commit and its restore. Nor does one with a
 * version that cannot be read: a commit of a group would pin it.
 */
final class Classifier {
  private Classifier() {}

  static TableClass classify(WriterKind kind, boolean confirmed, TableEvidence table) {
    long pinned = table.pinned();
    if (table.entry() == null && !table.pin().makesTable()) {
      return TableClass.NO_MOVEMENT;
    }
    if (table.head() < pinned) {
      return TableClass.INVARIANT_VIOLATION;
    }
    if (table.head() == pinned) {
      return TableClass.NO_MOVEMENT;
    }
    if (table.owned() == Attribution.FOREIGN && table.pin().makesTable()) {
      return TableClass.NO_MOVEMENT;
    }
    if (table.owned() == Attribution.FOREIGN) {
      return TableClass.FOREIGN_MOVEMENT;
    }
    boolean expected = table.pin().expectedVersion() == pinned && !table.spoiled();
    if (expected && isComplete(kind, confirmed, table)) {
      return TableClass.ROLLED_PAST_EXPECTED;
    }
    if (expected && kind.evidence() == WriterKind.Evidence.CONFIRMED) {
      return TableClass.INCOMPLETE_PHASE_B;
    }
    return table.head() == pinned + 1
        ? TableClass.UNEXPECTED_AT_P1
        : TableClass.UNEXPECTED_MULTISTEP;
  }

  private static boolean isComplete(WriterKind kind, boolean confirmed, TableEvidence table) {
    Sidecar.Pin pin = table.pin();
    return switch (kind.evidence()) {
      case EXACT_COUNT ->
          table.head() == table.pinned() + pin.plannedCommits()
              && table.head() == pin.postCommitPin();
      case CONFIRMED -> confirmed && table.head() == pin.confirmedVersion();
      case ANY_COUNT -> true;
    };
  }
}
