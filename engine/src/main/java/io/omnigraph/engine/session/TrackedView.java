package io.omnigraph.engine.session;

import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.topology.Topology;

/** Notes which tables a serializable transaction reads. */
record TrackedView(GraphView view, Transaction transaction) implements ReadView {
  @Override
  public String branch() {
    return view.branch();
  }

  @Override
  public String commitId() {
    return view.commitId();
  }

  @Override
  public long seq() {
    return view.seq();
  }

  @Override
  public GraphSchema schema() {
    return view.schema();
  }

  @Override
  public TableView table(String name) {
    TableType type = view.type(name);
    transaction.read(branch(), type.tableKey());
    return view.rows(type);
  }

  @Override
  public Topology topology(String edgeType) {
    if (view.type(edgeType) instanceof EdgeType type) {
      transaction.read(branch(), type.tableKey());
      transaction.read(branch(), view.type(type.from()).tableKey());
      transaction.read(branch(), view.type(type.to()).tableKey());
    }
    return view.topology(edgeType);
  }
}
