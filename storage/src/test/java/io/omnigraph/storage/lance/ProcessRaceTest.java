package io.omnigraph.storage.lance;

import static io.omnigraph.storage.lance.TableStoreTest.PATH;
import static io.omnigraph.storage.lance.TableStoreTest.createTable;
import static io.omnigraph.storage.lance.TableStoreTest.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRaceTest {
  private static final int INCREMENTS = 40;

  @TempDir Path directory;

  @Test
  @DisplayName("SUB-06 two processes that update one row lose no update and make one version each")
  void twoProcessesLoseNoUpdate() throws Exception {
    Path root = Files.createDirectory(directory.resolve("graph"));
    try (Storage storage = Storage.open(root, StorageOptions.defaults())) {
      createTable(storage.tables(), rows(0));
    }
    List<Process> children = new ArrayList<>();
    List<File> outputs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      File output = directory.resolve("out" + i).toFile();
      outputs.add(output);
      children.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx200m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CounterProcess.class.getName(),
                  root.toString(),
                  Integer.toString(INCREMENTS))
              .redirectErrorStream(true)
              .redirectOutput(output)
              .start());
    }
    for (int i = 0; i < children.size(); i++) {
      assertThat(children.get(i).waitFor()).as(Files.readString(outputs.get(i).toPath())).isZero();
    }
    try (Storage storage = Storage.open(root, StorageOptions.defaults())) {
      long latest = storage.tables().latestVersion(PATH, null);
      assertThat(latest).isEqualTo(1 + 2 * INCREMENTS);
      try (TableSnapshot last = storage.tables().open(new TableRef(PATH, null, latest))) {
        assertThat(CounterProcess.row(last)[0]).isEqualTo(2 * INCREMENTS);
        assertThat(last.rowCount()).isEqualTo(1);
      }
    }
  }
}
