package io.omnigraph.engine.publish;

/** There is no other process. */
public class FreeLock implements ProcessLock {
  private long tenure;

  @Override
  public boolean tryLock() {
    tenure++;
    return true;
  }

  @Override
  public long tenure() {
    return tenure;
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
