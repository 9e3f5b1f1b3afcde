package io.omnigraph.engine.publish;

import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Unsynced;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The folder of sidecars, and which of them belong to running writers of this process. */
public final class Sidecars {
  public static final String FOLDER = "__recovery";
  private static final String SUFFIX = ".json";

  private final ControlStore files;
  private final Path root;
  private final Steps steps;

  /** Armed texts of running writers by operation id. */
  private final Map<String, String> live = new ConcurrentHashMap<>();

  /** Holding of the writer lock in which the folder was seen to have none of others. */
  private volatile long lookedIn = -1;

  /** Operations that failed in this process and are not known to be resolved. */
  private final Set<String> failed = ConcurrentHashMap.newKeySet();

  /**
   * @param root the graph's directory
   */
  public Sidecars(ControlStore files, Path root, Steps steps) {
    this.files = files;
    this.root = root;
    this.steps = steps;
  }

  /** Operation ids that have a sidecar, oldest first. */
  public List<String> list() {
    steps.at(PublishStep.SIDECAR_LIST);
    List<String> ids = new ArrayList<>();
    for (String name : files.list(FOLDER)) {
      if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
        ids.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    }
    return ids;
  }

  /**
   * Empty when it is gone meanwhile.
   *
   * @throws OmnigraphException RECOVERY_REQUIRED when it cannot be used
   */
  public Optional<Sidecar> read(String operationId) {
    return files.read(path(operationId)).map(text -> SidecarJson.read(operationId, text, root));
  }

  /**
   * Operations with a sidecar that no writer of this process runs, oldest first; no other process
   * runs them either. The folder is looked at once a holding of the writer lock: what is left after
   * that is of this process.
   *
   * @param tenure of the writer lock, which is held
   */
  public List<String> left(long tenure) {
    if (tenure == lookedIn && !anyFailedHere()) {
      steps.at(PublishStep.SIDECAR_LIST);
      return List.of();
    }
    List<String> left = list();
    left.removeIf(id -> isLive(id) || !files.exists(path(id)));
    if (left.isEmpty()) {
      lookedIn = tenure;
    }
    return left;
  }

  /**
   * Whether an operation of this process failed and is not resolved yet. Costs nothing as long as
   * none fails.
   */
  public boolean anyFailedHere() {
    failed.removeIf(id -> !files.exists(path(id)));
    return !failed.isEmpty();
  }

  /** Whether a writer of this process runs the operation. */
  public boolean isLive(String operationId) {
    return live.containsKey(operationId);
  }

  /**
   * Phase A. Nothing stays behind when it fails.
   *
   * @param others staged files to be synced in the same wait, as far as the store can
   */
  void arm(Sidecar sidecar, Unsynced others) {
    String id = sidecar.operationId();
    String text = SidecarJson.write(sidecar);
    live.put(id, text);
    try {
      steps.at(PublishStep.SIDECAR_WRITE);
      files.write(path(id), text, others);
    } catch (RuntimeException e) {
      try {
        files.delete(path(id));
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e; // whoever armed it lets it go, and then it is looked for
    }
  }

  /**
   * Ends phase B of an armed operation of this process.
   *
   * @param achieved version each table reached, by table id; empty = need not be recorded
   * @param others files to be synced in the same wait, as far as the store can
   */
  void confirm(String operationId, Optional<Map<Long, Long>> achieved, Unsynced others) {
    steps.at(PublishStep.SIDECAR_CONFIRM);
    if (achieved.isPresent()) {
      String text = SidecarJson.confirm(live.get(operationId), achieved.get());
      files.write(path(operationId), text, others);
    }
  }

  /** Phase D, of a writer or of recovery. */
  public void retire(String operationId) {
    steps.at(PublishStep.SIDECAR_DELETE);
    files.delete(path(operationId));
  }

  /** What cannot be looked at now is looked at again before the next write. */
  private boolean mayBeThere(String operationId) {
    try {
      return files.exists(path(operationId));
    } catch (RuntimeException e) {
      return true; // the outcome is what the publish said, whatever this look does
    }
  }

  /** The writer is gone; a sidecar that is still there is now recovery's. */
  void release(String operationId) {
    if (live.containsKey(operationId) && mayBeThere(operationId)) {
      failed.add(operationId);
    }
    live.remove(operationId);
  }

  /** Of an operation's file, relative to the root. */
  public static String path(String operationId) {
    return FOLDER + "/" + operationId + SUFFIX;
  }
}
