package io.omnigraph.engine.check;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Collects what one run finds; a part that fails is a finding too, and the run goes on. */
final class Findings {
  private record Group(FindingKind kind, String tableKey) {}

  private final int mostOfAKind;
  private final BooleanSupplier cancelled;
  private final List<Finding> found = new ArrayList<>();
  private final Set<Finding> known = new HashSet<>();
  private final Map<Group, Integer> counts = new HashMap<>();

  Findings(CheckOptions options) {
    this.mostOfAKind = options.mostOfAKind();
    this.cancelled = options.cancelled();
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
      if (e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      add(kind, tableKey, id, e.getMessage());
    } catch (RuntimeException | OutOfMemoryError e) {
      add(kind, tableKey, id, e.toString());
    }
  }

  /**
   * @throws OmnigraphException CANCELLED
   */
  void checkpoint() {
    if (cancelled.getAsBoolean()) {
      throw new OmnigraphException(ErrorCode.CANCELLED);
    }
  }

  List<Finding> list() {
    return List.copyOf(found);
  }
}
