package io.omnigraph.engine.isolation;

import io.omnigraph.engine.isolation.Access.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All transactions of a run, and the order in which each key got its versions. It starts with
 * {@link Access#ABSENT}, unless nothing was ever written.
 */
final class History {
  private final List<Recorded> all;
  private final Map<Long, Recorded> writers = new HashMap<>();
  private final Map<String, List<Long>> order;

  /** Versions in the order of the commits' numbers. */
  static History of(List<Recorded> all) {
    Map<String, List<Long>> order = new HashMap<>();
    all.stream()
        .filter(transaction -> transaction.number() > 0)
        .sorted(Comparator.comparingLong(Recorded::number))
        .forEach(
            transaction ->
                transaction
                    .installs()
                    .forEach(
                        (key, version) ->
                            order
                                .computeIfAbsent(key, k -> new ArrayList<>(List.of(Access.ABSENT)))
                                .add(version)));
    return new History(all, order);
  }

  /**
   * @param order of the versions of each key, where it was seen
   */
  History(List<Recorded> all, Map<String, List<Long>> order) {
    this.all = all;
    this.order = order;
    for (Recorded transaction : all) {
      for (Access access : transaction.accesses()) {
        if (access instanceof Write write && writers.put(write.version(), transaction) != null) {
          throw new IllegalArgumentException("written twice: " + write);
        }
      }
    }
  }

  List<Recorded> all() {
    return all;
  }

  List<String> keys() {
    return List.copyOf(order.keySet());
  }

  /** Null for what was there at first and for values that nobody wrote. */
  Recorded writer(long version) {
    return writers.get(version);
  }

  List<Long> order(String key) {
    return order.getOrDefault(key, List.of(Access.ABSENT));
  }

  /** The version after another; null after the last one and after one that is not there. */
  Long next(String key, long version) {
    List<Long> versions = order(key);
    int at = versions.indexOf(version);
    return at < 0 || at + 1 == versions.size() ? null : versions.get(at + 1);
  }

  /**
   * Which version a read has seen. No row is what there was at first and after each delete: the
   * newest such one that the statement's snapshot can have.
   */
  long resolve(String key, long version, long snapshot) {
    if (version != Access.ABSENT) {
      return version;
    }
    long seen = Access.ABSENT;
    for (long candidate : order(key)) {
      if (candidate < 0 && writers.get(candidate).number() <= snapshot) {
        seen = candidate;
      }
    }
    return seen;
  }
}
