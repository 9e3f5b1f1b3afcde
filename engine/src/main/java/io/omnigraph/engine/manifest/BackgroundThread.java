package io.omnigraph.engine.manifest;

/**
 * A thread that computes for long beside threads that do so for a moment. The system lets a thread
 * have its processor for some milliseconds, and a commit that was just woken there waits so long,
 * even if another processor is idle. So it offers it between two pieces of its work, which may be
 * under a lock that commits do not need.
 */
final class BackgroundThread extends Thread {
  /** Of a microsecond or so: to offer costs half of one when nobody wants the processor. */
  private static final int PIECES = 16;

  private int pieces;

  /** It does not keep the process alive. */
  BackgroundThread(Runnable work, String name) {
    super(work, name);
    setDaemon(true);
  }

  /** After a small piece of work that is part of a long one; does nothing on other threads. */
  static void pieceDone() {
    if (Thread.currentThread() instanceof BackgroundThread own) {
      own.offer();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint: without it others wait longer, no more
  private void offer() {
    if (++pieces % PIECES == 0) {
      Thread.yield();
    }
  }
}
