package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadRequest.Mode;
import io.omnigraph.engine.session.Session.Isolation;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.storage.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Two writers whose changes collide though they wrote different rows or tables. */
class RaceTest extends OpenGraphTest {
  /** No commit is small: it goes through files. */
  @Override
  OpenOptions options() {
    return GraphFixture.options();
  }

  @Override
  String schema() {
    return """
        node Person { name: String @key  age: I32? }
        node Company { name: String @key }
        node Hall { name: String @key }
        edge Knows: Person -> Person { since: Date? }
        edge WorksAt: Person -> Company
        edge Leads: Person -> Company @card(0..1)
        """;
  }

  @Test
  void readCommittedKeepsNoEdgeOfANodeThatItDeleted() {
    session.setAutoCommit(false);
    session.setIsolation(Isolation.READ_COMMITTED);
    delete(session, "Person", "Diana");
    insert(other, "Knows", row("Alice", "Diana"));
    assertRefused(
        () -> {
          GraphFixture.read(session, "Company"); // takes the newest snapshot
          session.commit();
        },
        ErrorCode.COMMIT_CONFLICT,
        "Diana");
    session.rollback();
    assertThat(read("Person")).hasSize(4);
    assertThat(read("Knows")).hasSize(4);
  }

  @Test
  void aBoundThatAnotherCommitUsedUpIsAConflict() {
    session.setAutoCommit(false);
    insert(session, "Leads", row("Alice", "Acme"));
    insert(other, "Leads", row("Alice", "Globex"));
    assertRefused(session::commit, ErrorCode.COMMIT_CONFLICT, "Leads");
    assertThat(read("Leads")).containsExactly("Alice|Globex");
  }

  @Test
  void anOverwriteInsideATransactionIsNeverRebased() throws IOException {
    Path file = folder.resolve("in.csv");
    Files.writeString(file, "name\nInitech\n");
    delete(session, "Person", "Alice", "Bob"); // frees the companies of their edges
    session.setAutoCommit(false);
    session.load(
        new LoadRequest(
            Optional.of("Company"),
            List.of(),
            file,
            LoadRequest.Format.CSV,
            Mode.OVERWRITE,
            LoadRequest.CsvOptions.defaults(),
            LoadRequest.Progress.NONE));
    insert(other, "Company", row("Late"));
    assertRefused(session::commit, ErrorCode.COMMIT_CONFLICT, "overwritten");
    assertThat(read("Company")).containsExactly("Acme", "Globex", "Late");
  }

  @Test
  void firstRowsOfOneEmptyTableOnTwoBranchesBothLand() throws Exception {
    session.createBranch("a", "main", Optional.empty());
    session.createBranch("b", "main", Optional.empty());
    session.useBranch("a");
    other.useBranch("b");
    CompletableFuture<?>[] second = new CompletableFuture<?>[1];
    failpoints.set(
        PublishStep.SIDECAR_WRITE,
        () -> {
          failpoints.off(PublishStep.SIDECAR_WRITE);
          second[0] = CompletableFuture.runAsync(() -> insert(other, "Hall", row("Second")));
          try {
            second[0].get(200, TimeUnit.MILLISECONDS);
          } catch (TimeoutException e) {
            return; // it waits for its turn
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    insert(session, "Hall", row("First"));
    second[0].get(10, TimeUnit.SECONDS);
    assertThat(read("a", "Hall")).containsExactly("First");
    assertThat(read("b", "Hall")).containsExactly("Second");
    assertThat(read("Hall")).isEmpty();
  }

  @Test
  void aWriterAfterAReaderRecoversWhatIsThere() {
    failpoints.fail(PublishStep.PUBLISH_BEFORE_COMMIT_APPEND, 1);
    assertRefused(
        () -> insert(session, "Person", row("Eve", 22)), ErrorCode.RECOVERY_REQUIRED, "injected");
    session.close();
    other.close();
    graph.close();
    graph = Graphs.open(root, GraphFixture.options().withReadOnly(true));
    assertThat(read("Person")).hasSize(4);
    Graphs.open(root, GraphFixture.options()).close();
    assertThat(read("Person")).hasSize(5).contains("Eve|22");
  }

  @Test
  void aGraphCanBeMoved() throws IOException {
    session.createBranch("b", "main", Optional.empty());
    session.useBranch("b");
    insert(session, "Person", row("OnB", 1));
    insert(session, "Hall", row("OnB"));
    session.createBranch("c", "b", Optional.empty());
    session.close();
    other.close();
    graph.close();
    root = Files.move(root, folder.resolve("elsewhere"));
    graph = Graphs.open(root, GraphFixture.options());
    session = graph.newSession();
    other = graph.newSession();
    assertThat(read("main", "Person")).hasSize(4);
    assertThat(read("b", "Person")).hasSize(5).contains("OnB|1", "Alice|30");
    assertThat(read("c", "Person")).hasSize(5).contains("OnB|1", "Alice|30");
    for (String branch : List.of("main", "b", "c")) {
      session.useBranch(branch);
      insert(session, "Person", row("Moved", 2));
      delete(session, "Person", "Alice");
      assertThat(read(branch, "Person")).contains("Moved|2").doesNotContain("Alice|30");
    }
    assertThat(read("b", "Hall")).containsExactly("OnB");
  }

  @Test
  void closingLeavesNoThreadAndNoFileBehind() throws IOException {
    insert(session, "Person", row("Eve", 22));
    session.close();
    other.close();
    graph.close();
    List<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.isDaemon())
            .map(Thread::getName)
            .toList();
    assertThat(threads).noneMatch(name -> name.startsWith("omnigraph"));
    try (var files = Files.walk(root)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith(".tmp") || name.contains("#"));
    }
    assertThat(root.resolve("__recovery").toFile().list()).isEmpty();
  }
}
