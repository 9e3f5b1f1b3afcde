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

  private Storage(Durable durable, ControlStore control, TableStore tables) {
    this.durable = durable;
    this.control = control;
    this.tables = tables;
  }

  public static Storage open(Path root, StorageOptions options) {
    return open(root, options, new Durable(options.durability()));
  }

  /** With another way to the disk, which is closed with the storage. */
  public static Storage open(Path root, StorageOptions options, Durable durable) {
    return new Storage(
        durable, new LocalControlStore(root, durable), new LanceTableStore(root, options, durable));
  }

  /** The same tables with other control files. */
  public Storage withControl(ControlStore other) {
    return new Storage(durable, other, tables);
  }

  /** The same files seen through other tables. */
  public Storage withTables(TableStore other) {
    return new Storage(durable, control, other);
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
