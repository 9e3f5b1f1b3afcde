package io.omnigraph.storage;

import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.lance.LanceTableStore;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.log.LocalCommitLog;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The files of one graph in a local directory: its tables, its control files and its log. Opening
 * costs nothing and touches no file; the native library is loaded with the first table.
 * Thread-safe.
 */
public final class Storage implements AutoCloseable {
  private final Path root;
  private final Durable durable;
  private final ControlStore control;
  private final TableStore tables;
  private final CommitLog log;

  private Storage(
      Path root, Durable durable, ControlStore control, TableStore tables, CommitLog log) {
    this.root = root;
    this.durable = durable;
    this.control = control;
    this.tables = tables;
    this.log = log;
  }

  public static Storage open(Path root, StorageOptions options) {
    return open(root, options, new Durable(options.durability()));
  }

  /** With another way to the disk, which is closed with the storage. */
  public static Storage open(Path root, StorageOptions options, Durable durable) {
    return new Storage(
        root,
        durable,
        new LocalControlStore(root, durable),
        new LanceTableStore(root, options, durable),
        log(root, durable, null));
  }

  /** The same tables with other control files. */
  public Storage withControl(ControlStore other) {
    return new Storage(root, durable, other, tables, log);
  }

  /** The same files seen through other tables. */
  public Storage withTables(TableStore other) {
    return new Storage(root, durable, control, other, log);
  }

  /** The same tables with another log. */
  public Storage withLog(CommitLog other) {
    return new Storage(root, durable, control, tables, other);
  }

  /**
   * The same files for somebody who will not write.
   *
   * @param isWriterActive whether anybody holds the writer lock: what a commit in progress has put
   *     into the log is not shown, while what a power cut has left there is
   */
  public Storage forReading(BooleanSupplier isWriterActive) {
    return withLog(log(root, durable, isWriterActive));
  }

  private static CommitLog log(Path root, Durable durable, BooleanSupplier isWriterActive) {
    return new LocalCommitLog(
        root.resolve(LocalCommitLog.FOLDER),
        durable,
        LocalCommitLog.DEFAULT_SEGMENT_BYTES,
        isWriterActive);
  }

  public TableStore tables() {
    return tables;
  }

  public ControlStore control() {
    return control;
  }

  /** It is made with the first append. */
  public CommitLog log() {
    return log;
  }

  /** Closes all handles, also those of snapshots that are still open. */
  @Override
  public void close() {
    log.close();
    tables.close();
    durable.close();
  }
}
