package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.publish.SchemaFiles;
import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Somebody looks while the three schema files of main are replaced one by one, or makes them. */
class SchemaPromotionTest extends OpenGraphTest {
  private void copyOver(String from, String to) {
    try {
      Files.copy(root.resolve(from), root.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void dropType(Session by) {
    by.run(
        scope -> {
          scope.alterSchema(new SchemaEdit.Drop(List.of("WorksAt"), false, false));
          return null;
        });
  }

  @Test
  void aReaderWaitsForAPromotionUnderWay() throws Exception {
    try (SecondOpener second = new SecondOpener(root);
        Session far = second.session()) {
      assertThat(GraphFixture.read(far, "Person")).hasSize(4);
      CompletableFuture<?>[] reading = new CompletableFuture<?>[1];
      failpoints.set(
          PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT,
          () -> {
            // The first third of the promotion; the rest follows when this returns.
            copyOver(SchemaFiles.SOURCE + SchemaFiles.STAGING, SchemaFiles.SOURCE);
            reading[0] =
                CompletableFuture.runAsync(
                    () -> assertThat(GraphFixture.read(far, "Person")).hasSize(4));
            pause();
          });
      dropType(session);
      reading[0].get(10, TimeUnit.SECONDS);
      assertRefused(() -> GraphFixture.read(far, "WorksAt"), ErrorCode.TABLE_NOT_FOUND);
    }
  }

  @Test
  void aReaderGoesOnWhenTheProcessThatPromotedDied() {
    try (SecondOpener second = new SecondOpener(root);
        Session far = second.session()) {
      assertThat(GraphFixture.read(far, "Person")).hasSize(4);
      failpoints.set(
          PublishStep.SCHEMA_APPLY_AFTER_MANIFEST_COMMIT,
          () -> {
            second
                .graph
                .files()
                .rename(SchemaFiles.SOURCE + SchemaFiles.STAGING, SchemaFiles.SOURCE);
            throw new IllegalStateException("died");
          });
      assertRefused(() -> dropType(session), ErrorCode.RECOVERY_REQUIRED, "died");
      assertThat(GraphFixture.read(far, "Person")).hasSize(4);
      assertRefused(() -> GraphFixture.read(far, "WorksAt"), ErrorCode.TABLE_NOT_FOUND);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aForcedInitDoesNotMixWithOneUnderWay() {
    Path place = folder.resolve("second");
    CompletableFuture<?>[] forced = new CompletableFuture<?>[1];
    failpoints.set(
        PublishStep.INIT_AFTER_SCHEMA_CONTRACT_WRITTEN,
        () -> {
          failpoints.off(PublishStep.INIT_AFTER_SCHEMA_CONTRACT_WRITTEN);
          forced[0] =
              CompletableFuture.runAsync(
                  () ->
                      assertRefused(
                          () ->
                              Graphs.forceInit(
                                  place,
                                  "node Other { name: String @key }",
                                  GraphFixture.options().storage(),
                                  failpoints),
                          ErrorCode.ALREADY_INITIALIZED,
                          "__manifest"));
          pause();
        });
    Graphs.init(place, GraphFixture.T, GraphFixture.options().storage(), failpoints);
    forced[0].join();
    try (Graph made = Graphs.open(place, GraphFixture.options());
        Session writer = made.newSession()) {
      GraphFixture.insert(writer, "Company", row("Acme"));
      assertThat(GraphFixture.read(writer, "Company")).containsExactly("Acme");
    }
  }
}
