package io.omnigraph.engine.simulation;

import io.omnigraph.engine.publish.ProcessLock;

/** There is no other process. */
final class FreeLock implements ProcessLock {
  @Override
  public boolean tryLock() {
    return true;
  }

  @Override
  public void unlock() {
    // Nobody waits.
  }

  @Override
  public String holder() {
    return "nobody";
  }

  @Override
  public void close() {
    // Nobody waits.
  }
}
