package io.omnigraph.engine.crash;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.PrivateGraph;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The small graph that every writer of the matrix starts from: {@code main}; {@code feature}, which
 * has its own fork of Person and inherits the rest; {@code side}, which inherits everything. Place
 * has no rows. It is left as by a process that was killed. Where small commits are deltas, some lie
 * on Person of every branch and on main's Company, and a log has records of every branch.
 */
final class CrashGraph {
  static final String SCHEMA = GraphFixture.T + "node Place { name: String @key }\n";

  private CrashGraph() {}

  /** Makes it and answers what it holds. */
  static Rows make(Path root, StoreKind kind) {
    Path made = root.resolveSibling(root.getFileName() + "-made");
    Graphs.init(made, SCHEMA, kind.options().storage(), Steps.NONE);
    try (PrivateGraph graph = new PrivateGraph(made, kind.storage(made), kind.options());
        Session session = graph.session()) {
      GraphFixture.fillT(session);
      insert(session, "Person", row("Emil", 5));
      session.fold();
      session.createBranch("feature", "main", Optional.empty());
      session.createBranch("side", "main", Optional.empty());
      session.useBranch("feature");
      insert(session, "Person", row("Fay", 6));
      session.fold();
      session.useBranch("main");
      delete(session, "Person", "Emil");
      if (kind.hasDeltas()) {
        addDeltas(session);
      }
      Directory.copy(made, root);
    }
    Directory.delete(made);
    return rows();
  }

  /** That change nothing in the end. */
  private static void addDeltas(Session session) {
    insert(session, "Company", row("Hooli"));
    delete(session, "Company", "Hooli");
    for (String branch : new String[] {"feature", "side"}) {
      session.useBranch(branch);
      insert(session, "Person", row("Gus", 7));
      delete(session, "Person", "Gus");
    }
    session.useBranch("main");
  }

  private static Rows rows() {
    Rows rows = new Rows().branch("main", null);
    for (String type : new String[] {"Person", "Company", "Knows", "WorksAt", "Place"}) {
      rows.type("main", type);
    }
    rows.put("main", "Person", "Alice|30", "Bob|25", "Charlie|35", "Diana|28", "Emil|5")
        .put("main", "Company", "Acme", "Globex")
        .put("main", "Knows", "Alice|Bob|null", "Alice|Charlie|null", "Bob|Diana|null")
        .put("main", "WorksAt", "Alice|Acme", "Bob|Globex")
        .branch("feature", "main")
        .branch("side", "main")
        .put("feature", "Person", "Fay|6")
        .remove("main", "Person", "Emil|5");
    return rows;
  }
}
