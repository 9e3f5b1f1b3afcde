package io.omnigraph.engine.isolation;

import io.omnigraph.engine.isolation.Access.Read;
import io.omnigraph.engine.isolation.Access.Scan;
import io.omnigraph.engine.isolation.Access.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The dependency graph of the committed transactions. A key that was deleted and inserted again is
 * another row: nothing depends on the delete then.
 */
final class Dependencies {
  enum Kind {
    /** Its version was replaced. */
    WW,
    /** Its version was read. */
    WR,
    /** What it read was replaced. */
    RW
  }

  record Edge(Kind kind, int from, int to, String key) {}

  private final History history;
  private final List<Recorded> nodes;
  private final Map<Recorded, Integer> numbers = new HashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  Dependencies(History history) {
    this.history = history;
    this.nodes = history.all().stream().filter(Recorded::committed).toList();
    for (Recorded node : nodes) {
      numbers.put(node, numbers.size());
    }
    history.keys().forEach(this::addWrites);
    nodes.forEach(this::addReads);
  }

  private void addWrites(String key) {
    List<Long> order = history.order(key);
    for (int i = 1; i < order.size(); i++) {
      if (order.get(i - 1) > 0) {
        add(Kind.WW, history.writer(order.get(i - 1)), history.writer(order.get(i)), key);
      }
    }
  }

  private void addReads(Recorded reader) {
    Set<String> own = new HashSet<>();
    for (Access access : reader.accesses()) {
      if (access instanceof Read read) {
        addRead(reader, own, read.key(), read.version(), read.moment().snapshot());
      } else if (access instanceof Scan scan) {
        for (String key : scan.asked()) {
          addRead(reader, own, key, scan.version(key), scan.moment().snapshot());
        }
      } else {
        own.add(((Write) access).key());
      }
    }
  }

  private void addRead(Recorded reader, Set<String> own, String key, long read, long snapshot) {
    if (own.contains(key)) {
      return; // it must see what it wrote itself
    }
    long version = history.resolve(key, read, snapshot);
    add(Kind.WR, history.writer(version), reader, key);
    Long next = history.next(key, version);
    if (next != null) {
      add(Kind.RW, reader, history.writer(next), key);
    }
  }

  private void add(Kind kind, Recorded from, Recorded to, String key) {
    Integer source = numbers.get(from);
    Integer target = numbers.get(to);
    if (source != null && target != null && !Objects.equals(source, target)) {
      edges.add(new Edge(kind, source, target, key));
    }
  }

  Recorded node(int number) {
    return nodes.get(number);
  }

  List<Edge> edges() {
    return edges;
  }

  Reach reach(Kind... kinds) {
    Reach reach = new Reach(nodes.size());
    for (Edge edge : edges) {
      if (List.of(kinds).contains(edge.kind())) {
        reach.add(edge.from(), edge.to());
      }
    }
    return reach;
  }

  /** One had ended before the other began. */
  Reach realTime() {
    Reach reach = new Reach(nodes.size());
    for (Recorded first : nodes) {
      for (Recorded second : nodes) {
        if (first.end() < second.begin()) {
          reach.add(numbers.get(first), numbers.get(second));
        }
      }
    }
    return reach;
  }
}
