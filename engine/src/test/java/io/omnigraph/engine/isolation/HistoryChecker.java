package io.omnigraph.engine.isolation;

import io.omnigraph.engine.isolation.Dependencies.Edge;
import io.omnigraph.engine.isolation.Dependencies.Kind;
import io.omnigraph.engine.session.Session.Isolation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what a level forbids in a history: first what single transactions saw, then cycles of the
 * dependency graph. Each defect is named once, by its narrowest name.
 */
final class HistoryChecker {
  /**
   * @param transactions those that take part
   */
  record Finding(Anomaly anomaly, String key, List<Recorded> transactions) {}

  private final Isolation level;
  private final List<Finding> findings = new ArrayList<>();

  private HistoryChecker(Isolation level) {
    this.level = level;
  }

  static List<Finding> check(History history, Isolation level) {
    HistoryChecker checker = new HistoryChecker(level);
    for (Recorded transaction : history.all()) {
      new ReadChecker(history, level, transaction, checker.findings).check();
    }
    checker.cycles(new Dependencies(history));
    return checker.findings;
  }

  private void cycles(Dependencies graph) {
    Reach writes = graph.reach(Kind.WW).closed();
    Reach flow = graph.reach(Kind.WW, Kind.WR).closed();
    Reach inTime = graph.reach(Kind.WW, Kind.WR).and(graph.realTime()).closed();
    for (Edge edge : graph.edges()) {
      if (edge.kind() == Kind.RW) {
        continue;
      }
      if (edge.kind() == Kind.WW && writes.has(edge.to(), edge.from())) {
        add(Anomaly.DIRTY_WRITE, edge, graph);
      } else if (flow.has(edge.to(), edge.from())) {
        add(Anomaly.CIRCULAR_FLOW, edge, graph);
      } else if (inTime.has(edge.to(), edge.from())) {
        add(Anomaly.STALE_SNAPSHOT, edge, graph);
      }
    }
    if (level != Isolation.READ_COMMITTED) {
      readCycles(graph, flow, inTime);
    }
  }

  private void readCycles(Dependencies graph, Reach flow, Reach inTime) {
    Reach all = graph.reach(Kind.WW, Kind.WR, Kind.RW).closed();
    Reach apart = graph.reach(Kind.RW).then(flow).closed(); // never two RW in a row
    for (Edge edge : graph.edges()) {
      if (edge.kind() != Kind.RW) {
        continue;
      }
      if (flow.has(edge.to(), edge.from())) {
        add(Anomaly.READ_SKEW, edge, graph);
      } else if (inTime.has(edge.to(), edge.from())) {
        add(Anomaly.STALE_SNAPSHOT, edge, graph);
      } else if (apart.has(edge.from(), edge.from())) {
        add(Anomaly.LONG_FORK, edge, graph);
      } else if (all.has(edge.to(), edge.from())) {
        add(Anomaly.WRITE_SKEW, edge, graph);
      }
    }
  }

  /** Unless its reader was told of the same key by a narrower name. */
  private void add(Anomaly anomaly, Edge edge, Dependencies graph) {
    Recorded from = graph.node(edge.from());
    Recorded to = graph.node(edge.to());
    boolean known =
        findings.stream()
            .anyMatch(
                found ->
                    found.transactions().contains(from)
                        && (found.transactions().contains(to) || found.key().equals(edge.key())));
    if (!known && anomaly.isForbidden(level)) {
      findings.add(new Finding(anomaly, edge.key(), List.of(from, to)));
    }
  }

  /** How many of each, without those that have none. */
  static Map<Anomaly, Integer> counts(List<Finding> findings) {
    Map<Anomaly, Integer> counts = new LinkedHashMap<>();
    findings.forEach(finding -> counts.merge(finding.anomaly(), 1, Integer::sum));
    return counts;
  }
}
