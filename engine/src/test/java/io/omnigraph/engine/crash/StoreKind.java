package io.omnigraph.engine.crash;

import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.OpenOptions;
import io.omnigraph.engine.manifest.LogOptions;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.log.LocalCommitLog;
import java.nio.file.Path;

/**
 * How a graph publishes and which of its commits go as deltas. Nothing is done in the background,
 * so that a copy of the directory is what it was at one moment; writers fold and checkpoint.
 */
enum StoreKind {
  MANIFEST(0, 0),
  MANIFEST_DELTAS(2_048, 0),
  LOG(0, 1 << 16),
  /** Commits of a few rows more go the staged way; each append begins a new segment. */
  LOG_FEW_DELTAS(3, 1 << 9),
  LOG_DELTAS(2_048, 1 << 16);

  private static final long NEVER = Long.MAX_VALUE;

  private final int deltaRows;

  /** 0 = there is no log. */
  private final int segmentBytes;

  StoreKind(int deltaRows, int segmentBytes) {
    this.deltaRows = deltaRows;
    this.segmentBytes = segmentBytes;
  }

  boolean hasDeltas() {
    return deltaRows > 0;
  }

  boolean hasLog() {
    return segmentBytes > 0;
  }

  OpenOptions options() {
    return GraphFixture.options()
        .withDeltas(new DeltaOptions(deltaRows, 1 << 20, NEVER, NEVER, false))
        .withLog(new LogOptions(hasLog(), 0, NEVER));
  }

  /** With segments so small that they are copied at no cost. */
  Storage storage(Path root) {
    StorageOptions options = options().storage();
    Storage storage = Storage.open(root, options);
    if (!hasLog()) {
      return storage;
    }
    Durable durable = new Durable(options.durability());
    Path folder = root.resolve(LocalCommitLog.FOLDER);
    return storage.withLog(new LocalCommitLog(folder, durable, segmentBytes, null));
  }
}
