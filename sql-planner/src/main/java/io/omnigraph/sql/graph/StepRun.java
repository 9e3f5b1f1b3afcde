package io.omnigraph.sql.graph;

/** A running {@link MatchStep}: all ways in which it extends what is bound before it. */
abstract class StepRun {
  /** Begins with the present bindings of earlier steps. */
  abstract void open();

  /** Binds the next way; false at the end. */
  abstract boolean next();

  /** Number of ways from the present bindings, without binding each if that can be avoided. */
  long count() {
    long ways = 0;
    open();
    while (next()) {
      ways++;
    }
    return ways;
  }
}
