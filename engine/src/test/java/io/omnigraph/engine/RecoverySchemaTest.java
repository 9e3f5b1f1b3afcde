package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_BACK;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.publish.SchemaFiles;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schema changes that stop half-way. V1 is the catalogue's schema T, V2 adds a type Tag. */
class RecoverySchemaTest extends RecoveryCase {
  private static final List<String> STAGED =
      Stream.of(SchemaFiles.SOURCE, SchemaFiles.IR, SchemaFiles.STATE)
          .map(name -> name + SchemaFiles.STAGING)
          .toList();

  private static void replace(Session by, String from, String to) {
    by.run(
        scope -> {
          String source = scope.view().schema().source();
          String next = from.isEmpty() ? source + to : source.replace(from, to);
          assertThat(next).isNotEqualTo(source);
          scope.alterSchema(new SchemaEdit.Replace(next));
          return null;
        });
  }

  private static void addTag(Session by) {
    replace(by, "", "\nnode Tag { name: String @key }\n");
  }

  /** Changes a property, no stored row and no table. */
  private static void index(Session by) {
    replace(by, "age: I32?", "age: I32? @index");
  }

  private Sidecar fail(PublishStep step, Runnable change) {
    failpoints.fail(step, 1);
    assertRefused(change::run, ErrorCode.RECOVERY_REQUIRED, step.pointName());
    return onlySidecar();
  }

  private void assertNothingStaged() {
    STAGED.forEach(name -> assertThat(root.resolve(name)).doesNotExist());
  }

  private String source() {
    return text(SchemaFiles.SOURCE);
  }

