package io.omnigraph.engine.manifest;

/**
 * The thread of a graph that takes records of the log over once they are many. It starts when it is
 * wanted first. What fails is tried again after a while; nothing is lost, the log has it.
 */
final class BackgroundCheckpoint implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BackgroundCheckpoint.class.getName());
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  private final Runnable checkpoint;
  private Thread thread;
  private boolean wanted;
  private boolean closed;

  BackgroundCheckpoint(Runnable checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** There is something to do; returns at once. */
  synchronized void wanted() {
    if (closed || wanted) {
      return;
    }
    wanted = true;
    if (thread == null) {
      thread = new BackgroundThread(this::run, "omnigraph-checkpoint");
      thread.start();
    }
    notifyAll();
  }

  private void run() {
    try {
      long pause = FIRST_PAUSE_MILLIS;
      while (awaitWanted()) {
        if (succeeds()) {
          pause = FIRST_PAUSE_MILLIS;
        } else {
          pause(pause);
          pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that but who ends the process
    }
  }

  /** False when it is closed. */
  private synchronized boolean awaitWanted() throws InterruptedException {
    while (!wanted && !closed) {
      wait();
    }
    return !closed;
  }

  private boolean succeeds() {
    try {
      synchronized (this) {
        wanted = false;
      }
      checkpoint.run();
      return true;
    } catch (RuntimeException | Error e) { // a thread that is gone would not try again
      LOG.log(System.Logger.Level.WARNING, "Commits stay in the log for now", e);
      synchronized (this) {
        wanted = true;
      }
      return false;
    }
  }

  private synchronized void pause(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; !closed && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
  }

  /** Waits for what runs. */
  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
      notifyAll();
    }
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true; // what it works on must not be closed under it
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
