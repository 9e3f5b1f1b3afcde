package io.omnigraph.engine.isolation;

import io.omnigraph.engine.session.Session.Isolation;

/** What a history can show that it must not, by the names of Adya and others. */
enum Anomaly {
  /** G0: writes of two transactions are installed in opposite orders. */
  DIRTY_WRITE(Isolation.READ_COMMITTED),
  /** G1a: a value of a transaction that never committed, or that nobody wrote. */
  ABORTED_READ(Isolation.READ_COMMITTED),
  /** G1b: a value that its writer replaced before it committed. */
  INTERMEDIATE_READ(Isolation.READ_COMMITTED),
  /** A value before its writer asked for the commit. */
  DIRTY_READ(Isolation.READ_COMMITTED),
  /** G1c: two transactions depend on each other's effects. */
  CIRCULAR_FLOW(Isolation.READ_COMMITTED),
  /** A change that was made from an older value than the one it replaced. */
  LOST_UPDATE(Isolation.READ_COMMITTED),
  /** A transaction does not see what it wrote itself. */
  READ_YOUR_WRITES(Isolation.READ_COMMITTED),
  /** What was acknowledged before is missing. */
  STALE_SNAPSHOT(Isolation.READ_COMMITTED),
  NON_REPEATABLE_READ(Isolation.SNAPSHOT),
  PHANTOM(Isolation.SNAPSHOT),
  /** G-single: part of another transaction is seen, part is not. */
  READ_SKEW(Isolation.SNAPSHOT),
  /** Two readers see two writers in opposite orders. */
  LONG_FORK(Isolation.SNAPSHOT),
  /** G2: each reads what the other one changes. */
  WRITE_SKEW(Isolation.SERIALIZABLE);

  private final Isolation from;

  /**
   * @param from the weakest level that forbids it
   */
  Anomaly(Isolation from) {
    this.from = from;
  }

  boolean isForbidden(Isolation at) {
    return at.compareTo(from) >= 0;
  }
}
