package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.function.Predicate;

/**
 * Which commit between two states of a branch a transaction lost against. Only a message depends on
 * it, so that what can no longer be read is passed over.
 */
final class Culprit {
  /** Of a message that nobody will read: to find it can cost more than the commit. */
  static final Culprit UNNAMED = new Culprit(null, null);

  private final CommittedView before;
  private final CommittedView after;

  private Culprit(CommittedView before, CommittedView after) {
    this.before = before;
    this.after = after;
  }

  static Culprit between(CommittedView before, CommittedView after) {
    return new Culprit(before, after);
  }

  /** The first commit that changed a table. */
  String tableChange(String tableKey) {
    return first(snapshot -> !before.snapshot().hasContentOf(snapshot, tableKey));
  }

  /** The first commit that accepted another schema. */
  String schemaChange() {
    return first(snapshot -> !before.snapshot().schemaHash().equals(snapshot.schemaHash()));
  }

  /** The first commit after which rows are in the way; they stay there. */
  String rowChange(Predicate<CommittedView> isInTheWay) {
    return first(snapshot -> isInTheWay.test(after.graph.viewAt(snapshot)));
  }

  private String first(Predicate<GraphSnapshot> changed) {
    if (after == null) {
      return "";
    }
    long clean = before.seq();
    GraphSnapshot found = after.snapshot();
    try {
      while (found.seq() - clean > 1) {
        long middle = clean + (found.seq() - clean) / 2;
        GraphSnapshot snapshot = after.graph.manifest().at(after.branch(), middle);
        if (changed.test(snapshot)) {
          found = snapshot;
        } else {
          clean = middle;
        }
      }
    } catch (OmnigraphException e) {
      // An old version whose files are gone: a later commit is named then.
      return named(found);
    }
    return named(found);
  }

  private String named(GraphSnapshot made) {
    String actor =
        after
            .graph
            .manifest()
            .commit(made.branch(), made.commitId())
            .map(commit -> commit.actorId())
            .map(author -> " of " + author)
            .orElse("");
    return "commit " + made.commitId() + actor;
  }
}
