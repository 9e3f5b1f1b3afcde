package io.omnigraph.engine.check;

import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;

/**
 * Where a check looks.
 *
 * @param log that may be in front of the manifest; null = there is none
 * @param running tells of operations that have a sidecar
 */
public record CheckedGraph(
    Path root, TableStore tables, ControlStore files, CommitLog log, RunningOperations running) {
  /** Whether the writer of a sidecar may be at work. */
  @FunctionalInterface
  public interface RunningOperations {
    /** False only when certainly nobody works on it. */
    boolean mayRun(String operationId);
  }
}
