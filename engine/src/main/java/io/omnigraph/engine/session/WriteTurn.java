package io.omnigraph.engine.session;

import io.omnigraph.engine.publish.GateKey;
import io.omnigraph.engine.publish.Gates;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.recovery.RecoveryMode;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * A writer's turn: its gates and the writer lock, held at a moment when no operation is left
 * unfinished. What somebody left behind is recovered first, without the gates, because recovery
 * takes those of another branch.
 */
final class WriteTurn implements AutoCloseable {
  /** Others may fail again and again between two looks. */
  private static final int MAX_LOOKS = 5;

  private final Gates.Held gates;
  private final WriterLock.Share lock;

  private WriteTurn(Gates.Held gates, WriterLock.Share lock) {
    this.gates = gates;
    this.lock = lock;
  }

  /**
   * @throws OmnigraphException LOCK_TIMEOUT, RECOVERY_REQUIRED, CANCELLED
   */
  static WriteTurn take(OpenGraph graph, List<GateKey> keys, Duration lockTimeout) {
    List<String> left = List.of();
    for (int look = 0; look < MAX_LOOKS; look++) {
      WriteTurn turn = acquire(graph, keys, lockTimeout);
      boolean taken = false;
      try {
        left = graph.sidecars().left(turn.tenure());
        taken = left.isEmpty();
      } finally {
        if (!taken) {
          turn.close();
        }
      }
      if (taken) {
        return turn;
      }
      graph.recovery().heal(RecoveryMode.FULL, lockTimeout);
    }
    throw new OmnigraphException(
        ErrorCode.RECOVERY_REQUIRED, left.get(0), "other operations keep failing beside it");
  }

  private static WriteTurn acquire(OpenGraph graph, List<GateKey> keys, Duration lockTimeout) {
    WriteTurn turn = hold(graph, keys, lockTimeout, lockTimeout);
    boolean recovered = false;
    try {
      // Before the head is looked at: what a writer left behind the log's end would move it later.
      graph.manifest().recover();
      recovered = true;
      return turn;
    } finally {
      if (!recovered) {
        turn.close();
      }
    }
  }

  /** Gates and lock alone, whatever is left unfinished. */
  static WriteTurn hold(
      OpenGraph graph, List<GateKey> keys, Duration gateTimeout, Duration lockTimeout) {
    Gates.Held gates = graph.gates().acquire(keys, gateTimeout);
    try {
      return new WriteTurn(gates, graph.writerLock().acquire(lockTimeout));
    } catch (RuntimeException | Error e) {
      gates.close();
      throw e;
    }
  }

  /** Of the writer lock. */
  long tenure() {
    return lock.tenure();
  }

  /** {@link WriterLock.Share#waitForOwn}, for a gate that others hold. */
  <T> T waitForOwn(Supplier<T> wait) {
    return lock.waitForOwn(wait);
  }

  @Override
  public void close() {
    try (gates;
        lock) {
      // Closed in the reverse order, the second even if the first fails.
    }
  }
}
