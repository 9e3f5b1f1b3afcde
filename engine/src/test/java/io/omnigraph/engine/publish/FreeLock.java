package io.omnigraph.engine.publish;

/** There is no other process. */
public class FreeLock implements ProcessLock {
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
