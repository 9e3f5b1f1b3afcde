package io.omnigraph.engine.check;

import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Whether another process may be at work on a sidecar: not when the writer lock can be had while it
 * is there. Where the lock's file may not be written, a sidecar that stays for a second counts as
 * left behind.
 */
public final class WriterProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long PAUSE_MILLIS = 50;

  private final Path lockFile;
  private final WriterLock lock;

  /**
   * @param lock this process's one lock of the graph
   */
  public WriterProbe(Path root, WriterLock lock) {
    this.lockFile = root.resolve(WriterLock.FILE);
    this.lock = lock;
  }

  /** False when certainly nobody of another process works on it. */
  public boolean mayRun(ControlStore files, String operationId) {
    if (!Files.isRegularFile(lockFile) || !Files.isWritable(lockFile)) {
      return goesAway(files, operationId);
    }
    return lock.isHeldElsewhere(PATIENCE);
  }

  private static boolean goesAway(ControlStore files, String operationId) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (!files.exists(Sidecars.path(operationId))) {
        return true;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
      }
    }
    return false;
  }
}
