package io.omnigraph.engine.publish;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Orders the writers of one graph inside this process. Gates are exclusive and not reentrant; they
 * save retries and are no lock against other processes.
 */
public final class Gates {
  private final Map<GateKey, Semaphore> gates = new ConcurrentHashMap<>();

  /** Gates that are held; closing gives them back. */
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes gates in their order, each once.
   *
   * @throws OmnigraphException LOCK_TIMEOUT; CANCELLED when interrupted; none is held then
   */
  public Held acquire(Collection<GateKey> keys, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Semaphore> held = new ArrayList<>(keys.size());
    Held result = () -> release(held);
    boolean done = false;
    try {
      for (GateKey key : new TreeSet<>(keys)) {
        Semaphore gate = gates.computeIfAbsent(key, k -> new Semaphore(1, true));
        if (!gate.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new OmnigraphException(
              ErrorCode.LOCK_TIMEOUT,
              "this one, in another session",
              key.kind() + " " + key.name(),
              timeout.toMillis());
        }
        held.add(gate);
      }
      done = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
    } finally {
      if (!done) {
        release(held);
      }
    }
    return result;
  }

  private static void release(List<Semaphore> held) {
    Collections.reverse(held);
    held.forEach(Semaphore::release);
    held.clear();
  }
}
