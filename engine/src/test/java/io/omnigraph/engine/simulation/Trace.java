package io.omnigraph.engine.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last events of a run, kept only when somebody will read them. */
final class Trace {
  private static final int MOST = 2_000;

  private final boolean on;
  private final Deque<String> events = new ArrayDeque<>();
  private long count;
  private long hash = 17;

  Trace(boolean on) {
    this.on = on;
  }

  void add(Actor actor, String event) {
    count++;
    hash = 31 * hash + (actor + event.replaceAll("[0-9A-Z]{26}|[0-9a-f]{16,}", "")).hashCode();
    if (on) {
      if (events.size() == MOST) {
        events.removeFirst();
      }
      events.add(count + " " + actor + ": " + event);
    }
  }

  long hash() {
    return hash;
  }

  @Override
  public String toString() {
    return String.join("\n", events);
  }
}
