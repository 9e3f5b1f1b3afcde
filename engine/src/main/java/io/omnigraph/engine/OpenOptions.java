package io.omnigraph.engine;

import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.StorageOptions;
import java.util.Optional;

/**
 * How a graph is opened. When a graph is open in this process already, all but {@code readOnly} is
 * as the first opener said.
 *
 * @param createIfAbsent an absent or empty directory becomes a graph without types
 * @param name of the graph; by default the directory's last part
 * @param deltas how small commits go
 * @param log the log in front of the manifest
 * @param steps told at the named points of the protocols; for tests and traces
 */
public record OpenOptions(
    boolean readOnly,
    boolean createIfAbsent,
    StorageOptions storage,
    Optional<String> name,
    DeltaOptions deltas,
    LogOptions log,
    Steps steps) {
  public static OpenOptions defaults() {
    return new OpenOptions(
        false,
        true,
        StorageOptions.defaults(),
        Optional.empty(),
        DeltaOptions.defaults(),
        LogOptions.defaults(),
        Steps.NONE);
  }

  public OpenOptions withReadOnly(boolean value) {
    return new OpenOptions(value, createIfAbsent, storage, name, deltas, log, steps);
  }

  public OpenOptions withCreateIfAbsent(boolean value) {
    return new OpenOptions(readOnly, value, storage, name, deltas, log, steps);
  }

  public OpenOptions withStorage(StorageOptions value) {
    return new OpenOptions(readOnly, createIfAbsent, value, name, deltas, log, steps);
  }

  public OpenOptions withName(String value) {
    return new OpenOptions(
        readOnly, createIfAbsent, storage, Optional.of(value), deltas, log, steps);
  }

  public OpenOptions withSteps(Steps value) {
    return new OpenOptions(readOnly, createIfAbsent, storage, name, deltas, log, value);
  }

  public OpenOptions withDeltas(DeltaOptions value) {
    return new OpenOptions(readOnly, createIfAbsent, storage, name, value, log, steps);
  }

  public OpenOptions withLog(LogOptions value) {
    return new OpenOptions(readOnly, createIfAbsent, storage, name, deltas, value, steps);
  }
}
