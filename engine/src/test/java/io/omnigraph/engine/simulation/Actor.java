package io.omnigraph.engine.simulation;

import java.util.concurrent.Semaphore;

/** One session of a simulated process, on a thread that runs only while it has the baton. */
final class Actor extends Thread {
  /** Where it is while others run. */
  enum Place {
    /** Between two operations. */
    IDLE,
    /** At a named step: nothing that another session of its process needs is locked in memory. */
    STEP,
    /** Inside a call of a store: monitors may be held, so nobody else of its process may run. */
    CALL,
    /** Like CALL, until the writer lock is free. */
    LOCK,
    /** At its end. */
    OVER
  }

  final int number;
  final SimProcess process;
  final Semaphore baton = new Semaphore(0);
  Place place = Place.IDLE;

  /** Which life of its process it works in. */
  int life;

  /** What it is about to commit, if anything. */
  Attempt attempt;

  /** First two texts of the running call. */
  String callPath = "";

  String callBranch = "";

  private final Runnable work;

  Actor(int number, SimProcess process, Runnable work) {
    super("actor " + number);
    this.number = number;
    this.process = process;
    this.work = work;
    setDaemon(true);
  }

  /** The calling thread's, or null outside of the simulation. */
  static Actor current() {
    return Thread.currentThread() instanceof Actor actor ? actor : null;
  }

  boolean isUnsafe() {
    return place == Place.CALL || place == Place.LOCK;
  }

  @Override
  public void run() {
    work.run();
  }

  @Override
  public String toString() {
    return process + "." + number;
  }
}
