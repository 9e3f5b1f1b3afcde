package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** A branch at one commit; shared by all sessions that read it. */
final class CommittedView extends GraphView {
  private final int incarnation;

  /**
   * @param before as {@link GraphView} says, or null
   * @param incarnation how often a branch of this name was dropped before
   */
  CommittedView(
      OpenGraph graph,
      GraphSnapshot snapshot,
      GraphSchema schema,
      CommittedView before,
      int incarnation) {
    super(graph, snapshot, schema, before);
    this.incarnation = incarnation;
  }

  /**
   * Changes that were made on this view may only be carried to the same branch, not to another one
   * that has its name by now.
   *
   * @throws OmnigraphException READ_SET_CHANGED
   */
  void requireSameBranch(CommittedView newer) {
    if (incarnation != newer.incarnation) {
      throw new OmnigraphException(
          ErrorCode.READ_SET_CHANGED,
          "Branch \"" + branch() + "\"",
          "a drop and a new branch of that name",
          branch());
    }
  }
}
