package io.omnigraph.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Decides, from one seed, which actor runs until its next step. Exactly one thread runs at any
 * time, so a seed gives the same run again.
 */
final class Schedule {
  /** Of a hundred steps, after how many the same actor goes on. */
  private static final int STAYS = 70;

  private static final long HANG_SECONDS = 60;

  final Random random;
  private final List<Actor> actors = new ArrayList<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final long limit;
  private final SimLock lock;
  private long steps;
  private Throwable failure;
  private Actor running;

  Schedule(Random random, long limit, SimLock lock) {
    this.random = random;
    this.limit = limit;
    this.lock = lock;
  }

  void add(Actor actor) {
    actors.add(actor);
  }

  List<Actor> actors() {
    return actors;
  }

  long steps() {
    return steps;
  }

  /** No new operations; what runs is brought to its end without faults. */
  boolean isEnding() {
    return steps >= limit || failure != null;
  }

  /** Runs all actors to their end; throws what one of them found. */
  void run() throws InterruptedException {
    for (Actor actor : actors) {
      actor.start();
    }
    give(actors.get(0));
    long before = -1;
    while (!finished.await(HANG_SECONDS, TimeUnit.SECONDS)) {
      if (steps == before) {
        throw new Violation("hangs in " + running, stackOf(running));
      }
      before = steps;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new Violation("unexpected " + failure, failure);
    }
  }

  private static Throwable stackOf(Actor actor) {
    Throwable where = new Throwable(String.valueOf(actor.getState()));
    where.setStackTrace(actor.getStackTrace());
    return where;
  }

  /** The first thing an actor does. */
  void begin(Actor actor) {
    actor.baton.acquireUninterruptibly();
  }

  /** Others may run now. */
  void step(Actor actor, Actor.Place place) {
    steps++;
    actor.place = place;
    actor.process.requireAlive(actor);
    if (place == Actor.Place.LOCK || random.nextInt(100) >= STAYS) {
      handOver(actor);
    }
    actor.process.requireAlive(actor);
  }

  private void handOver(Actor actor) {
    Actor next = pick();
    if (next != actor) {
      give(next);
      actor.baton.acquireUninterruptibly();
    }
  }

  private void give(Actor next) {
    running = next;
    next.baton.release();
  }

  private Actor pick() {
    List<Actor> ready = new ArrayList<>();
    for (Actor actor : actors) {
      if (actor.place != Actor.Place.OVER && actor.process.isDead(actor)) {
        return actor; // unwinds what it was doing
      }
      if (isReady(actor)) {
        ready.add(actor);
      }
    }
    if (ready.isEmpty()) {
      throw new Violation("nobody can go on: " + places());
    }
    return ready.get(random.nextInt(ready.size()));
  }

  private boolean isReady(Actor actor) {
    if (actor.place == Actor.Place.OVER) {
      return false;
    }
    for (Actor other : actors) {
      if (other != actor && other.process == actor.process && other.isUnsafe()) {
        return false;
      }
    }
    return actor.place != Actor.Place.LOCK || lock.isFreeFor(actor.process);
  }

  private String places() {
    List<String> places = new ArrayList<>();
    actors.forEach(actor -> places.add(actor + " " + actor.place));
    return String.join(", ", places);
  }

  /** The last thing an actor does. */
  void end(Actor actor, Throwable found) {
    if (found != null && failure == null) {
      failure = found;
    }
    actor.place = Actor.Place.OVER;
    boolean last = actors.stream().allMatch(a -> a.place == Actor.Place.OVER);
    if (found != null || last) {
      finished.countDown(); // after a finding the other threads stay where they are
    } else {
      give(pick());
    }
  }
}
