package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.keys.Ulids;
import io.omnigraph.engine.manifest.PublishRequest.Expectation;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.Storage;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small commits in the Lance manifest: what they make of a table, before and after a fold. */
class ManifestDeltaTest {
  private static final String PERSON = TwoTables.PERSON;
  private static final String COMPANY = TwoTables.COMPANY;

  @TempDir Path root;
  private final Ulids ulids = new Ulids();

  /** Every snapshot of main, by seq - 1. */
  private final List<GraphSnapshot> published = new ArrayList<>();

  private Storage storage;
  private LanceManifest manifest;

  @BeforeEach
  void create() {
    storage = TwoTables.create(root, lineage());
    manifest = fresh();
    published.add(manifest.head("main"));
  }

  @AfterEach
  void close() {
    manifest.close();
    storage.close();
  }

  private LanceManifest fresh() {
    return new LanceManifest(storage.tables(), root.toString(), Steps.NONE);
  }

  private Lineage lineage() {
    return new Lineage(ulids.next(), null, null, ulids.next(), "Mutation", "sha256:0", 1, null);
  }

  private GraphSnapshot publishOn(String branch, Map<Long, Expectation> expected, ManifestOp op) {
    return manifest.publish(
        new PublishRequest(branch, List.of(op), expected, Optional.empty(), lineage()));
  }

  private GraphSnapshot publish(ManifestOp... ops) {
    GraphSnapshot made =
        manifest.publish(
            new PublishRequest("main", List.of(ops), Map.of(), Optional.empty(), lineage()));
    published.add(made);
    return made;
  }

  /** Of as many changed rows. */
  private static TableDelta delta(int rows) {
    return new TableDelta(
        ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(rows).putLong(rows).array());
  }

  private static ManifestOp person(int rows, long rowCount) {
    return new ManifestOp.Delta(1, PERSON, rowCount, delta(rows));
  }

  private static ManifestOp company(int rows, long rowCount) {
    return new ManifestOp.Delta(2, COMPANY, rowCount, delta(rows));
  }

  private static ManifestOp fold(long version, long rowCount, long pinSeq) {
    return new ManifestOp.Update(1, PERSON, version, null, rowCount, List.of(), pinSeq);
  }

