package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.rows.NetChange;
import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.StagedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One transaction that wants to commit, and what became of it. */
final class CommitMember {
  private final Transaction transaction;
  private final PublishTerms terms;
  private final boolean firstTouch;
  private final Map<String, StagedRows> stagedAhead = new HashMap<>();
  private Optional<SmallChange> small = Optional.empty();
  private Optional<String> commitId;
  private GraphSnapshot head;
  private RuntimeException failure;

  CommitMember(Transaction transaction, PublishTerms terms) {
    this.transaction = transaction;
    this.terms = terms;
    firstTouch = isFirstTouch();
  }

  Transaction transaction() {
    return transaction;
  }

  PublishTerms terms() {
    return terms;
  }

  String branch() {
    return transaction.state().writeBranch();
  }

  PendingChanges changes() {
    return transaction.state().changes();
  }

  /** The snapshot that the changes were made on. */
  CommittedView before() {
    return transaction.committed(branch());
  }

  /** Whether a table gets its first commit on this branch. */
  boolean forks() {
    return firstTouch && small.isEmpty();
  }

  /** The deltas that it is published as; empty when it goes through its tables' files. */
  Optional<SmallChange> small() {
    return small;
  }

  private boolean isFirstTouch() {
    String nativeBranch = LanceManifest.nativeName(before().branch());
    for (RowsView rows : changes().tables().values()) {
      if (rows.changed()
          && rows.stored() != null
          && !Objects.equals(rows.stored().snapshot().ref().branch(), nativeBranch)) {
        return true;
      }
    }
    return false;
  }

  List<GateKey> gates() {
    List<GateKey> keys =
        small.isEmpty()
            ? GateKey.wholeBranch(branch())
            : new ArrayList<>(List.of(GateKey.branch(branch())));
    if (changes().schemaChanged()) {
      keys.add(GateKey.schema());
    }
    if (changes().schemaChanged() || forks()) {
      keys.add(GateKey.newTables());
    }
    transaction.tablesRead().keySet().forEach(read -> keys.add(GateKey.branch(read)));
    return keys;
  }

  /**
   * Whether it only changes rows of tables that are there, so that others may be published along.
   */
  boolean isPlain() {
    return small.isPresent() || (!firstTouch && changes().isRowsOnly());
  }

  /** Whether it may be published along with another: it asks for nothing about the head. */
  boolean mayFollow() {
    return isPlain() && transaction.tablesRead().isEmpty() && terms.expectedHead().isEmpty();
  }

  /**
   * Decides which way it goes, and writes its rows while other threads commit. They stay the same,
   * whatever snapshot the change will be carried to.
   */
  void prepare(OpenGraph graph) {
    small = SmallChange.of(changes(), graph.deltaOptions());
    if (small.isEmpty() && isPlain()) {
      stageAhead(graph);
    }
  }

  private void stageAhead(OpenGraph graph) {
    for (RowsView rows : changes().tables().values()) {
      int[] inserted = rows.changed() ? NetChange.of(rows).inserted() : new int[0];
      if (inserted.length > 0) {
        stagedAhead.put(
            rows.type().tableKey(),
            PendingWork.staged(rows, inserted, graph.tables().stager(rows.stored().snapshot())));
      }
    }
  }

  /**
   * The files may be those whose sync failed: a second one would succeed and prove nothing, so new
   * ones are written.
   */
  void forgetStaged() {
    stagedAhead.clear();
  }

  /** By table key. */
  Map<String, StagedRows> stagedAhead() {
    return stagedAhead;
  }

  /** Its net result changes nothing. */
  void unneeded() {
    commitId = Optional.empty();
  }

  /**
   * @param published the branch with it
   */
  void committed(String id, GraphSnapshot published) {
    commitId = Optional.of(id);
    head = published;
  }

  /** Has no effect on one that is committed. */
  void failed(RuntimeException why) {
    if (commitId == null) {
      failure = why;
    }
  }

  /** Looks whether its deltas are too many by now. */
  void watchDeltas(Folder folder) {
    if (head != null && small.isPresent()) {
      folder.published(head, changes().tables().keySet(), terms.lockTimeout());
    }
  }

  Optional<String> result() {
    if (failure != null) {
      throw failure;
    }
    if (commitId == null) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "a commit that nobody answered");
    }
    return commitId;
  }
}
