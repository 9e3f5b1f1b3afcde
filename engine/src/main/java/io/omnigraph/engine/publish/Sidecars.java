package io.omnigraph.engine.publish;

import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The folder of sidecars, and which of them belong to running writers of this process. */
public final class Sidecars {
  public static final String FOLDER = "__recovery";
  private static final String SUFFIX = ".json";

  private final ControlStore files;
  private final Steps steps;
  private final Set<String> live = ConcurrentHashMap.newKeySet();

  public Sidecars(ControlStore files, Steps steps) {
    this.files = files;
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

  /** Empty when it is gone meanwhile. */
  public Optional<Sidecar> read(String operationId) {
    return files.read(path(operationId)).map(text -> SidecarJson.read(operationId, text));
  }

  /**
   * Refuses while an operation that no writer of this process runs has a sidecar.
   *
   * @throws OmnigraphException RECOVERY_REQUIRED
   */
  public void requireNone() {
    for (String id : list()) {
      if (!live.contains(id) && files.exists(path(id))) {
        throw new OmnigraphException(
            ErrorCode.RECOVERY_REQUIRED, id, "its sidecar " + path(id) + " is still there");
      }
    }
  }

  /** Phase A. Nothing stays behind when it fails. */
  void arm(Sidecar sidecar) {
    live.add(sidecar.operationId());
    try {
      steps.at(PublishStep.SIDECAR_WRITE);
      files.write(path(sidecar.operationId()), SidecarJson.write(sidecar));
    } catch (RuntimeException e) {
      try {
        files.delete(path(sidecar.operationId()));
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      live.remove(sidecar.operationId());
      throw e;
    }
  }

  void confirm(Sidecar sidecar) {
    steps.at(PublishStep.SIDECAR_CONFIRM);
    files.write(path(sidecar.operationId()), SidecarJson.write(sidecar));
  }

  /** Phase D. */
  void retire(String operationId) {
    steps.at(PublishStep.SIDECAR_DELETE);
    files.delete(path(operationId));
  }

  /** The writer is gone; a sidecar that is still there is now recovery's. */
  void release(String operationId) {
    live.remove(operationId);
  }

  private static String path(String operationId) {
    return FOLDER + "/" + operationId + SUFFIX;
  }
}