  private static void assertRefused(ThrowingCallable call, ErrorCode code, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(text);
            });
  }

  /** Equal also in what deltas hold, which equality of chains does not look at. */
  static void assertSame(GraphSnapshot actual, GraphSnapshot expected) {
    assertThat(actual).isEqualTo(expected);
    for (TableEntry entry : expected.entries().values()) {
      List<DeltaChain.Link> links = actual.entry(entry.tableKey()).deltas().links();
      List<DeltaChain.Link> wanted = entry.deltas().links();
      assertThat(links).extracting(DeltaChain.Link::seq).isEqualTo(seqs(entry.deltas()));
      for (int i = 0; i < links.size(); i++) {
        assertThat(links.get(i).commitId()).isEqualTo(wanted.get(i).commitId());
        assertThat(links.get(i).delta().content()).isEqualTo(wanted.get(i).delta().content());
      }
    }
  }

  private static List<Long> seqs(DeltaChain chain) {
    return chain.links().stream().map(DeltaChain.Link::seq).toList();
  }

  private void assertAnswersAll(LanceManifest store) {
    assertSame(store.head("main"), published.get(published.size() - 1));
    for (GraphSnapshot snapshot : published) {
      assertSame(store.at("main", snapshot.seq()), snapshot);
    }
  }

  private void assertAnswersAllHoweverOpened() {
    assertAnswersAll(manifest);
    for (int first = 0; first < published.size(); first += 1 + published.size() / 7) {
      LanceManifest fresh = fresh();
      assertSame(fresh.at("main", first + 1), published.get(first));
      assertAnswersAll(fresh);
      fresh.close();
    }
  }

  @Test
  @DisplayName("deltas lie on the pin in the order of their commits and count the rows")
  void chain() {
    publish(person(3, 3));
    publish(person(1, 4), company(2, 2));
    GraphSnapshot head = publish(person(2, 2));
    TableEntry person = head.entry(PERSON);
    assertThat(person.version()).isEqualTo(1);
    assertThat(person.pinSeq()).isEqualTo(1);
    assertThat(person.contentSeq()).isEqualTo(4);
    assertThat(person.rowCount()).isEqualTo(2);
    assertThat(seqs(person.deltas())).containsExactly(2L, 3L, 4L);
    assertThat(person.deltas().rows()).isEqualTo(6);
    assertThat(head.entry(COMPANY).contentSeq()).isEqualTo(3);
    assertThat(published.get(0).entry(PERSON).deltas().isEmpty()).isTrue();
    assertAnswersAllHoweverOpened();
  }

  @Test
  @DisplayName("a staged commit holds all deltas before it, a fold those up to its version")
  void folds() {
    publish(person(3, 3));
    publish(person(1, 4));
    publish(person(1, 5));
    TableEntry before = publish(company(1, 1)).entry(PERSON);
    TableEntry folded = publish(fold(2, 4, 3)).entry(PERSON);
    assertThat(folded.version()).isEqualTo(2);
    assertThat(folded.pinSeq()).isEqualTo(3);
    assertThat(seqs(folded.deltas())).containsExactly(4L);
    assertThat(folded.rowCount()).isEqualTo(5);
    assertThat(folded.hasContentOf(before)).isTrue();
    publish(person(1, 6));
    TableEntry staged = publish(new ManifestOp.Update(1, PERSON, 3, null, 9)).entry(PERSON);
    assertThat(staged.deltas().isEmpty()).isTrue();
    assertThat(staged.rowCount()).isEqualTo(9);
    assertThat(staged.pinSeq()).isEqualTo(8);
    assertThat(staged.hasContentOf(folded)).isFalse();
    publish(person(1, 8));
    TableEntry all = publish(fold(4, 8, 9)).entry(PERSON);
    assertThat(all.deltas().isEmpty()).isTrue();
    assertThat(all.contentSeq()).isEqualTo(9);
    assertAnswersAllHoweverOpened();
  }

  @Test
  @DisplayName("an expectation of rows fails at a delta and not at a fold's content")
  void expectations() {
    Expectation first = Expectation.of(published.get(0).entry(PERSON));
    publish(person(1, 1));
    assertRefused(
        () -> publishOn("main", Map.of(1L, first), company(1, 1)),
        ErrorCode.COMMIT_CONFLICT,
        "expected rows of graph version 1, actual 2");
    Expectation pinOnly = new Expectation(PERSON, 1, null);
    published.add(publishOn("main", Map.of(1L, pinOnly), company(1, 1)));
    publish(fold(2, 1, 2));
    Expectation content = new Expectation(PERSON, 2, null, 2);
    published.add(publishOn("main", Map.of(1L, content), person(1, 2)));
    assertAnswersAllHoweverOpened();
  }

  @Test
  @DisplayName("a delta needs a live table, which its commit names once; a pin never holds less")
  void refuses() {
    publish(person(1, 1));
    assertRefused(
        () -> publish(new ManifestOp.Delta(9, "node:X", 1, delta(1))),
        ErrorCode.TABLE_NOT_FOUND,
        "node:X");
    assertRefused(
        () ->
            publish(
                new ManifestOp.Register(9, "node:X", "nodes/x"),
                new ManifestOp.Delta(9, "node:X", 1, delta(1))),
        ErrorCode.TABLE_NOT_FOUND,
        "node:X");
    for (ManifestOp other :
        List.of(person(1, 2), fold(2, 2, 0), new ManifestOp.Tombstone(1, PERSON))) {
      assertRefused(() -> publish(person(1, 2), other), ErrorCode.COMMIT_CONFLICT, PERSON);
    }
    assertRefused(() -> publish(fold(2, 2, 4)), ErrorCode.COMMIT_CONFLICT, PERSON);
    publish(fold(2, 1, 2));
    assertRefused(() -> publish(fold(3, 1, 1)), ErrorCode.COMMIT_CONFLICT, PERSON);
    publish(new ManifestOp.Tombstone(1, PERSON));
    assertRefused(() -> publish(person(1, 2)), ErrorCode.TABLE_NOT_FOUND, PERSON);
    assertAnswersAllHoweverOpened();
  }

  @Test
  @DisplayName("commits of one publish follow each other: each has a seq and its own deltas")
  void group() {
    List<PublishRequest.Commit> commits = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      commits.add(new PublishRequest.Commit(List.of(person(i, i)), lineage()));
    }
    commits.add(
        new PublishRequest.Commit(List.of(new ManifestOp.Tombstone(2, COMPANY)), lineage()));
    GraphSnapshot head =
        manifest.publish(new PublishRequest("main", commits, Map.of(), Optional.empty()));
    assertThat(seqs(head.entry(PERSON).deltas())).containsExactly(2L, 3L, 4L);
    assertThat(manifest.at("main", 3).entry(PERSON).rowCount()).isEqualTo(2);
    LanceManifest fresh = fresh();
    assertSame(fresh.head("main"), head);
    assertSame(fresh.at("main", 4), manifest.at("main", 4));
    fresh.close();
    commits.add(new PublishRequest.Commit(List.of(company(1, 1)), lineage()));
    assertRefused(
        () -> manifest.publish(new PublishRequest("main", commits, Map.of(), Optional.empty())),
        ErrorCode.TABLE_NOT_FOUND,
        COMPANY);
  }

  @Test
  @DisplayName("a branch has the deltas it was made with, then its own")
  void branches() {
    publish(person(1, 1));
    publish(person(1, 2));
    publish(company(1, 1));
    manifest.createBranch("early", "main", 2);
    manifest.createBranch("late", "main", 4);
    publish(person(1, 3));
    GraphSnapshot early = publishOn("early", Map.of(), person(4, 5));
    GraphSnapshot late =
        publishOn("late", Map.of(), new ManifestOp.Update(1, PERSON, 7, "late", 2, List.of(), 3));
    assertThat(seqs(early.entry(PERSON).deltas())).containsExactly(2L, 3L);
    assertThat(early.entry(PERSON).deltas()).isNotEqualTo(published.get(2).entry(PERSON).deltas());
    assertThat(late.entry(PERSON).deltas().isEmpty()).isTrue();
    assertThat(late.entry(PERSON).ref()).isEqualTo(new TableRef("nodes/p", "late", 7));
    LanceManifest fresh = fresh();
    assertSame(fresh.head("early"), early);
    assertSame(fresh.head("late"), late);
    assertThat(fresh.at("late", 3).entries()).isEqualTo(published.get(2).entries());
    fresh.close();
    assertAnswersAllHoweverOpened();
  }

  @Test
  @DisplayName("what deltas hold is no list of files, whatever it begins with")
  void fileSums() {
    byte[] likeSums = {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
    publish(new ManifestOp.Delta(1, PERSON, 1, new TableDelta(likeSums)));
    publish(company(1, 1));
    assertThat(manifest.fileSums("main").get("nodes/p")).isNullOrEmpty();
    assertThat(manifest.fileSums("main").get(LanceManifest.PATH)).isNotEmpty();
  }

  @Test
  @DisplayName(
      "a line that lived through every commit, others and fresh ones agree at each version")
  void randomHistories() {
    Random random = new Random(20_261);
    LanceManifest other = fresh();
    long[] versions = {1, 1};
    for (int i = 0; i < 230; i++) {
      publishRandom(random, versions);
      if (random.nextInt(6) == 0) {
        publishManyDeltas(random);
      }
      if (random.nextInt(20) == 0) {
        assertSame(other.head("main"), published.get(published.size() - 1));
      }
    }
    assertAnswersAllHoweverOpened();
    assertAnswersAll(other);
    other.close();
    assertNoProblems();
  }

  /** As a checkpoint does; each snapshot of them is what the commits before it make. */
  private void publishManyDeltas(Random random) {
    GraphSnapshot last = published.get(published.size() - 1);
    List<PublishRequest.Commit> commits = new ArrayList<>();
    for (int i = random.nextInt(40); i >= 0; i--) {
      int rows = random.nextInt(100);
      ManifestOp op = random.nextInt(3) > 0 ? person(rows, rows) : company(rows, rows);
      commits.add(new PublishRequest.Commit(List.of(op), lineage()));
    }
    GraphSnapshot made =
        manifest.publish(new PublishRequest("main", commits, Map.of(), Optional.empty()));
    SnapshotFold fold = new SnapshotFold(last);
    for (PublishRequest.Commit commit : commits) {
      fold.take(commit);
      published.add(fold.snapshot());
    }
    assertSame(made, fold.snapshot());
    if (random.nextInt(4) == 0) {
      branchInside(last.seq() + random.nextInt(commits.size()));
    }
  }

  private void branchInside(long seq) {
    String name = "at" + seq;
    manifest.createBranch(name, "main", seq);
    LanceManifest fresh = fresh();
    assertThat(fresh.head(name).entries()).isEqualTo(published.get((int) seq - 1).entries());
    assertThat(fresh.commits(name)).hasSize((int) seq);
    fresh.close();
  }

  private void publishRandom(Random random, long[] versions) {
    int table = random.nextInt(3) / 2;
    String key = table == 0 ? PERSON : COMPANY;
    TableEntry now = published.get(published.size() - 1).entry(key);
    long seq = published.size() + 1L;
    TableEntry expected;
    int kind = random.nextInt(12);
    if (kind == 0) {
      publish(new ManifestOp.Update(table + 1L, key, ++versions[table], null, seq));
      expected = entry(now, versions[table], seq, seq, List.of());
    } else if (kind == 1) {
      long to = now.pinSeq() + random.nextInt((int) (seq - now.pinSeq()));
      publish(new ManifestOp.Update(table + 1L, key, ++versions[table], null, 7, List.of(), to));
      List<DeltaChain.Link> left = now.deltas().linksAfter(to);
      expected = entry(now, versions[table], left.isEmpty() ? 7 : now.rowCount(), to, left);
    } else {
      TableDelta delta = delta(random.nextInt(100));
      GraphSnapshot made = publish(new ManifestOp.Delta(table + 1L, key, seq * 10, delta));
      List<DeltaChain.Link> all = new ArrayList<>(now.deltas().links());
      all.add(new DeltaChain.Link(seq, made.commitId(), delta));
      expected = entry(now, now.version(), seq * 10, now.pinSeq(), all);
    }
    GraphSnapshot made = published.get(published.size() - 1);
    GraphSnapshot before = published.get(published.size() - 2);
    TableEntries entries = before.entries().with(expected);
    assertSame(made, new GraphSnapshot("main", seq, made.commitId(), "sha256:0", entries));
  }

  private static TableEntry entry(
      TableEntry of, long version, long rows, long pinSeq, List<DeltaChain.Link> links) {
    DeltaChain chain = DeltaChain.NONE;
    for (DeltaChain.Link link : links) {
      chain = chain.with(link.seq(), link.commitId(), link.delta());
    }
    return new TableEntry(
        of.tableId(), of.tableKey(), of.path(), version, null, rows, pinSeq, chain);
  }

  private void assertNoProblems() {
    TableRef newest =
        new TableRef(
            LanceManifest.PATH, null, storage.tables().latestVersion(LanceManifest.PATH, null));
    List<String> problems = new ArrayList<>();
    try (TableSnapshot open = storage.tables().open(newest)) {
      ManifestAudit audit =
          ManifestAudit.read(
              open, "main", LogAudit.NONE, (problem, id, what) -> problems.add(id + ": " + what));
      assertSame(audit.newest().orElseThrow(), published.get(published.size() - 1));
    }
    assertThat(problems).isEmpty();
  }
}
