package io.omnigraph.engine.simulation;

import io.omnigraph.engine.publish.ProcessLock;

/** The lock between simulated processes; it goes with the process that dies. */
final class SimLock {
  private SimProcess holder;
  private int generation;

  /** The holder would like to go on with it, unless somebody else wants it. */
  private boolean kept;

  boolean isFreeFor(SimProcess process) {
    return holder == null || kept || (holder == process && generation == process.generation());
  }

  void died(SimProcess process) {
    if (holder == process) {
      free();
    }
  }

  private void free() {
    holder = null;
    kept = false;
  }

  /** What one life of a process holds of it. */
  ProcessLock of(SimProcess process) {
    int life = process.generation();
    return new ProcessLock() {
      private long tenure;

      @Override
      public boolean tryLock() {
        Actor actor = Actor.current();
        if (!kept || holder != process || generation != life) {
          tenure++;
        }
        while (holder != null && !kept) {
          process.world().schedule().step(actor, Actor.Place.LOCK);
        }
        holder = process;
        generation = life;
        kept = false;
        return true;
      }

      @Override
      public void unlock() {
        if (holder == process && generation == life) {
          free();
        }
      }

      @Override
      public void pause() {
        kept |= holder == process && generation == life;
      }

      @Override
      public long tenure() {
        return tenure;
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
