package io.omnigraph.engine.session;

import io.omnigraph.engine.publish.Publisher;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Optional;

/**
 * Commits the changes of one transaction.
 *
 * <ol>
 *   <li>Write its rows, while others commit: few of them as deltas, else the new ones as files that
 *       nothing names.
 *   <li>Wait for its turn. Whoever leads holds the gates and the writer lock, and takes those that
 *       wait behind along, as long as they fit.
 *   <li>Carry the changes to the newest snapshot if others published meanwhile; validate the net
 *       result with that of those before it in the group.
 *   <li>Publish all of the group at once.
 * </ol>
 *
 * <p>What does not fit into a group leads the next one and gets its own answer there. A group that
 * fails while nothing of it has moved is published one by one, so that none fails for another.
 */
final class Committer {
  private final OpenGraph graph;

  Committer(OpenGraph graph) {
    this.graph = graph;
  }

  /**
   * @return the commit's id, or empty when the net result changes nothing
   * @throws OmnigraphException COMMIT_CONFLICT, READ_SET_CHANGED, EXPECT_HEAD_FAILED, a constraint,
   *     LOCK_TIMEOUT, or what the publish says
   */
  Optional<String> commit(Transaction transaction, PublishTerms terms) {
    if (!transaction.hasChanges()) {
      return Optional.empty();
    }
    CommitMember member = new CommitMember(transaction, terms);
    member.prepare(graph);
    if (member.forks()) {
      graph.steps().at(PublishStep.FORK_BEFORE_CLASSIFY);
    }
    graph.commitQueue(member.branch()).commit(member, terms.lockTimeout(), this::lead);
    member.watchDeltas(graph.folder());
    return member.result();
  }

  private void lead(CommitQueue<CommitMember>.Turn turn) {
    CommitMember first = turn.first();
    CommitGroup group = new CommitGroup(graph);
    try (WriteTurn held = WriteTurn.take(graph, first.gates(), turn.left())) {
      graph.schemas().check(held.tenure());
      group.start(first);
      fill(group, turn);
      publish(group);
    } catch (RuntimeException e) {
      first.failed(asked(first, e));
      // Those that were taken along have no answer yet: nothing was done for them.
      group.members().stream()
          .filter(member -> member != first)
          .forEach(member -> member.failed(givenUp(member, e)));
    }
  }

  /** A wait that was too long is told as the time the caller set, not as what was left of it. */
  private static RuntimeException asked(CommitMember first, RuntimeException e) {
    if (e instanceof OmnigraphException own && own.code() == ErrorCode.LOCK_TIMEOUT) {
      Object[] values = own.values().toArray();
      values[values.length - 1] = first.terms().lockTimeout().toMillis();
      return new OmnigraphException(ErrorCode.LOCK_TIMEOUT, values).causedBy(own);
    }
    return e;
  }

  private static void fill(CommitGroup group, CommitQueue<CommitMember>.Turn turn) {
    while (group.isOpen()) {
      Optional<CommitMember> next = turn.next(group.gathers());
      Runnable joining = next.map(group::fitting).orElse(null);
      if (joining == null) {
        return;
      }
      if (turn.take(next.get())) {
        joining.run();
      }
    }
  }

  private void publish(CommitGroup group) {
    if (group.members().isEmpty()) {
      return;
    }
    try {
      Publisher.Published published = graph.publisher().publish(group.changes());
      for (int i = 0; i < group.members().size(); i++) {
        group.members().get(i).committed(published.commitIds().get(i), published.head());
      }
    } catch (RuntimeException e) {
      if (group.members().size() == 1) {
        group.members().get(0).failed(e);
      } else if (mayHaveMoved(e)) {
        group.members().forEach(member -> member.failed(copy(e)));
      } else {
        publishEach(group.members());
      }
    }
  }

  private static boolean mayHaveMoved(RuntimeException e) {
    return e instanceof OmnigraphException own
        && (own.code() == ErrorCode.RECOVERY_REQUIRED || own.code() == ErrorCode.COMMIT_UNKNOWN);
  }

  /** Each thread throws an exception of its own. */
  private static RuntimeException copy(RuntimeException e) {
    return e instanceof OmnigraphException own
        ? new OmnigraphException(own.code(), own.values().toArray()).causedBy(own)
        : e;
  }

  private void publishEach(List<CommitMember> members) {
    members.forEach(CommitMember::forgetStaged);
    RuntimeException blocked = null;
    for (CommitMember member : members) {
      try {
        if (blocked != null) {
          throw givenUp(member, blocked);
        }
        CommitGroup alone = new CommitGroup(graph);
        alone.start(member);
        if (!alone.changes().isEmpty()) {
          Publisher.Published published = graph.publisher().publish(alone.changes());
          member.committed(published.commitIds().get(0), published.head());
        }
      } catch (RuntimeException e) {
        member.failed(e);
        blocked = mayHaveMoved(e) || graph.sidecars().anyFailedHere() ? e : blocked;
      }
    }
  }

  /** Nothing was done, and the transaction may be run again. */
  private static OmnigraphException givenUp(CommitMember member, RuntimeException why) {
    return new OmnigraphException(
            ErrorCode.PUBLISH_CONTENTION,
            member.branch(),
            "given up together with another commit: " + why.getMessage())
        .causedBy(why);
  }

  static String name(String tableKey) {
    return tableKey.substring(tableKey.indexOf(':') + 1);
  }
}
