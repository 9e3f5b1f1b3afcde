package io.omnigraph.engine.publish;

/**
 * One exclusive lock that at most one process holds; it goes with the process that dies. Used by
 * one thread at a time.
 */
public interface ProcessLock extends AutoCloseable {
  /** Takes the lock unless another process has it. */
  boolean tryLock();

  void unlock();

  /** As {@link #unlock}, by one who may want it again soon and may keep it so long. */
  default void pause() {
    unlock();
  }

  /**
   * To be asked by the holder: a number that stays the same as long as no other process can have
   * had the lock.
   */
  long tenure();

  /** Lets the holder know that this process waits, until {@link #withdraw}. */
  default void announce() {}

  /** This process does not wait any more. */
  default void withdraw() {}

  /** Whether another process may be waiting; to be asked by the holder. */
  default boolean isAwaited() {
    return true;
  }

  /** Who has it, for messages. */
  String holder();

  /** Gives the lock back too. */
  @Override
  void close();
}
