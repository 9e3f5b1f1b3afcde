package io.omnigraph.engine;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.manifest.Lineage;
import io.omnigraph.engine.manifest.ManifestOp;
import io.omnigraph.engine.publish.SchemaFiles;
import io.omnigraph.engine.publish.WriterLock;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.SchemaContract;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.TablePaths;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes a graph in an existing directory.
 *
 * <ol>
 *   <li>Preflight: a schema file is there: refused, nothing is touched.
 *   <li>Compile the schema; an error leaves the directory as it was.
 *   <li>Take the writer lock, for all that follows.
 *   <li>Claim: create {@code _schema.pg} unless it exists; of several callers one wins, and only it
 *       may clean up. Force overwrites instead.
 *   <li>Write the schema's object, IR and state.
 *   <li>Create the tables, empty.
 *   <li>Create {@code __manifest} with the genesis commit: from here on the graph exists, and no
 *       error removes anything any more.
 * </ol>
 */
final class GraphInit {
  private static final System.Logger LOG = System.getLogger(GraphInit.class.getName());
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
  private static final List<String> CONTRACT =
      List.of(SchemaFiles.SOURCE, SchemaFiles.IR, SchemaFiles.STATE);
  private static final Set<String> REMAINS = Set.of(WriterLock.FILE);

  /** What an init of a graph without types may have made before its manifest. */
  private static final Set<String> REMAINS_WITHOUT_TYPES =
      Set.of(
          WriterLock.FILE,
          SchemaFiles.SOURCE,
          SchemaFiles.IR,
          SchemaFiles.STATE,
          "__schemas",
          LanceManifest.PATH);

  private final Path root;
  private final Supplier<Storage> storages;
  private final Steps steps;
  private final List<String> createdTables = new ArrayList<>();

  GraphInit(Path root, StorageOptions options, Steps steps) {
    this(root, () -> Storage.open(root, options), steps);
  }

  GraphInit(Path root, Supplier<Storage> storages, Steps steps) {
    this.root = root;
    this.storages = storages;
    this.steps = steps;
  }

  /** Whether an entry of a directory does not keep it from being empty. */
  static boolean isRemains(String entry) {
    return REMAINS.contains(entry) || isTemporary(entry);
  }

  /**
   * Whether a killed init of a graph without types left these entries, and nobody else: no schema
   * of a user is in them, so that the init can be done again.
   */
  static boolean isUnfinishedEmptyGraph(Path root, List<String> entries) {
    try {
      return entries.contains(SchemaFiles.SOURCE)
          && entries.stream()
              .allMatch(entry -> REMAINS_WITHOUT_TYPES.contains(entry) || isTemporary(entry))
          && Files.readString(root.resolve(SchemaFiles.SOURCE)).isBlank();
    } catch (IOException e) {
      throw FileFailure.of(root.resolve(SchemaFiles.SOURCE), e);
    }
  }

  private static boolean isTemporary(String entry) {
    return entry.startsWith(".tmp-");
  }

  void strict(String source) {
    try (Storage storage = storages.get()) {
      for (String file : CONTRACT) {
        if (storage.control().exists(file)) {
          throw new OmnigraphException(ErrorCode.ALREADY_INITIALIZED, root, file);
        }
      }
      requireNoManifest();
      GraphSchema schema = Schemas.compile(source);
      requireWritable(storage);
      locked(
          () -> {
            if (!storage.control().writeIfAbsent(SchemaFiles.SOURCE, schema.source())) {
              throw new OmnigraphException(ErrorCode.ALREADY_INITIALIZED, root, SchemaFiles.SOURCE);
            }
            claimed(storage, schema);
          });
    }
  }

  void force(String source) {
    try (Storage storage = storages.get()) {
      requireNoManifest();
      GraphSchema schema = Schemas.compile(source);
      requireWritable(storage);
      locked(
          () -> {
            storage.control().write(SchemaFiles.SOURCE, schema.source());
            claimed(storage, schema);
          });
    }
  }

  private void requireNoManifest() {
    if (LanceManifest.isAt(root)) { // a folder without a version is what a killed init leaves
      throw new OmnigraphException(ErrorCode.ALREADY_INITIALIZED, root, LanceManifest.PATH);
    }
  }

