package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commits that ride in their publish as deltas, and others on top of them. */
class SmallCommitTest extends OpenGraphTest {
  /** Up to four rows. */
  @Override
  OpenOptions options() {
    return super.options().withDeltas(new DeltaOptions(4, 1_000, 1_000, 100_000, false));
  }

  private TableEntry entry(String table) {
    return entry("main", table);
  }

  private TableEntry entry(String branch, String table) {
    return session.facts().tables(branch).stream()
        .filter(entry -> entry.tableKey().endsWith(":" + table))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSmallCommitMovesNoTableAndIsThereAfterReopening() {
    TableEntry before = entry("Person");
    long seq = seq();
    insert(session, "Person", row("Eve", 22));
    update(session, "Person", row("Alice", 31));
    delete(session, "Person", "Diana");
    assertThat(seq()).isEqualTo(seq + 3);
    TableEntry after = entry("Person");
    assertThat(after.hasPinOf(before)).isTrue();
    assertThat(after.deltas().length()).isEqualTo(3);
    assertThat(after.rowCount()).isEqualTo(4);
    assertThat(entry("Knows").deltas().length()).isEqualTo(1); // an edge went with Diana
    List<String> people = List.of("Alice|31", "Bob|25", "Charlie|35", "Eve|22");
    assertThat(read("Person")).isEqualTo(people);
    reopen();
    assertThat(read("Person")).isEqualTo(people);
    assertThat(read("Knows")).containsExactly("Alice|Bob|null", "Alice|Charlie|null");
    assertThat(entry("Person").deltas().length()).isEqualTo(3);
    assertThat(sidecars()).isEmpty();
  }

  @Test
  void aSmallTransactionOverSeveralTablesIsOneCommit() {
    long seq = seq();
    session.setAutoCommit(false);
    insert(session, "Person", row("Eve", 22));
    insert(session, "Knows", row("Eve", "Bob"));
    delete(session, "Company", "Globex");
    session.commit();
    assertThat(seq()).isEqualTo(seq + 1);
    assertThat(read("Knows")).contains("Eve|Bob|null");
    assertThat(read("Company")).containsExactly("Acme");
    assertThat(read("WorksAt")).containsExactly("Alice|Acme");
    assertThat(entry("WorksAt").rowCount()).isEqualTo(1);
  }

  @Test
  void fiveRowsGoThroughTheFilesAndTakeTheDeltasAlong() {
    insert(session, "Person", row("Eve", 22), row("Frank", 23), row("Gina", 24));
    update(session, "Person", row("Eve", 32), row("Alice", 31));
    delete(session, "Person", "Frank");
    long version = entry("Person").version();
    session.setAutoCommit(false);
    insert(session, "Person", row("Hugo", 1), row("Ida", 2), row("Frank", 3));
    update(session, "Person", row("Eve", 42), row("Alice", 41), row("Bob", 51));
    delete(session, "Person", "Gina");
    session.commit();
    TableEntry after = entry("Person");
    assertThat(after.version()).isEqualTo(version + 1);
    assertThat(after.deltas().isEmpty()).isTrue();
    List<String> people =
        List.of(
            "Alice|41", "Bob|51", "Charlie|35", "Diana|28", "Eve|42", "Frank|3", "Hugo|1", "Ida|2");
    assertThat(after.rowCount()).isEqualTo(people.size());
    assertThat(read("Person")).isEqualTo(people);
    reopen();
    assertThat(read("Person")).isEqualTo(people);
  }

  @Test
  void manyBytesGoThroughTheFiles() {
    insert(session, "Company", row("c".repeat(2_000)));
    assertThat(entry("Company").deltas().isEmpty()).isTrue();
    insert(session, "Company", row("c".repeat(20)));
    assertThat(entry("Company").deltas().length()).isEqualTo(1);
  }

  @Test
  void aBranchGetsDeltasWithoutAForkAndAForkWithThem() {
    insert(session, "Person", row("Eve", 22));
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    failpoints.fail(PublishStep.FORK_BEFORE_CLASSIFY);
    insert(session, "Person", row("Frank", 23));
    update(session, "Person", row("Eve", 32));
    failpoints.off(PublishStep.FORK_BEFORE_CLASSIFY);
    insert(other, "Person", row("Gina", 24));
    assertThat(entry("feature", "Person").branch()).isNull();
    assertThat(read("feature", "Person"))
        .containsExactly("Alice|30", "Bob|25", "Charlie|35", "Diana|28", "Eve|32", "Frank|23");
    Object[][] many = IntStream.range(0, 5).mapToObj(i -> row("p" + i, i)).toArray(Object[][]::new);
    insert(session, "Person", many);
    assertThat(entry("feature", "Person").branch()).isEqualTo("feature");
    assertThat(entry("feature", "Person").deltas().isEmpty()).isTrue();
    reopen();
    assertThat(read("feature", "Person"))
        .containsExactly(
            "Alice|30",
            "Bob|25",
            "Charlie|35",
            "Diana|28",
            "Eve|32",
            "Frank|23",
            "p0|0",
            "p1|1",
            "p2|2",
            "p3|3",
            "p4|4");
    assertThat(read("Person"))
        .containsExactly("Alice|30", "Bob|25", "Charlie|35", "Diana|28", "Eve|22", "Gina|24");
  }

  @Test
  void rowsCollideAndTablesDoNot() {
    session.setAutoCommit(false);
    other.setAutoCommit(false);
    update(session, "Person", row("Alice", 1));
    update(other, "Person", row("Bob", 2));
    session.commit();
    other.commit();
    assertThat(read("Person")).contains("Alice|1", "Bob|2");
    update(session, "Person", row("Alice", 3));
    update(other, "Person", row("Alice", 4));
    session.commit();
    assertRefused(other::commit, ErrorCode.COMMIT_CONFLICT, "Alice");
    insert(session, "Person", row("Eve", 1));
    insert(other, "Person", row("Eve", 2));
    session.commit();
    assertRefused(other::commit, ErrorCode.COMMIT_CONFLICT, "Eve");
    assertThat(read("Person")).contains("Alice|3", "Eve|1");
  }

  @Test
  void anEdgeCannotBeAddedToANodeThatADeltaTook() {
    session.setAutoCommit(false);
    insert(session, "Knows", row("Charlie", "Diana"));
    delete(other, "Person", "Diana");
    assertRefused(session::commit, ErrorCode.COMMIT_CONFLICT, "Diana");
  }

  @Test
  void serializableReadsNoticeDeltas() {
    session.setAutoCommit(false);
    session.setIsolation(Isolation.SERIALIZABLE);
    GraphFixture.read(session, "Person");
    insert(session, "Company", row("Initech"));
    update(other, "Person", row("Alice", 99));
    assertRefused(session::commit, ErrorCode.READ_SET_CHANGED, "Person");
  }

  @Test
  void aFailureAfterThePublishIsNotToldAsIfNothingHadHappened() {
    failpoints.fail(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT, 1);
    assertRefused(() -> insert(session, "Person", row("Eve", 22)), ErrorCode.COMMIT_UNKNOWN);
    assertThat(read("Person")).contains("Eve|22");
    assertThat(sidecars()).isEmpty();
  }

  @Test
  void aFailureBeforeThePublishLeavesNothing() {
    long seq = seq();
    failpoints.fail(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND, 1);
    assertThatThrownBy(() -> insert(session, "Person", row("Eve", 22)))
        .hasMessageContaining("injected failpoint");
    assertThat(seq()).isEqualTo(seq);
    assertThat(sidecars()).isEmpty();
    insert(session, "Person", row("Eve", 23));
    assertThat(read("Person")).contains("Eve|23");
  }
}
