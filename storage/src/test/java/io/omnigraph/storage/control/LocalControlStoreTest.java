package io.omnigraph.storage.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalControlStoreTest extends ControlStoreContract {
  private final Durable durable = new Durable(Durability.FULL);

  @TempDir Path root;

  @Override
  protected ControlStore newStore() {
    return new LocalControlStore(root, durable);
  }

  @AfterEach
  void close() {
    durable.close();
  }

  @Test
  void temporaryFilesAreNotListedAndNoneIsLeft() throws IOException {
    ControlStore store = newStore();
    store.write("r/a", "x");
    store.writeIfAbsent("r/b", "x");
    store.writeIfAbsent("r/b", "y");
    try (var files = Files.list(root.resolve("r"))) {
      assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("a", "b");
    }
    Files.writeString(root.resolve("r/" + LocalControlStore.TEMPORARY + "left-over"), "torn");
    assertThat(store.list("r")).containsExactly("a", "b");
    assertThat(store.entries("r")).containsExactly("a", "b");
  }

  @Test
  void aFileWhereAFolderShouldBeIsNamed() throws IOException {
    ControlStore store = newStore();
    store.write("file", "x");
    assertThatThrownBy(() -> store.write("file/below", "y"))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAULT);
              assertThat(e).hasMessageContaining("file");
            });
    assertThat(store.read("file")).contains("x");
  }

  @Test
  void aFolderIsNoFile() {
    ControlStore store = newStore();
    store.write("r/a", "x");
    assertThatThrownBy(() -> store.read("r")).isInstanceOf(OmnigraphException.class);
  }
}
