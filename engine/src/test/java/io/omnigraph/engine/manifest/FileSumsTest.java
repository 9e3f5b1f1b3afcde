package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.Graph;
import io.omnigraph.engine.GraphFixture;
import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.StoredFile;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each file that a graph's commits added is in the manifest with its sum. */
class FileSumsTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void init() {
    root = folder.resolve("g");
    Graphs.init(root, GraphFixture.T, GraphFixture.options().storage(), Steps.NONE);
  }

  private void fill(int more) {
    try (Graph graph = Graphs.open(root, GraphFixture.optionsWithoutLog());
        Session session = graph.newSession()) {
      GraphFixture.fillT(session);
      for (int i = 0; i < more; i++) {
        GraphFixture.insert(session, "Company", GraphFixture.row("c" + i));
      }
      GraphFixture.delete(session, "Company", "c0");
    }
  }

  private void assertAllRecorded(String branch) {
    try (Storage storage = Storage.open(root, GraphFixture.options().storage())) {
      TableStore tables = storage.tables();
      LanceManifest manifest = new LanceManifest(tables, root.toString(), Steps.NONE);
      try {
        Map<String, List<FileSum>> sums = manifest.fileSums(branch);
        GraphSnapshot head = manifest.head(branch);
        for (TableEntry entry : head.entries().values()) {
          TableRef pin = new TableRef(entry.path(), entry.branch(), entry.version());
          List<FileSum> recorded = sums.getOrDefault(entry.path(), List.of());
          assertThat(tables.verify(entry.path(), recorded)).isEmpty();
          assertThat(paths(recorded)).containsAll(tables.referencedFiles(pin));
        }
        List<FileSum> own = sums.get(LanceManifest.PATH);
        assertThat(tables.verify(LanceManifest.PATH, own)).isEmpty();
        String nativeBranch = LanceManifest.nativeName(branch);
        TableRef newest = new TableRef(LanceManifest.PATH, nativeBranch, head.seq());
        Set<String> needed = new TreeSet<>(tables.referencedFiles(newest));
        tables
            .sumsSince(newest, newest.version() - 1)
            .forEach(unrecorded -> needed.remove(unrecorded.path()));
        assertThat(paths(own)).containsAll(needed);
      } finally {
        manifest.close();
      }
    }
  }

  private static Set<String> paths(List<FileSum> sums) {
    return sums.stream().map(FileSum::path).collect(Collectors.toSet());
  }

  @Test
  void allFilesOfAFreshGraphAreRecorded() {
    assertAllRecorded("main");
  }

  @Test
  void allFilesOfCommitsAreRecorded() {
    fill(3);
    assertAllRecorded("main");
  }

  /** So many commits that the manifest rewrites its rows; several openings, so gaps are closed. */
  @Test
  void sumsOutliveTheRewritingOfTheManifest() {
    fill(60);
    assertAllRecorded("main");
    try (Storage storage = Storage.open(root, GraphFixture.options().storage());
        TableSnapshot manifest =
            storage.tables().open(new TableRef(LanceManifest.PATH, null, 60))) {
      assertThat(manifest.fragments()).hasSizeLessThan(55);
    }
  }

  @Test
  void filesOfBranchesAreRecordedThere() {
    fill(1);
    try (Graph graph = Graphs.open(root, GraphFixture.optionsWithoutLog());
        Session session = graph.newSession()) {
      session.createBranch("winter", "main", Optional.empty());
      session.useBranch("winter");
      GraphFixture.insert(session, "Company", GraphFixture.row("snow"));
      GraphFixture.insert(session, "Company", GraphFixture.row("ice"));
    }
    assertAllRecorded("winter");
    assertAllRecorded("main");
    try (Storage storage = Storage.open(root, GraphFixture.options().storage())) {
      List<StoredFile> files = storage.tables().files(LanceManifest.PATH);
      assertThat(files.stream().map(StoredFile::path).collect(Collectors.toSet()))
          .anyMatch(path -> path.startsWith("tree/winter/_versions/"));
    }
  }
}
