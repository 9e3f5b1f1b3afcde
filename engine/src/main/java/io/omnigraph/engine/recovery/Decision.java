package io.omnigraph.engine.recovery;

import java.util.Collection;

/** What becomes of an operation as a whole: never of one table alone. */
enum Decision {
  ROLL_FORWARD,
  ROLL_BACK,
  /** Nothing is safe; somebody has to look. */
  ABORT;

  /**
   * @param confirmed whether the operation said that all its effects are there
   */
  static Decision of(Collection<TableClass> classes, boolean confirmed) {
    if (classes.contains(TableClass.INVARIANT_VIOLATION)
        || classes.contains(TableClass.FOREIGN_MOVEMENT)) {
      return ABORT;
    }
    if (classes.isEmpty()) {
      return confirmed ? ROLL_FORWARD : ROLL_BACK;
    }
    return classes.stream().allMatch(TableClass.ROLLED_PAST_EXPECTED::equals)
        ? ROLL_FORWARD
        : ROLL_BACK;
  }
}
