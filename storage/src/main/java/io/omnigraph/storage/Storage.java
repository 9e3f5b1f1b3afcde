package io.omnigraph.storage;

import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.lance.LanceTableStore;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;

/**
 * The files of one graph in a local directory: its tables and its control files. Opening costs
 * nothing and touches no file; the native library is loaded with the first table. Thread-safe.
 */
public final class Storage implements AutoCloseable {
  private final Durable durable;
  private final ControlStore control;
  private final TableStore tables;

  private Storage(Path root, StorageOptions options) {
    durable = new Durable(options.durability());
    control = new LocalControlStore(root, durable);
    tables = new LanceTableStore(root, options, durable);
  }

  public static Storage open(Path root, StorageOptions options) {
    return new Storage(root, options);
  }

  public TableStore tables() {
    return tables;
  }

  public ControlStore control() {
    return control;
  }

  /** Closes all handles, also those of snapshots that are still open. */
  @Override
  public void close() {
    tables.close();
    durable.close();
  }
}
