package io.omnigraph.jdbc.kill;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one worker has made of its own rows, branch by branch. Workers never touch each other's
 * rows, so that their order does not matter; only the counter is shared, and it must have counted
 * each commit that counts.
 */
final class WorkerModel {
  static final String MAIN = "main";

  final SortedMap<String, SortedMap<String, String>> branches = new TreeMap<>();
  int counted;

  WorkerModel() {
    branches.put(MAIN, new TreeMap<>());
  }

  WorkerModel copy() {
    WorkerModel copy = new WorkerModel();
    branches.forEach((name, rows) -> copy.branches.put(name, new TreeMap<>(rows)));
    copy.counted = counted;
    return copy;
  }

  void apply(Operation operation) {
    for (Effect effect : operation.effects()) {
      switch (effect.verb()) {
        case "+branch" -> branches.put(effect.name(), new TreeMap<>(branches.get(MAIN)));
        case "-branch" -> branches.remove(effect.name());
        case "count" -> counted++;
        default -> effect.apply(branches.get(operation.branch()));
      }
    }
  }

  boolean hasRowsOf(WorkerModel other) {
    return branches.equals(other.branches);
  }

  @Override
  public String toString() {
    return branches.toString();
  }
}
