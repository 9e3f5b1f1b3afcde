package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manifest of many commits answers, and what it reads for that. */
class ManifestHistoryTest {
  private static final String PERSON = TwoTables.PERSON;
  private static final String COMPANY = TwoTables.COMPANY;

  @TempDir Path root;
  private final Ulids ulids = new Ulids();

  /** Every snapshot that was published, by seq - 1. */
  private final List<GraphSnapshot> published = new ArrayList<>();

  private Storage storage;
  private LanceManifest manifest;

  @BeforeEach
  void create() {
    storage = TwoTables.create(root, lineage());
    manifest = over(storage.tables());
    published.add(manifest.head("main"));
  }

  @AfterEach
  void close() {
    manifest.close();
    storage.close();
  }

  private LanceManifest over(TableStore tables) {
    return new LanceManifest(tables, root.toString(), Steps.NONE);
  }

  private Lineage lineage() {
    return new Lineage(ulids.next(), null, null, ulids.next(), "Mutation", "sha256:0", 1, null);
  }

  private GraphSnapshot publish(LanceManifest by, String branch, ManifestOp... ops) {
    return by.publish(
        new PublishRequest(branch, List.of(ops), Map.of(), Optional.empty(), lineage()));
  }

  private void publishMany(LanceManifest by, int count) {
    for (int i = 0; i < count; i++) {
      long version = published.size() + 1L;
      published.add(
          publish(by, "main", new ManifestOp.Update(1, PERSON, version, null, i, List.of())));
    }
  }

  private void dropAndRegister() {
    published.add(publish(manifest, "main", new ManifestOp.Tombstone(2, COMPANY)));
    published.add(
        publish(
            manifest,
            "main",
            new ManifestOp.Register(3, "node:Firm", "nodes/f"),
            new ManifestOp.Update(3, "node:Firm", 1, null, 0, List.of())));
  }

  private void assertAnswersAll(LanceManifest store) {
    for (GraphSnapshot snapshot : published) {
      assertThat(store.at("main", snapshot.seq())).isEqualTo(snapshot);
      assertThat(store.commit("main", snapshot.commitId())).isPresent();
    }
    assertThat(store.commits("main"))
        .extracting(GraphCommit::commitId)
        .containsExactlyElementsOf(published.stream().map(GraphSnapshot::commitId).toList());
    assertThat(store.commit("main", "01ARZ3NDEKTSV4RRFFQ69G5FAV")).isEmpty();
  }

  @Test
  @DisplayName("a manifest that was opened at a checkpoint answers as one that saw every commit")
  void opensFromACheckpoint() {
    publishMany(manifest, 30);
    dropAndRegister();
    publishMany(manifest, 130);
    LanceManifest fresh = over(storage.tables());
    GraphSnapshot last = published.get(published.size() - 1);
    assertThat(fresh.head("main")).isEqualTo(last);
    assertThat(fresh.at("main", last.seq() - 1)).isEqualTo(published.get(published.size() - 2));
    assertAnswersAll(fresh);
    assertAnswersAll(manifest);
    fresh.close();
  }

  @Test
  @DisplayName("commits of others are taken up whether few or more than between two checkpoints")
  void catchesUp() {
    LanceManifest other = over(storage.tables());
    for (int count : new int[] {1, 70, 3, 150, 1}) {
      publishMany(manifest, count);
      assertThat(other.head("main")).isEqualTo(published.get(published.size() - 1));
      publishMany(other, 2);
      assertThat(manifest.head("main")).isEqualTo(published.get(published.size() - 1));
    }
    assertAnswersAll(other);
    assertAnswersAll(manifest);
    other.close();
  }

