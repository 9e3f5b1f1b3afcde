package io.omnigraph.engine.check;

import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what one run finds; a part that fails is a finding too, and the run goes on. */
final class Findings {
  private record Group(FindingKind kind, String tableKey) {}

  /** What was found up to a moment. */
  record Mark(int size, Set<Finding> known, Map<Group, Integer> counts) {}

  private final int mostOfAKind;
  private final Runnable checkpoint;
  private final List<Finding> found = new ArrayList<>();
  private final Set<Finding> known = new HashSet<>();
  private final Map<Group, Integer> counts = new HashMap<>();
  private OmnigraphException ending;

  Findings(CheckOptions options) {
    this.mostOfAKind = options.mostOfAKind();
    this.checkpoint = options.checkpoint();
  }

  /** What is told twice, as of two branches that share a table, is listed once. */
  void add(FindingKind kind, String tableKey, String id, String message) {
    Finding finding = new Finding(kind, tableKey, id, message);
    if (!known.add(finding)) {
      return;
    }
    int count = counts.merge(new Group(kind, tableKey), 1, Integer::sum);
    if (count <= mostOfAKind) {
      found.add(finding);
    } else if (count == mostOfAKind + 1) {
      found.add(new Finding(kind, tableKey, null, "There are more of them; these are not listed."));
    } else {
      known.remove(finding);
    }
  }

  void add(FindingKind kind, String id, String message) {
    add(kind, null, id, message);
  }

  /** Whether more findings of the kind would not be listed. */
  boolean isFull(FindingKind kind, String tableKey) {
    return counts.getOrDefault(new Group(kind, tableKey), 0) > mostOfAKind;
  }

  /** Runs a part of the check; what it throws becomes a finding of the kind. */
  void guard(FindingKind kind, String tableKey, String id, Runnable part) {
    try {
      checkpoint();
      part.run();
    } catch (OmnigraphException e) {
      if (e == ending) {
        throw e;
      }
      add(kind, tableKey, id, e.getMessage());
    } catch (RuntimeException | OutOfMemoryError e) {
      add(kind, tableKey, id, e.toString());
    }
  }

  /** Throws when the check is to end. */
  void checkpoint() {
    try {
      checkpoint.run();
    } catch (OmnigraphException e) {
      ending = e;
      throw e;
    }
  }

  Mark mark() {
    return new Mark(found.size(), Set.copyOf(known), Map.copyOf(counts));
  }

  /** What is listed and was not at the mark. */
  List<Finding> since(Mark mark) {
    return List.copyOf(found.subList(mark.size(), found.size()));
  }

  /** Takes back what was found since the mark. */
  void forget(Mark mark) {
    found.subList(mark.size(), found.size()).clear();
    known.retainAll(mark.known());
    counts.clear();
    counts.putAll(mark.counts());
  }

  List<Finding> list() {
    return List.copyOf(found);
  }
}
