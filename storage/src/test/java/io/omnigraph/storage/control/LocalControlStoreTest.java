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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  @Test
  void aStampIsAnotherOneOnceANameComesOrGoes() throws IOException {
    ControlStore store = newStore();
    long absent = store.stamp("r");
    assertThat(absent).isNotEqualTo(ControlStore.NO_STAMP).isEqualTo(store.stamp("r"));
    store.write("r/a", "x");
    changed(Instant.now().plusSeconds(9)); // the next may come at this time
    assertThat(store.stamp("r")).isEqualTo(ControlStore.NO_STAMP);
    long seen = settled(store, Instant.parse("2020-01-01T00:00:00Z"));
    assertThat(seen).isNotEqualTo(absent).isEqualTo(store.stamp("r"));
    store.write("r/b", "x");
    assertThat(store.stamp("r")).isNotEqualTo(seen);
    seen = settled(store, Instant.parse("2020-01-02T00:00:00Z"));
    store.delete("r/b");
    assertThat(store.stamp("r")).isNotEqualTo(seen);
  }

  /** A clock that tells whole seconds may tell the next change the same one. */
  @Test
  void aStampIsGivenOnceTheClockMustHaveGoneOn() throws IOException {
    ControlStore store = newStore();
    store.write("r/a", "x");
    Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    changed(second.minusSeconds(1));
    assertThat(store.stamp("r")).isEqualTo(ControlStore.NO_STAMP);
    settled(store, second.minusSeconds(1).plusMillis(1));
  }

  private void changed(Instant time) throws IOException {
    Files.setLastModifiedTime(root.resolve("r"), FileTime.from(time));
  }

  private long settled(ControlStore store, Instant time) throws IOException {
    changed(time);
    assertThat(store.stamp("r")).isNotEqualTo(ControlStore.NO_STAMP);
    return store.stamp("r");
  }
}