  private String text(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertTagIsThere() {
    assertNothingStaged();
    assertThat(source()).contains("Tag");
    assertThat(read("Tag")).isEmpty();
    insert(session, "Tag", row("t"));
    assertThat(read("Tag")).containsExactly("t");
    assertSound();
  }

  @Test
  @DisplayName("APL-01 APL-05 FP-13: staged and confirmed, not published: rolls forward")
  void afterStaging() {
    Sidecar sidecar = fail(PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE, () -> addTag(session));
    assertThat(source()).doesNotContain("Tag");
    String parent = last("main").commitId();
    reopen();
    AuditRow row = assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(row.outcomes()).containsExactly(new AuditRow.TableOutcome("node:Tag", 0, 1));
    assertThat(last("main").parentId()).isEqualTo(parent);
    assertTagIsThere();
    assertThat(read("Person")).hasSize(4);
  }

  @Test
  @DisplayName("APL-02 FP-14: published, not promoted: promoted, with one commit")
  void afterPublish() {
    long before = seq();
    fail(PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT, () -> addTag(session));
    reopen();
    assertThat(audit())
        .singleElement()
        .satisfies(r -> assertThat(r.kind()).isEqualTo(ROLLED_FORWARD));
    assertThat(seq()).isEqualTo(before + 1);
    assertTagIsThere();
  }

  /** A power cut may keep one of the names of a file that is being renamed, or neither. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @DisplayName("APL-02 a staged file is lost while it is renamed: the accepted ones are written")
  void lostWhilePromoted(int renamed) throws IOException {
    fail(PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT, () -> addTag(session));
    for (int i = 0; i < renamed; i++) {
      Path staged = root.resolve(STAGED.get(i));
      Files.move(staged, accepted(staged), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.delete(root.resolve(STAGED.get(renamed)));
    reopen();
    assertThat(audit()).hasSize(1);
    assertTagIsThere();
  }

  private static Path accepted(Path staged) {
    String name = staged.getFileName().toString();
    return staged.resolveSibling(name.replace(SchemaFiles.STAGING, ""));
  }

  @Test
  @DisplayName("APL-02 a file that somebody wrote is not written over")
  void foreignFileWhilePromoted() throws IOException {
    fail(PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT, () -> addTag(session));
    Files.delete(root.resolve(STAGED.get(0)));
    String own = "node Other { name: String @key }\n";
    Files.writeString(root.resolve(SchemaFiles.SOURCE), own);
    assertThatThrownBy(this::reopen)
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_CONTRACT));
    assertThat(source()).isEqualTo(own);
  }

  @Test
  @DisplayName("APL-03 copies of the accepted files under their staging names are put away")
  void copiesAsStaging() throws IOException {
    addTag(session);
    for (String name : List.of(SchemaFiles.IR, SchemaFiles.STATE)) {
      Files.copy(root.resolve(name), root.resolve(name + SchemaFiles.STAGING));
    }
    reopen();
    assertThat(audit()).isEmpty();
    assertTagIsThere();
  }

  @Test
  @DisplayName("APL-04 APL-12 FP-12: no staging yet: rolled back, and a second apply succeeds")
  void beforeStaging() {
    Sidecar sidecar = fail(PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE, () -> addTag(session));
    String path = sidecar.registrations().get(0).path();
    assertThat(root.resolve(path)).exists();
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(root.resolve(path)).doesNotExist();
    assertNothingStaged();
    assertThat(source()).doesNotContain("Tag");
    assertRefused(() -> read("Tag"), ErrorCode.TABLE_NOT_FOUND);
    assertThat(read("Person")).hasSize(4);
    addTag(session);
    assertThat(entry("main", "node:Tag").path()).isEqualTo(path);
    assertTagIsThere();
  }

  @Test
  @DisplayName("APL-04 FP-12 with rows in the same transaction: restored, graph version higher")
  void beforeStagingWithRows() {
    long before = seq();
    session.setAutoCommit(false);
    addTag(session);
    insert(session, "Person", row("Eve", 22));
    failpoints.fail(PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE, 1);
    assertRefused(session::commit, ErrorCode.RECOVERY_REQUIRED, "injected");
    Sidecar sidecar = onlySidecar();
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(read("Person")).hasSize(4);
    assertRefused(() -> read("Tag"), ErrorCode.TABLE_NOT_FOUND);
  }

  @Test
  @DisplayName("APL-07 a property-only change, FP-14: promoted")
  void propertyAfterPublish() {
    fail(PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT, () -> index(session));
    reopen();
    assertThat(source()).contains("@index");
    assertNothingStaged();
    assertSound();
  }

  @Test
  @DisplayName("APL-08 a property-only change, FP-12: the old schema, and a retry succeeds")
  void propertyBeforeStaging() {
    Sidecar sidecar = fail(PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE, () -> index(session));
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(source()).doesNotContain("@index");
    index(session);
    assertThat(source()).contains("@index");
    assertSound();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SCHEMA_APPLY_BEFORE_STAGING_WRITE",
        "SCHEMA_APPLY_AFTER_STAGING_WRITE",
        "SCHEMA_APPLY_AFTER_MANIFEST_COMMIT"
      })
  @DisplayName(
      "APL-09 a change without table effects at FP-12, FP-13, FP-14: back, forward, forward")
  void metadataOnly(PublishStep step) {
    Sidecar sidecar = fail(step, () -> index(session));
    assertThat(sidecar.tables()).isEmpty();
    reopen();
    boolean forward = step != PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE;
    assertThat(audit())
        .singleElement()
        .satisfies(r -> assertThat(r.kind()).isEqualTo(forward ? ROLLED_FORWARD : ROLLED_BACK));
    assertThat(source().contains("@index")).isEqualTo(forward);
    assertNothingStaged();
    assertSound();
  }

  @Test
  @DisplayName("APL-10 one of three staging files, armed: rolled back, staging removed")
  void oneStagingFile() throws IOException {
    Sidecar sidecar = fail(PublishStep.SCHEMA_APPLY_BEFORE_STAGING_WRITE, () -> addTag(session));
    Files.writeString(root.resolve(STAGED.get(0)), source() + "\nnode Tag { name: String @key }\n");
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertNothingStaged();
    assertThat(source()).doesNotContain("Tag");
    assertSound();
  }

  @Test
  @DisplayName("APL-10 confirmed, but a staging file is lost: the gate fails, rolled back")
  void lostStagingFile() throws IOException {
    Sidecar sidecar = fail(PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE, () -> addTag(session));
    Files.delete(root.resolve(STAGED.get(1)));
    session.refresh();
    assertThat(sidecars()).hasSize(1);
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertNothingStaged();
    addTag(session);
    assertTagIsThere();
  }

  @Test
  @DisplayName("APL-11 recovery that stops between publish and promotion is finished")
  void recoveryStopsBeforePromotion() {
    Sidecar sidecar = fail(PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE, () -> addTag(session));
    closeGraph();
    failpoints.fail(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT, 1);
    assertThatThrownBy(() -> Graphs.open(root, GraphFixture.options().withSteps(failpoints)))
        .hasMessageContaining("injected");
    assertThat(source()).doesNotContain("Tag");
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertTagIsThere();
  }

  @ParameterizedTest
  @EnumSource(names = {"SCHEMA_APPLY_POST_TABLE_COMMIT", "SIDECAR_CONFIRM"})
  @DisplayName("APL-13 FP-32: a partial or unconfirmed change is undone exactly, and a retry works")
  void partial(PublishStep step) {
    Sidecar sidecar = fail(step, () -> addTag(session));
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertNothingStaged();
    addTag(session);
    assertTagIsThere();
  }

  @Test
  @DisplayName("APL-14 FP-13, then a load on the same handle: heals, loads into the new type")
  void loadHeals() throws IOException {
    fail(PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE, () -> addTag(session));
    Path file = folder.resolve("tags.csv");
    Files.writeString(file, "name\nfirst\n");
    for (LoadRequest.Mode mode : List.of(LoadRequest.Mode.OVERWRITE, LoadRequest.Mode.MERGE)) {
      session.load(
          new LoadRequest(
              Optional.of("Tag"),
              List.of(),
              file,
              LoadRequest.Format.CSV,
              mode,
              LoadRequest.CsvOptions.defaults(),
              LoadRequest.Progress.NONE));
    }
    assertThat(read("Tag")).containsExactly("first");
    assertThat(audit()).hasSize(1);
    assertSound();
  }

  @Test
  @DisplayName("REC-22 the next write heals a schema change, and uses it")
  void nextWriteHeals() {
    Sidecar sidecar = fail(PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE, () -> addTag(session));
    insert(session, "Tag", row("t"));
    assertThat(read("Tag")).containsExactly("t");
    assertThat(read("Person")).hasSize(4);
    assertThat(audit().get(0).operationId()).isEqualTo(sidecar.operationId());
    reopen();
    assertSound();
  }

  @Test
  @DisplayName("APL-15 a session that is behind a schema change drops a branch, and then sees it")
  void staleSession() {
    session.createBranch("feature", "main", Optional.empty());
    assertThat(GraphFixture.read(other, "Person")).hasSize(4);
    index(session);
    other.dropBranch("feature");
    try (StatementScope scope = other.statement()) {
      assertThat(scope.view().schema().source()).contains("@index");
    }
    insert(other, "Person", row("Eve", 22));
    reopen();
    assertThat(source()).contains("@index");
    assertThat(read("Person")).hasSize(5);
  }

  @Test
  @DisplayName("APL-32 a read-only open between publish and promotion; before it the old schema")
  void readOnlyOpen() {
    fail(PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE, () -> addTag(session));
    closeGraph();
    Graph reader = Graphs.open(root, GraphFixture.options().withReadOnly(true));
    try (Session s = reader.newSession()) {
      assertThat(GraphFixture.read(s, "Person")).hasSize(4);
      assertRefused(() -> GraphFixture.read(s, "Tag"), ErrorCode.TABLE_NOT_FOUND);
    }
    reader.close();
    STAGED.forEach(name -> assertThat(root.resolve(name)).exists());
    failpoints.fail(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT, 1);
    assertThatThrownBy(() -> Graphs.open(root, GraphFixture.options().withSteps(failpoints)))
        .hasMessageContaining("injected");
    assertRefused(
        () -> Graphs.open(root, GraphFixture.options().withReadOnly(true)),
        ErrorCode.RECOVERY_REQUIRED,
        "staged",
        "reopen read-write");
    STAGED.forEach(name -> assertThat(root.resolve(name)).exists());
    graph = Graphs.open(root, GraphFixture.options().withSteps(failpoints));
    session = graph.newSession();
    other = graph.newSession();
    assertTagIsThere();
  }

  @Test
  @DisplayName("APL-34 FP-13 on a branch: rolls forward there, main is untouched")
  void onBranch() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    TableEntry before = entry("main", "node:Person");
    String main = last("main").commitId();
    Sidecar sidecar = fail(PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE, () -> addTag(session));
    assertNothingStaged();
    assertThat(sidecar.branch()).isEqualTo("feature");
    reopen();
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertThat(read("feature", "Tag")).isEmpty();
    assertRefused(() -> read("Tag"), ErrorCode.TABLE_NOT_FOUND);
    assertThat(last("main").commitId()).isEqualTo(main);
    assertThat(entry("main", "node:Person")).isEqualTo(before);
    assertThat(source()).doesNotContain("Tag");
  }

  @Test
  @DisplayName("APL-37 the object of the head's schema deleted: an error that names the hash")
  void objectDeleted() throws IOException {
    addTag(session);
    String hash = last("main").schemaHash();
    closeGraph();
    Path object = root.resolve(SchemaFiles.objectIr(hash));
    byte[] bytes = Files.readAllBytes(object);
    Files.delete(object);
    assertRefused(() -> Graphs.open(root, GraphFixture.options()), ErrorCode.DATA_CORRUPT, hash);
    Files.write(object, bytes);
    graph = Graphs.open(root, GraphFixture.options());
  }

  @Test
  @DisplayName("3.11 neither the accepted nor the staged files are the head's: nothing is touched")
  void neitherMatches() throws IOException {
    Path old = folder.resolve("old");
    Files.createDirectories(old);
    for (String name : List.of(SchemaFiles.SOURCE, SchemaFiles.IR, SchemaFiles.STATE)) {
      Files.copy(root.resolve(name), old.resolve(name));
    }
    addTag(session);
    closeGraph();
    for (String name : List.of(SchemaFiles.SOURCE, SchemaFiles.IR, SchemaFiles.STATE)) {
      Files.move(root.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(old.resolve(name), root.resolve(name));
      Files.copy(old.resolve(name), root.resolve(name + SchemaFiles.STAGING));
    }
    assertRefused(
        () -> Graphs.open(root, GraphFixture.options()), ErrorCode.SCHEMA_CONTRACT, "staged");
    STAGED.forEach(name -> assertThat(root.resolve(name)).exists());
    for (String name : List.of(SchemaFiles.SOURCE, SchemaFiles.IR, SchemaFiles.STATE)) {
      Files.move(folder.resolve(name), root.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    graph = Graphs.open(root, GraphFixture.options());
    session = graph.newSession();
    other = graph.newSession();
    assertTagIsThere();
  }

  @Test
  @DisplayName("a dropped type rolls forward with its tombstone")
  void dropRollsForward() {
    Sidecar sidecar =
        fail(
            PublishStep.SCHEMA_APPLY_AFTER_STAGING_WRITE,
            () ->
                session.run(
                    scope -> {
                      scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
                      return null;
                    }));
    assertThat(sidecar.tombstones()).hasSize(1);
    reopen();
    assertRecovered(sidecar, ROLLED_FORWARD);
    assertRefused(() -> read("WorksAt"), ErrorCode.TABLE_NOT_FOUND);
    assertThat(source()).doesNotContain("WorksAt");
    assertNothingStaged();
  }

  @Test
  @DisplayName("a first write on a branch into an empty table")
  void movedEmptyTable() {
    addTag(session);
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    for (PublishStep step :
        List.of(PublishStep.MUTATION_POST_FINALIZE_PRE_PUBLISHER, PublishStep.SIDECAR_CONFIRM)) {
      Sidecar sidecar = fail(step, () -> insert(session, "Tag", row(step.name())));
      reopen();
      assertRecovered(sidecar, ROLLED_FORWARD);
      session.useBranch("feature");
    }
    assertThat(read("feature", "Tag")).hasSize(2);
    assertThat(read("Tag")).isEmpty();
    session.createBranch("second", "main", Optional.empty());
    session.useBranch("second");
    session.setAutoCommit(false);
    insert(session, "Tag", row("lost"));
    insert(session, "Person", row("Lost", 1));
    failpoints.fail(PublishStep.MUTATION_POST_TABLE_COMMIT, 1);
    assertRefused(session::commit, ErrorCode.RECOVERY_REQUIRED, "injected");
    Sidecar sidecar = onlySidecar();
    reopen();
    assertRecovered(sidecar, ROLLED_BACK);
    assertThat(read("second", "Tag")).isEmpty();
    assertThat(read("second", "Person")).hasSize(4);
    session.useBranch("second");
    insert(session, "Tag", row("kept"));
    assertThat(read("second", "Tag")).containsExactly("kept");
  }
}
