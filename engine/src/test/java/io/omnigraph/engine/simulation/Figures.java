package io.omnigraph.engine.simulation;

import io.omnigraph.engine.simulation.Faults.Fault;
import java.util.Map;
import java.util.TreeMap;

/** What happened in some runs, in numbers. */
final class Figures {
  private final TreeMap<String, Long> counts = new TreeMap<>();

  void count(String what) {
    add(what, 1);
  }

  void add(String what, long times) {
    if (times > 0) {
      counts.merge(what, times, Long::sum);
    }
  }

  void add(Figures others) {
    others.counts.forEach(this::add);
  }

  void add(Map<Fault, Long> faults) {
    faults.forEach((fault, times) -> add("fault " + fault, times));
  }

  long get(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (what, times) -> text.append("  ").append(what).append(": ").append(times).append('\n'));
    return text.toString();
  }
}
