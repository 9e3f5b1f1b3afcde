package io.omnigraph.engine.simulation;

import io.omnigraph.engine.ProcessGraph;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.step.Steps;

/** What a JVM would be: caches, gates, sessions of its own; it dies and is started again. */
final class SimProcess {
  private final World world;
  private final int number;
  private int generation;
  private boolean opening;
  private boolean logFailed;
  private ProcessGraph graph;

  SimProcess(World world, int number) {
    this.world = world;
    this.number = number;
  }

  World world() {
    return world;
  }

  /** Counts its lives. */
  int generation() {
    return generation;
  }

  /** Null while it is down. */
  ProcessGraph graph() {
    return graph;
  }

  /** Its log takes nothing more: an append is in doubt. */
  void logFailed() {
    logFailed = true;
  }

  boolean hasLogFailed() {
    return logFailed;
  }

  boolean isOpening() {
    return opening;
  }

  /** Starts it: opens the graph with all that this brings, recovery included. */
  void open() {
    opening = true;
    int life = generation;
    try {
      logFailed = false;
      Steps steps = step -> world.faults().atStep(step);
      WriterLock lock = new WriterLock(world.root(), world.lock().of(this), () -> 0);
      graph =
          new ProcessGraph(
              world.root(),
              world.storage(this),
              world.way().options(world.schedule().random, steps),
              lock);
    } finally {
      // One that unwinds after its process died must not speak for the next life, which may be
      // opening by now: two openings of one life would wait for each other.
      if (life == generation) {
        opening = false;
      }
    }
  }

  /** Nothing of it goes on; the caller throws {@link ProcessDeath}. */
  void die() {
    generation++;
    opening = false;
    graph = null;
    world.lock().died(this);
  }

  /** Whether an actor is still inside an operation of an earlier life. */
  boolean isDead(Actor actor) {
    return actor.place != Actor.Place.IDLE && actor.life != generation;
  }

  void requireAlive(Actor actor) {
    if (isDead(actor)) {
      throw new ProcessDeath();
    }
  }

  @Override
  public String toString() {
    return String.valueOf((char) ('A' + number));
  }
}
