package io.omnigraph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions.Checksums;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flipped bits in the files of a graph that verifies checksums at the first reading. */
class DamageTest {
  private static final Set<StoredFile.Kind> READ =
      Set.of(StoredFile.Kind.DATA, StoredFile.Kind.DELETION, StoredFile.Kind.VERSION);
  private static final List<String> TABLES = List.of("Person", "Company", "Knows", "WorksAt");

  @TempDir Path folder;
  private Path root;
  private List<String> expected;

  private static OpenOptions verifying() {
    OpenOptions options = GraphFixture.options();
    return options.withStorage(options.storage().withVerifyChecksums(Checksums.FIRST_READ));
  }

  @BeforeEach
  void fill() {
    root = folder.resolve("g");
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), Steps.NONE);
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession()) {
      GraphFixture.fillT(session);
      GraphFixture.update(session, "Person", GraphFixture.row("Bob", 26));
      session.createBranch("winter", "main", Optional.empty());
      session.useBranch("winter");
      GraphFixture.insert(session, "Person", GraphFixture.row("Snow", 3));
      GraphFixture.delete(session, "Person", "Alice");
    }
    expected = readAll(verifying());
  }

  private List<String> readAll(OpenOptions options) {
    List<String> rows = new ArrayList<>();
    try (Graph graph = Graphs.open(root, options);
        Session session = graph.newSession()) {
      for (String branch : List.of("main", "winter")) {
        for (String table : TABLES) {
          rows.addAll(GraphFixture.read(session, branch, table));
        }
      }
    }
    return rows;
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    try (Storage storage = Storage.open(root, GraphFixture.options().storage())) {
      for (String kind : List.of("nodes", "edges")) {
        try (Stream<Path> tables = Files.list(root.resolve(kind))) {
          for (Path table : (Iterable<Path>) tables::iterator) {
            storage.tables().files(root.relativize(table).toString()).stream()
                .filter(file -> READ.contains(file.kind()))
                .forEach(file -> files.add(table.resolve(file.path())));
          }
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
    return files;
  }

  /** Either the right answer (the file is not needed now) or an error that names the file. */
  @Test
  void noFlippedBitBecomesAnAnswer() throws IOException {
    int found = 0;
    int unneeded = 0;
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      for (int part = 0; part < 4; part++) {
        byte[] flipped = whole.clone();
        flipped[(whole.length - 1) * part / 3] ^= 0x10;
        Files.write(file, flipped);
        try {
          assertThat(readAll(verifying())).isEqualTo(expected);
          unneeded++;
        } catch (OmnigraphException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT);
          assertThat(e).hasMessageContaining(file.getFileName().toString());
          found++;
        }
      }
      Files.write(file, whole);
    }
    assertThat(readAll(verifying())).isEqualTo(expected);
    assertThat(found).isGreaterThan(40);
    assertThat(unneeded).isPositive();
  }

  /** The writer that finds the damage refuses; the other tables stay usable. */
  @Test
  void damageOfOneTableLeavesTheOthers() throws IOException {
    Path data =
        files().stream()
            .filter(file -> file.toString().contains("edges") && file.toString().contains("/data/"))
            .findFirst()
            .orElseThrow();
    byte[] flipped = Files.readAllBytes(data);
    flipped[0] ^= 1;
    Files.write(data, flipped);
    try (Graph graph = Graphs.open(root, verifying());
        Session session = graph.newSession()) {
      assertThat(GraphFixture.read(session, "Person")).hasSize(4);
      assertThatThrownBy(
              () -> {
                GraphFixture.read(session, "Knows");
                GraphFixture.read(session, "WorksAt");
              })
          .isInstanceOf(OmnigraphException.class)
          .hasMessageContaining(data.getFileName().toString());
    }
    assertThat(LanceManifest.isAt(root)).isTrue();
  }
}
