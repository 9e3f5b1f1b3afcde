package io.omnigraph.storage.lance;

import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.table.TableStore;
import io.omnigraph.storage.table.TableStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LanceTableStoreContractTest extends TableStoreContract {
  @TempDir Path root;

  @Override
  protected TableStore newStore() {
    return new LanceTableStore(
        root, new StorageOptions(Durability.OS, 64 << 20, null), new Durable(Durability.OS));
  }
}
