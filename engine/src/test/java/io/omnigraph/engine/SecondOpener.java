package io.omnigraph.engine;

import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.session.GraphSession;
import io.omnigraph.engine.session.OpenGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Failpoints;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A graph opened past the sharing inside a process: what a second process would hold. */
final class SecondOpener implements AutoCloseable {
  final Failpoints failpoints = new Failpoints();
  final OpenGraph graph;
  private final Storage storage;

  SecondOpener(Path root) {
    this(root, GraphFixture.options(), tables -> tables);
  }

  SecondOpener(Path root, OpenOptions options, UnaryOperator<TableStore> wrapper) {
    storage = Storage.open(root, options.storage());
    graph =
        new OpenGraph(
            root,
            wrapper.apply(storage.tables()),
            storage.control(),
            failpoints,
            options.storage().durability(),
            new WriterLock(root),
            options.deltas(),
            storage.log(),
            options.log());
  }

  Session session() {
    return new GraphSession(graph, false);
  }

  @Override
  public void close() {
    graph.close();
    storage.close();
  }
}
