package io.omnigraph.engine.recovery;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.GraphSnapshot;
import io.omnigraph.engine.manifest.ManifestStore;
import io.omnigraph.engine.publish.Sidecars;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;

/**
 * What recovery works on.
 *
 * @param durability whether version files are synced: if not, a torn one may be acknowledged
 */
public record RecoveryStores(
    Path root,
    TableStore tables,
    ManifestStore manifest,
    Sidecars sidecars,
    ControlStore files,
    Steps steps,
    Durability durability) {

  /** Of a head: a commit that goes on from it is no older, whoever's clock made it. */
  long timeAfter(GraphSnapshot head) {
    return manifest
        .commit(head.branch(), head.commitId())
        .map(GraphCommit::createdAtMicros)
        .orElse(Long.MIN_VALUE);
  }
}
