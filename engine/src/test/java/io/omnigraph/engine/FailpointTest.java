package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailpointTest extends OpenGraphTest {
  /** No commit is small: it goes through files. */
  @Override
  OpenOptions options() {
    return GraphFixture.options();
  }

  @ParameterizedTest
  @EnumSource(
      value = PublishStep.class,
      names = {
        "MUTATION_POST_TABLE_COMMIT",
        "SIDECAR_CONFIRM",
        "MUTATION_POST_FINALIZE_PRE_PUBLISHER",
        "PUBLISH_BEFORE_COMMIT_APPEND"
      })
  @DisplayName("PUB-23 a failure between arming and publishing keeps the sidecar and shows nothing")
  void failureBeforePublish(PublishStep step) {
    long before = seq();
    failpoints.fail(step, 1);
    assertRefused(
        () -> insert(session, "Person", row("Eve", 22)),
        ErrorCode.RECOVERY_REQUIRED,
        "injected failpoint triggered: " + step.pointName());
    assertThat(sidecars()).hasSize(1);
    assertThat(read("Person")).hasSize(4);
    assertThat(seq()).isEqualTo(before);
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(read("Person")).contains("Eve|22");
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(audit())
        .singleElement()
        .satisfies(row -> assertThat(row.kind()).isEqualTo(ROLLED_FORWARD));
  }

  @Test
  @DisplayName("PUB-24 a failure after the manifest's commit leaves the row visible")
  void failureAfterPublish() {
    long before = seq();
    failpoints.fail(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT, 1);
    assertRefused(() -> insert(session, "Person", row("Eve", 22)), ErrorCode.RECOVERY_REQUIRED);
    assertThat(read("Person")).contains("Eve|22");
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(sidecars()).hasSize(1);
    reopen();
    assertThat(sidecars()).isEmpty();
    assertThat(seq()).isEqualTo(before + 1);
    assertThat(audit())
        .singleElement()
        .satisfies(row -> assertThat(row.kind()).isEqualTo(ROLLED_FORWARD));
  }

  @Test
  @DisplayName("REC-23 a sidecar that cannot be written leaves nothing and the next write works")
  void failureToArm() {
    failpoints.fail(PublishStep.SIDECAR_WRITE, 1);
    assertThatThrownBy(() -> insert(session, "Person", row("Eve", 22)))
        .hasMessage("injected failpoint triggered: recovery.sidecar_write");
    assertThat(sidecars()).isEmpty();
    insert(session, "Person", row("Eve", 23));
    assertThat(read("Person")).contains("Eve|23");
  }

  @Test
  @DisplayName("REC-24 a sidecar that cannot be deleted does not fail the commit")
  void failureToRetire() {
    failpoints.fail(PublishStep.SIDECAR_DELETE, 1);
    insert(session, "Person", row("Eve", 22));
    assertThat(read("Person")).contains("Eve|22");
    assertThat(sidecars()).hasSize(1);
  }

  @Test
  @DisplayName("REC-25 a folder of sidecars that cannot be listed fails the write and the open")
  void failureToList() {
    failpoints.fail(PublishStep.SIDECAR_LIST);
    assertThatThrownBy(() -> insert(session, "Person", row("Eve", 22)))
        .hasMessageContaining("recovery.sidecar_list");
    failpoints.off(PublishStep.SIDECAR_LIST);
    insert(session, "Person", row("Eve", 22));
  }

  @Test
  @DisplayName("OCC-06 a node delete parked at its failpoint and an update of another row")
  void deleteAndUpdateBothLand() {
    failpoints.set(
        PublishStep.MUTATION_DELETE_NODE_PRE_PRIMARY_DELETE,
        () -> {
          failpoints.off(PublishStep.MUTATION_DELETE_NODE_PRE_PRIMARY_DELETE);
          GraphFixture.update(other, "Person", row("Bob", 77));
        });
    GraphFixture.delete(session, "Person", "Alice");
    assertThat(read("Person")).containsExactly("Bob|77", "Charlie|35", "Diana|28");
    assertThat(read("Knows")).containsExactly("Bob|Diana|null");
  }

  @Test
  @DisplayName("REC-37 a failure before the first fork leaves no fork")
  void failureBeforeFork() {
    session.createBranch("feature", "main", Optional.empty());
    session.useBranch("feature");
    failpoints.fail(PublishStep.MUTATION_POST_SIDECAR_PRE_FORK, 1);
    assertRefused(() -> insert(session, "Person", row("Eve", 22)), ErrorCode.RECOVERY_REQUIRED);
    assertThat(sidecars()).hasSize(1);
    assertThat(root.resolve("nodes"))
        .isDirectoryNotContaining("glob:**/tree/feature/**")
        .isDirectory();
  }

  @Test
  @DisplayName("an autocommit statement that always loses ends after five more attempts")
  void retriesAreBounded() {
    int[] runs = {0};
    assertRefused(
        () ->
            session.run(
                scope -> {
                  runs[0]++;
                  GraphFixture.update(scope, "Person", row("Alice", 1));
                  GraphFixture.update(other, "Person", row("Alice", 100 + runs[0]));
                  return null;
                }),
        ErrorCode.COMMIT_CONFLICT,
        "Alice");
    assertThat(runs[0]).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(
      value = PublishStep.class,
      names = {"SCHEMA_APPLY_BEFORE_STAGING_WRITE", "SCHEMA_APPLY_AFTER_STAGING_WRITE"})
  void aSchemaChangeThatFailsBeforeItsPublishShowsNothing(PublishStep step) {
    failpoints.fail(step, 1);
    assertRefused(
        () ->
            session.run(
                scope -> {
                  scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
                  return null;
                }),
        ErrorCode.RECOVERY_REQUIRED,
        step.pointName());
    assertThat(sidecars()).hasSize(1);
    assertThat(read("WorksAt")).hasSize(2);
  }
}
