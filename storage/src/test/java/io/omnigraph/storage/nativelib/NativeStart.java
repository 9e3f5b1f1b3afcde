package io.omnigraph.storage.nativelib;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A child process that opens a graph directory, and a table in it when told to. */
final class NativeStart {
  private NativeStart() {}

  public static void main(String[] args) throws Exception {
    Path root = Files.createTempDirectory("native-start");
    long start = System.nanoTime();
    try (Storage storage = Storage.open(root, StorageOptions.defaults())) {
      storage.control().write("a/file", "text");
      if (args[0].equals("table")) {
        TableSchema schema =
            new TableSchema(
                List.of(new ColumnDef("id", ColumnType.of(ColumnType.Kind.INT64), false)));
        try (StagedWrite create =
            storage.tables().stageCreate("nodes/1", schema, List.of(), Map.of())) {
          System.out.println(storage.tables().commit(create));
        }
        try (TableSnapshot table = storage.tables().open(new TableRef("nodes/1", null, 1))) {
          System.out.println("rows " + table.rowCount());
        }
        System.out.println("full text " + NativeLibrary.canBuildFullTextIndex());
      }
    }
    System.out.println("millis " + (System.nanoTime() - start) / 1_000_000);
  }
}
