package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.recovery.AuditRow.Kind.ROLLED_FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.LanceManifest;
import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.step.PublishStep;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The newest version of the manifest's files was cut by a power cut. */
class TornManifestTest {
  @Nested
  class WithoutLog extends RecoveryCase {
    @Override
    OpenOptions options() {
      return GraphFixture.optionsWithoutLog();
    }

    @Test
    @DisplayName("REC-45 a torn version of the manifest is removed: then the sidecar decides")
    void tornPublish() throws IOException {
      failpoints.fail(PublishStep.PUBLISH_AFTER_MANIFEST_COMMIT, 1);
      assertThatThrownBy(() -> insert(session, "Person", row("Eve", 22)))
          .hasMessageContaining("injected");
      Sidecar sidecar = onlySidecar();
      long newest = raw(storage -> storage.tables().latestVersion(LanceManifest.PATH, null));
      closeGraph();
      empty(root, LanceManifest.PATH, null, newest);
      openDurable();
      assertRecovered(sidecar, ROLLED_FORWARD);
      assertThat(read("Person")).contains("Eve|22");
    }
  }

  @Nested
  class WithLog extends RecoveryCase {
    @Test
    @DisplayName("REC-45 of a torn version that was taken from the log, the log has everything")
    void tornCheckpoint() throws IOException {
      insert(session, "Person", row("Eve", 22));
      failpoints.fail(PublishStep.LOG_CHECKPOINT_AFTER_MANIFEST_COMMIT);
      long before = raw(storage -> storage.tables().latestVersion(LanceManifest.PATH, null));
      closeGraph();
      failpoints.off(PublishStep.LOG_CHECKPOINT_AFTER_MANIFEST_COMMIT);
      long newest = raw(storage -> storage.tables().latestVersion(LanceManifest.PATH, null));
      assertThat(newest).isEqualTo(before + 1);
      empty(root, LanceManifest.PATH, null, newest);
      openDurable();
      assertThat(read("Person")).contains("Eve|22");
      insert(session, "Person", row("Fay", 1));
      reopen();
      assertThat(read("Person")).hasSize(6).contains("Eve|22", "Fay|1");
      assertSound();
    }
  }
}
