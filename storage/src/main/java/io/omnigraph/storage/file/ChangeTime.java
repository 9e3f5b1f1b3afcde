package io.omnigraph.storage.file;

/** Times that file systems note of the last change of a folder or file. */
public final class ChangeTime {
  /** Some only know every other second, and then tell whole ones. */
  private static final long COARSEST_TICK_MILLIS = 3_000;

  /** Two of the ticks by which Linux notes them. */
  private static final long FINER_TICK_MILLIS = 20;

  private ChangeTime() {}

  /** Whether no later change can have the same time any more. */
  public static boolean isPast(long changedMillis) {
    long tick = changedMillis % 1_000 == 0 ? COARSEST_TICK_MILLIS : FINER_TICK_MILLIS;
    return changedMillis < System.currentTimeMillis() - tick;
  }
}
