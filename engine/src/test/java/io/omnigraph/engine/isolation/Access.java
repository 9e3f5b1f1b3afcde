package io.omnigraph.engine.isolation;

import java.util.Map;
import java.util.Set;

/** One thing that a statement did. */
sealed interface Access {
  /** No row. Deletes write versions below it, each its own, which are read as this one. */
  long ABSENT = 0;

  /** The statement it belongs to. */
  Moment moment();

  /**
   * When a statement ran.
   *
   * @param number in its transaction
   * @param begin of the statement, on the clock of all
   * @param snapshot number of the newest commit it says it sees
   */
  record Moment(int number, long begin, long end, long snapshot) {}

  /** A look-up by key. */
  record Read(Moment moment, String key, long version) implements Access {}

  /**
   * All rows of a predicate.
   *
   * @param asked every key that would match if it were there
   */
  record Scan(Moment moment, Set<String> asked, Map<String, Long> found) implements Access {
    long version(String key) {
      return found.getOrDefault(key, ABSENT);
    }
  }

  /**
   * An insert or update (above 0) or a delete (below).
   *
   * @param insert whether there was no row
   */
  record Write(Moment moment, String key, long version, boolean insert) implements Access {}
}
