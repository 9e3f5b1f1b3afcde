package io.omnigraph.engine.manifest;

import java.util.Map;
import java.util.Set;

/** Where deltas that are not in memory are read. */
interface DeltaSource {
  /**
   * All of them.
   *
   * @throws io.omnigraph.storage.error.OmnigraphException DATA_CORRUPT when one is missing
   */
  Map<DeltaId, TableDelta> read(Set<DeltaId> wanted);
}