  @Test
  @DisplayName("branches start at any version and know where they come from")
  void branches() {
    publishMany(manifest, 100);
    manifest.createBranch("old", "main", 7);
    manifest.createBranch("new", "main", 101);
    LanceManifest fresh = over(storage.tables());
    assertThat(fresh.head("old").entry(PERSON)).isEqualTo(published.get(6).entry(PERSON));
    for (int i = 0; i < 70; i++) {
      publish(fresh, "new", new ManifestOp.Update(1, PERSON, 200 + i, "new", i, List.of()));
    }
    fresh.createBranch("newer", "new", fresh.head("new").seq());
    LanceManifest third = over(storage.tables());
    assertThat(third.head("newer").entry(PERSON).version()).isEqualTo(269);
    assertThat(third.comesFrom("newer", "new")).isTrue();
    assertThat(third.comesFrom("new", "newer")).isFalse();
    assertThat(third.comesFrom("old", "new")).isFalse();
    assertThat(third.comesFrom("old", "main")).isTrue();
    assertThat(third.at("newer", 7))
        .extracting(GraphSnapshot::entries)
        .isEqualTo(published.get(6).entries());
    fresh.close();
    third.close();
  }

  @Test
  @DisplayName("opening reads as much after 400 commits as after 150")
  void openingDoesNotReadHistory() {
    publishMany(manifest, 150);
    long early = valuesReadToOpen();
    publishMany(manifest, 250);
    long late = valuesReadToOpen();
    assertThat(late).isLessThan(2 * early).isLessThan(400 * 19);
  }

  @Test
  @DisplayName("with deltas opening reads those after the fold before the checkpoint, not more")
  void openingDoesNotReadFoldedDeltas() {
    publishDeltas(150);
    long early = valuesReadToOpen();
    publishDeltas(250);
    long late = valuesReadToOpen();
    assertThat(late).isLessThan(2 * early).isLessThan(400 * 19);
    assertAnswersAll(manifest);
  }

  /** With a fold after each 20, which leaves some deltas on top. */
  private void publishDeltas(int count) {
    for (int i = 0; i < count; i++) {
      long seq = published.size();
      TableDelta delta = new TableDelta(new byte[64]);
      published.add(
          publish(
              manifest,
              "main",
              i % 20 == 19
                  ? new ManifestOp.Update(1, PERSON, seq, null, i, List.of(), seq - 3)
                  : new ManifestOp.Delta(1, PERSON, i, delta)));
    }
  }

  /** All values would be about 40 a commit. */
  private long valuesReadToOpen() {
    AtomicLong values = new AtomicLong();
    LanceManifest fresh = over(counting(values));
    assertThat(fresh.head("main")).isEqualTo(published.get(published.size() - 1));
    fresh.close();
    return values.get();
  }

  /** Counts each value once: columns that were read are cached. */
  private TableStore counting(AtomicLong values) {
    Set<String> seen = new HashSet<>();
    return wrap(
        TableStore.class,
        storage.tables(),
        result ->
            result instanceof TableSnapshot snapshot
                ? wrap(TableSnapshot.class, snapshot, list -> countingAll(list, seen, values))
                : result);
  }

  private static Object countingAll(Object result, Set<String> seen, AtomicLong values) {
    if (!(result instanceof List<?> list)) {
      return result;
    }
    List<TableFragment> counted = new ArrayList<>();
    for (Object each : list) {
      TableFragment fragment = (TableFragment) each;
      counted.add(
          (TableFragment)
              Proxy.newProxyInstance(
                  ManifestHistoryTest.class.getClassLoader(),
                  new Class<?>[] {TableFragment.class},
                  (proxy, method, args) -> {
                    if (method.getName().equals("columns")) {
                      long read =
                          Arrays.stream((int[]) args[0])
                              .filter(column -> seen.add(fragment.dataKey() + column))
                              .count();
                      values.addAndGet(fragment.physicalRows() * read);
                    }
                    return method.invoke(fragment, args);
                  }));
    }
    return counted;
  }

  private static <T> T wrap(Class<T> type, T target, UnaryOperator<Object> onResult) {
    return type.cast(
        Proxy.newProxyInstance(
            ManifestHistoryTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              try {
                return onResult.apply(method.invoke(target, args));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
