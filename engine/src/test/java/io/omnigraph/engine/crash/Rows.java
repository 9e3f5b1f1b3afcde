package io.omnigraph.engine.crash;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The plain model of a graph: rows as texts by branch and type. Mutable, equal by content. */
final class Rows {
  private final Map<String, Map<String, Set<String>>> branches = new TreeMap<>();

  Rows copy() {
    Rows copy = new Rows();
    branches.forEach((branch, types) -> copy.branches.put(branch, copyOf(types)));
    return copy;
  }

  private static Map<String, Set<String>> copyOf(Map<String, Set<String>> types) {
    Map<String, Set<String>> copy = new TreeMap<>();
    types.forEach((type, rows) -> copy.put(type, new TreeSet<>(rows)));
    return copy;
  }

  Rows branch(String name, String from) {
    branches.put(name, from == null ? new TreeMap<>() : copyOf(branches.get(from)));
    return this;
  }

  Rows dropBranch(String name) {
    branches.remove(name);
    return this;
  }

  Rows type(String branch, String type) {
    branches.get(branch).put(type, new TreeSet<>());
    return this;
  }

  Rows dropType(String branch, String type) {
    branches.get(branch).remove(type);
    return this;
  }

  Rows put(String branch, String type, String... rows) {
    branches.get(branch).get(type).addAll(List.of(rows));
    return this;
  }

  Rows remove(String branch, String type, String... rows) {
    for (String row : rows) {
      if (!branches.get(branch).get(type).remove(row)) {
        throw new IllegalArgumentException("no row " + row + " in " + type + " of " + branch);
      }
    }
    return this;
  }

  Rows clear(String branch, String type) {
    branches.get(branch).get(type).clear();
    return this;
  }

  /** A person with all its edges. */
  Rows removeNode(String branch, String person) {
    remove(branch, "Person", person);
    String name = person.substring(0, person.indexOf('|'));
    List<String> edges = List.of("Knows", "WorksAt");
    for (String type : edges) {
      branches
          .get(branch)
          .get(type)
          .removeIf(
              row -> {
                String[] ends = row.split("\\|");
                return ends[0].equals(name) || (type.equals("Knows") && ends[1].equals(name));
              });
    }
    return this;
  }

  List<String> branches() {
    return List.copyOf(branches.keySet());
  }

  Set<String> types(String branch) {
    return branches.get(branch).keySet();
  }

  Set<String> rows(String branch, String type) {
    return branches.get(branch).get(type);
  }

  /** All that a session sees, once as rows and once as counts and topologies, which must agree. */
  static Rows of(Session session) {
    Rows all = new Rows();
    for (String branch : session.branches()) {
      try (StatementScope scope = session.statement()) {
        all.branches.put(branch, types(scope.view(branch)));
      }
    }
    return all;
  }

  private static Map<String, Set<String>> types(ReadView view) {
    Map<String, Set<String>> types = new TreeMap<>();
    for (TableType type : view.schema().tables()) {
      var rows = GraphFixture.read(view, type.name());
      if (rows.size() != view.table(type.name()).rowCount()) {
        throw new AssertionError(
            type.name() + " counts " + view.table(type.name()).rowCount() + ", has " + rows);
      }
      types.put(type.name(), new TreeSet<>(rows));
    }
    view.schema()
        .edgeTypes()
        .forEach(
            edge -> {
              int size = types.get(edge.name()).size();
              if (view.topology(edge.name()).out().edgeCount() != size) {
                throw new AssertionError("topology of " + edge.name() + " differs from " + size);
              }
            });
    return types;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rows rows && rows.branches.equals(branches);
  }

  @Override
  public int hashCode() {
    return branches.hashCode();
  }

  @Override
  public String toString() {
    return branches.toString();
  }
}
