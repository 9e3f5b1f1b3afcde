package io.omnigraph.engine.manifest;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import java.nio.file.Path;
import java.util.List;

/** A manifest of two tables, as those stand after init; they have no files. */
final class TwoTables {
  static final String PERSON = "node:Person";
  static final String COMPANY = "node:Company";

  private TwoTables() {}

  /** What the first commit does. */
  static List<ManifestOp> ops() {
    return List.of(
        new ManifestOp.Register(1, PERSON, "nodes/p"),
        new ManifestOp.Update(1, PERSON, 1, null, 0),
        new ManifestOp.Register(2, COMPANY, "nodes/c"),
        new ManifestOp.Update(2, COMPANY, 1, null, 0));
  }

  static Storage create(Path root, Lineage genesis) {
    Storage storage =
        Storage.open(root, new StorageOptions(StorageOptions.Durability.OS, 64L << 20, null));
    LanceManifest.create(storage.tables(), ops(), genesis);
    return storage;
  }
}
