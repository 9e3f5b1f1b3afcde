package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.ManifestStore;
import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Creates and drops branches. Both take effect at once and write no commit. */
final class BranchControl {
  private static final System.Logger LOG = System.getLogger(BranchControl.class.getName());

  private final OpenGraph graph;
  private final ManifestStore manifest;

  BranchControl(OpenGraph graph) {
    this.graph = graph;
    this.manifest = graph.manifest();
  }

  void create(String text, String from, Optional<Long> version, Duration lockTimeout) {
    String name = BranchNames.checkNew(text, manifest.branches());
    List<GateKey> keys = GateKey.wholeBranch(from, GateKey.schema());
    keys.addAll(GateKey.wholeBranch(name));
    try (WriteTurn turn = WriteTurn.take(graph, keys, lockTimeout)) {
      BranchNames.checkNew(name, manifest.branches());
      GraphSnapshot head = manifest.head(from);
      graph.publisher().makeDurable(head); // and with it whatever is older
      GraphSnapshot source = version.isPresent() ? manifest.at(from, version.get()) : head;
      removeResidue(name);
      createNative(name, from, source.seq());
      try {
        graph.steps().at(PublishStep.BRANCH_CREATE_AFTER_MANIFEST_BRANCH_CREATE);
        GraphSnapshot made = manifest.head(name);
        if (!made.commitId().equals(source.commitId())) {
          throw new OmnigraphException(
              ErrorCode.INTERNAL, "branch " + name + " starts at " + made.commitId());
        }
      } catch (RuntimeException e) {
        undo(name, e);
        throw e;
      }
    }
  }

  /** Whatever the call answers: a ref that is there now was made, for the name was free before. */
  private void createNative(String name, String from, long seq) {
    try {
      manifest.createBranch(name, from, seq);
      graph.steps().at(PublishStep.BRANCH_CREATE_POST_NATIVE);
    } catch (RuntimeException e) {
      if (!isThere(name, e)) {
        throw e;
      }
      LOG.log(System.Logger.Level.WARNING, "Branch " + name + " was created in spite of", e);
    }
  }

  /** A tree without a ref is what an incomplete drop leaves. */
  private void removeResidue(String name) {
    if (!graph.tables().branches(LanceManifest.PATH).contains(name)) {
      graph.files().deletePrefix(LanceManifest.PATH + "/tree/" + name);
    }
  }

  private void undo(String name, RuntimeException cause) {
    try {
      manifest.deleteBranch(name);
      graph.forgetBranch(name);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Branch " + name + " could not be taken back", e);
      cause.addSuppressed(e);
      if (isThere(name, cause)) {
        throw unknown(name, cause);
      }
    }
  }

  /**
   * @param current branch that the caller has checked out
   */
  void drop(String name, String current, Duration lockTimeout) {
    if (name.equalsIgnoreCase(LanceManifest.MAIN)) {
      throw new OmnigraphException(ErrorCode.BRANCH_IN_USE, name, "main cannot be deleted");
    }
    if (LanceManifest.isInternal(name)) {
      throw new OmnigraphException(
          ErrorCode.BRANCH_NAME_INVALID, name, "it is an internal system ref");
    }
    List<GateKey> keys = GateKey.wholeBranch(name, GateKey.schema());
    try (WriteTurn turn = WriteTurn.take(graph, keys, lockTimeout)) {
      manifest.head(name); // fails when there is none
      if (name.equals(current)) {
        throw new OmnigraphException(
            ErrorCode.BRANCH_IN_USE, name, "it is the currently active branch of this session");
      }
      requireNoDependents(name);
      Set<String> forked = manifest.forkedPaths(name);
      flip(name);
      graph.forgetBranch(name);
      reclaim(name, forked);
    }
  }

  private void requireNoDependents(String name) {
    for (String other : manifest.branches()) {
      if (other.equals(name)) {
        continue;
      }
      GraphSnapshot snapshot = manifest.head(other);
      boolean child = manifest.comesFrom(other, name);
      boolean refers =
          snapshot.entries().values().stream().anyMatch(entry -> name.equals(entry.branch()));
      if (child || refers) {
        throw dependent(name, "branch \"" + other + "\"");
      }
    }
  }

  private static OmnigraphException dependent(String name, String other) {
    return new OmnigraphException(
        ErrorCode.DEPENDENT_OBJECTS,
        "Branch \"" + name + "\"",
        other + " (it still depends on it)");
  }

  /**
   * The point at which the branch stops to exist; the store refuses while others start from it. A
   * ref that is gone was deleted, whatever the call answers.
   */
  private void flip(String name) {
    try {
      manifest.deleteBranch(name);
      graph.steps().at(PublishStep.BRANCH_DELETE_POST_NATIVE);
    } catch (OmnigraphException e) {
      if (e.code() == ErrorCode.BRANCH_IN_USE) {
        throw dependent(name, "a branch that starts from it").causedBy(e);
      }
      requireGone(name, e);
    } catch (RuntimeException e) {
      requireGone(name, e);
    }
  }

  private void requireGone(String name, RuntimeException cause) {
    if (isThere(name, cause)) {
      throw cause;
    }
    LOG.log(System.Logger.Level.WARNING, "Branch " + name + " was deleted in spite of", cause);
  }

  /**
   * Looks what a call has done that failed.
   *
   * @throws OmnigraphException COMMIT_UNKNOWN when the look fails as well
   */
  private boolean isThere(String name, RuntimeException cause) {
    try {
      return manifest.branches().contains(name);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      throw unknown(name, cause);
    }
  }

  private static OmnigraphException unknown(String name, RuntimeException cause) {
    return new OmnigraphException(
            ErrorCode.COMMIT_UNKNOWN, "that makes or drops it", name, cause.getMessage())
        .causedBy(cause);
  }

  /** Best effort: the branch is gone already. */
  private void reclaim(String name, Set<String> forked) {
    try {
      graph.steps().at(PublishStep.BRANCH_DELETE_BEFORE_COMMIT_GRAPH_RECLAIM);
      graph.files().deletePrefix(LanceManifest.PATH + "/tree/" + name);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "Residue of branch " + name + " stays", e);
      return;
    }
    for (String path : forked) {
      try {
        graph.steps().at(PublishStep.BRANCH_DELETE_BEFORE_TABLE_CLEANUP);
        graph.tables().deleteBranch(path, name);
        graph.files().deletePrefix(path + "/tree/" + name);
      } catch (RuntimeException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The fork of " + path + " on branch " + name + " stays",
            e);
      }
    }
  }
}
