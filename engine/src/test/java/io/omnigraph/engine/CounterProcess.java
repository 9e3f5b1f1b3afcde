package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.row;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.error.ErrorCategory;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A child process that opens a graph (making it, if it is the first), counts one row up and inserts
 * a row of its own with each step.
 */
final class CounterProcess {
  static final String SCHEMA = "node Counter { name: String @key  value: I32 }\n";

  private CounterProcess() {}

  public static void main(String[] args) {
    String name = args[1];
    int steps = Integer.parseInt(args[2]);
    try (Graph graph = Graphs.open(Path.of(args[0]), GraphFixture.options());
        Session session = graph.newSession()) {
      for (int step = 0; step < steps; ) {
        step += increment(session, name + step) ? 1 : 0;
      }
    }
  }

  private static boolean increment(Session session, String own) {
    try {
      session.run(
          scope -> {
            TableView table = scope.view().table("Counter");
            int found = table.find("shared".getBytes(StandardCharsets.UTF_8));
            IntColumn values = (IntColumn) table.column(1);
            GraphFixture.update(scope, "Counter", row("shared", values.values()[found] + 1));
            GraphFixture.insert(scope, "Counter", row(own, 0));
            return null;
          });
      return true;
    } catch (OmnigraphException e) {
      if (e.code().category() == ErrorCategory.RETRY) {
        return false;
      }
      throw e;
    }
  }
}
