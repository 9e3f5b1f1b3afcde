package io.omnigraph.engine.session;

import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.schema.GraphSchema;

/** A branch at one commit; shared by all sessions that read it. */
final class CommittedView extends GraphView {
  CommittedView(OpenGraph graph, GraphSnapshot snapshot, GraphSchema schema) {
    super(graph, snapshot, schema);
  }
}
