package io.omnigraph.engine.simulation;

import io.omnigraph.engine.publish.ProcessLock;

/** The lock between simulated processes; it goes with the process that dies. */
final class SimLock {
  private SimProcess holder;
  private int generation;

  boolean isFreeFor(SimProcess process) {
    return holder == null || (holder == process && generation == process.generation());
  }

  void died(SimProcess process) {
    if (holder == process) {
      holder = null;
    }
  }

  /** What one life of a process holds of it. */
  ProcessLock of(SimProcess process) {
    int life = process.generation();
    return new ProcessLock() {
      @Override
      public boolean tryLock() {
        Actor actor = Actor.current();
        while (holder != null) {
          process.world().schedule().step(actor, Actor.Place.LOCK);
        }
        holder = process;
        generation = life;
        return true;
      }

      @Override
      public void unlock() {
        if (holder == process && generation == life) {
          holder = null;
        }
      }

      @Override
      public String holder() {
        return String.valueOf(holder);
      }

      @Override
      public void close() {
        unlock();
      }
    };
  }
}
