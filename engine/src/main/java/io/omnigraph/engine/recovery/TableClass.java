package io.omnigraph.engine.recovery;

/** What the evidence of one table means; see {@link Classifier}. */
enum TableClass {
  /** The head is behind what is visible: never by a crash. */
  INVARIANT_VIOLATION("InvariantViolation"),
  /** The operation did not touch it. */
  NO_MOVEMENT("NoMovement"),
  /** Somebody else committed to it. */
  FOREIGN_MOVEMENT("ForeignMovement"),
  /** It has all that the operation wanted. */
  ROLLED_PAST_EXPECTED("RolledPastExpected"),
  /** One commit that is not all. */
  UNEXPECTED_AT_P1("UnexpectedAtP1"),
  /** Several commits that are not all, or not what was planned. */
  UNEXPECTED_MULTISTEP("UnexpectedMultistep"),
  /** Moved by an operation that never said it was done. */
  INCOMPLETE_PHASE_B("IncompletePhaseB");

  private final String text;

  TableClass(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