  private void requireWritable(Storage storage) {
    if (!Files.isWritable(root)) {
      throw new OmnigraphException(ErrorCode.PERMISSION_DENIED, root);
    }
    storage.control().probeAtomicCreate();
  }

  /**
   * From the claim to the end of a clean-up nobody else may write here: a forced init of another
   * process would lose its files to our clean-up, or ours would be mixed with its.
   */
  private void locked(Runnable claim) {
    WriterLock lock = new WriterLock(root);
    lock.acquire(LOCK_TIMEOUT);
    try {
      requireNoManifest();
      claim.run();
    } finally {
      lock.close(); // in one step: a gap before the close would end somebody else's holding
    }
    steps.at(PublishStep.INIT_POST_MANIFEST_CREATE);
    steps.at(PublishStep.INIT_AFTER_COORDINATOR_INIT);
  }

  private void claimed(Storage storage, GraphSchema schema) {
    try {
      create(storage, schema);
    } catch (RuntimeException e) {
      if (!Files.exists(root.resolve(LanceManifest.PATH))) {
        cleanUp(storage, schema, e);
      }
      throw e;
    }
  }

  private void create(Storage storage, GraphSchema schema) {
    ControlStore files = storage.control();
    steps.at(PublishStep.INIT_AFTER_SCHEMA_PG_WRITTEN);
    new SchemaFiles(files).writeObject(schema);
    files.write(SchemaFiles.IR, schema.ir());
    files.write(SchemaFiles.STATE, SchemaContract.state(schema));
    steps.at(PublishStep.INIT_AFTER_SCHEMA_CONTRACT_WRITTEN);
    Ulids ulids = new Ulids();
    String operationId = ulids.next();
    List<ManifestOp> ops = new ArrayList<>();
    TablePaths paths = new TablePaths(storage.tables());
    for (TableType type : schema.tables()) {
      String path = paths.pathFor(type);
      createdTables.add(path);
      List<FileSum> sums = createTable(storage.tables(), type, path, operationId);
      long id = TablePaths.newTableId();
      ops.add(new ManifestOp.Register(id, type.tableKey(), path));
      ops.add(new ManifestOp.Update(id, type.tableKey(), 1, null, 0, sums));
    }
    Lineage genesis =
        new Lineage(
            ulids.next(),
            null,
            null,
            operationId,
            "Init",
            schema.hash(),
            Lineage.nowMicros(),
            null);
    LanceManifest.create(storage.tables(), ops, genesis);
  }

  private static List<FileSum> createTable(
      TableStore tables, TableType type, String path, String operationId) {
    Map<String, String> properties = Map.of("operation_id", operationId);
    try (StagedWrite create =
        tables.stageCreate(path, type.storedSchema(), List.of(), properties)) {
      CommitOutcome outcome = tables.commit(create);
      if (!(outcome instanceof CommitOutcome.Committed committed) || committed.version() != 1) {
        throw new OmnigraphException(
            ErrorCode.STORAGE_FAULT, path, "create of a table ended with " + outcome);
      }
      return create.fileSums();
    }
  }

  /** The error that made the init fail is the one to report; what goes wrong here is logged. */
  private void cleanUp(Storage storage, GraphSchema schema, RuntimeException cause) {
    List<Runnable> removals = new ArrayList<>();
    ControlStore files = storage.control();
    for (String path : createdTables) {
      removals.add(() -> files.deletePrefix(path));
    }
    removals.add(() -> files.delete(SchemaFiles.objectSource(schema.hash())));
    removals.add(() -> files.delete(SchemaFiles.objectIr(schema.hash())));
    removals.add(() -> removeIfEmpty(files, "__schemas"));
    removals.add(() -> removeIfEmpty(files, "nodes"));
    removals.add(() -> removeIfEmpty(files, "edges"));
    removals.add(() -> files.delete(SchemaFiles.STATE));
    removals.add(() -> files.delete(SchemaFiles.IR));
    removals.add(() -> files.delete(SchemaFiles.SOURCE));
    for (Runnable removal : removals) {
      try {
        removal.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "Clean-up of a failed init at " + root, e);
        cause.addSuppressed(e);
      }
    }
  }

  private static void removeIfEmpty(ControlStore files, String folder) {
    if (files.entries(folder).isEmpty()) {
      files.deletePrefix(folder);
    }
  }
}
