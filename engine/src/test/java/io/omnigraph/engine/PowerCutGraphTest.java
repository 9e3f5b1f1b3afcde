package io.omnigraph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.engine.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A random load on a graph whose power is cut again and again. */
class PowerCutGraphTest {
  private static final boolean FULL = "full".equals(System.getProperty("reliability"));
  private static final int CUTS = Integer.getInteger("reliability.powercuts", FULL ? 5_000 : 80);
  private static final long SEED = Long.getLong("reliability.seed", 20260101L);

  /** Of moments within an operation; it has about 30. */
  private static final double SHARE = 0.05;

  @TempDir Path folder;
  private final List<String> people = new ArrayList<>();
  private final List<String> branches = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private int number;

  @Test
  @DisplayName(
      "SUB-18 whole graphs: what was acknowledged survives, what was not is all or nothing")
  void nothingAcknowledgedIsLostAndNothingIsHalfSeen() throws IOException {
    Random random = new Random(SEED);
    int verified = 0;
    int undone = 0;
    for (int run = 0; verified < CUTS; run++) {
      people.clear();
      branches.clear();
      types.clear();
      try (PowerCuts cuts =
          new PowerCuts(folder.toRealPath().resolve("run" + run), random, SHARE)) {
        Map<String, List<String>> content = cuts.init(GraphFixture.T);
        content = cuts.run("seed " + SEED + " run " + run + " fill", content, () -> fill(cuts));
        for (int step = 0; step < 40 && verified + cuts.verified() < CUTS; step++) {
          content = step(cuts, random, "seed " + SEED + " run " + run + " step " + step, content);
        }
        verified += cuts.verified();
        undone += cuts.undone();
      }
    }
    assertThat(undone).isPositive();
  }

  /** Writers that wait for a branch are published together, several commits in one swap. */
  @Test
  @DisplayName("SUB-18 several writers: each one's acknowledged commits survive a power cut")
  void acknowledgedCommitsOfSeveralWritersSurvive() throws Exception {
    Random random = new Random(SEED);
    int cut = 0;
    for (int run = 0; cut < CUTS / 3; run++) {
      try (PowerCuts cuts =
          new PowerCuts(folder.toRealPath().resolve("writers" + run), random, SHARE / 2)) {
        cuts.init(GraphFixture.T);
        List<Thread> writers = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int w = 0; w < 4; w++) {
          String writer = "w" + w;
          Thread thread = new Thread(() -> write(cuts, writer));
          thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
          writers.add(thread);
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
          writer.join();
        }
        assertThat(failures).isEmpty();
        cuts.verifyWriters(PowerCutGraphTest::hired);
        cut += cuts.verified();
      }
    }
  }

  private static void write(PowerCuts cuts, String writer) {
    try (Session session = cuts.session()) {
      session.setAutoCommit(false);
      for (int i = 0; i < 8; i++) {
        String person = writer + "-" + i;
        cuts.write(
            person,
            () -> {
              GraphFixture.insert(session, "Person", GraphFixture.row(person, 1));
              GraphFixture.insert(session, "Company", GraphFixture.row(person));
              GraphFixture.insert(session, "WorksAt", GraphFixture.row(person, person));
              session.commit();
            });
      }
    }
  }

  /** People who have a company and work there, which is all of them. */
  private static Set<String> hired(Map<String, List<String>> content) {
    Set<String> people =
        content.get("main.Person").stream()
            .map(row -> row.substring(0, row.indexOf('|')))
            .collect(Collectors.toSet());
    assertThat(content.get("main.Company")).containsExactlyInAnyOrderElementsOf(people);
    assertThat(content.get("main.WorksAt"))
        .containsExactlyInAnyOrderElementsOf(people.stream().map(p -> p + "|" + p).toList());
    return people;
  }

  private void fill(PowerCuts cuts) {
    try (Session session = cuts.session()) {
      GraphFixture.fillT(session);
    }
    people.addAll(List.of("Alice", "Bob", "Charlie", "Diana"));
  }

  private Map<String, List<String>> step(
      PowerCuts cuts, Random random, String name, Map<String, List<String>> before)
      throws IOException {
    int kind = random.nextInt(10);
    String what = name + ", kind " + kind;
    return cuts.run(
        what,
        before,
        () -> {
          try (Session session = cuts.session()) {
            operation(session, random, kind);
          }
        });
  }

  private void operation(Session session, Random random, int kind) {
    switch (kind) {
      case 0, 1 -> insert(session, random);
      case 2 -> update(session, random);
      case 3 -> delete(session, random);
      case 4, 5 -> transaction(session, random);
      case 6 -> createBranch(session);
      case 7, 8 -> onBranch(session, random);
      default -> otherwise(session, random);
    }
  }

  private void insert(Session session, Random random) {
    String person = "p" + number++;
    GraphFixture.insert(session, "Person", GraphFixture.row(person, random.nextInt(90)));
    people.add(person);
  }

  private String any(Random random) {
    return people.get(random.nextInt(people.size()));
  }

  private void update(Session session, Random random) {
    GraphFixture.update(session, "Person", GraphFixture.row(any(random), random.nextInt(90)));
  }

  private void delete(Session session, Random random) {
    if (people.size() < 4) {
      insert(session, random);
      return;
    }
    String person = any(random);
    GraphFixture.delete(session, "Person", person);
    people.remove(person);
  }

  /** Several tables, replaced and new rows, one commit. */
  private void transaction(Session session, Random random) {
    String person = "t" + number++;
    session.setAutoCommit(false);
    GraphFixture.insert(session, "Person", GraphFixture.row(person, 1));
    GraphFixture.insert(session, "Company", GraphFixture.row("c" + person));
    GraphFixture.insert(session, "WorksAt", GraphFixture.row(person, "c" + person));
    GraphFixture.insert(session, "Knows", GraphFixture.row(person, any(random)));
    GraphFixture.update(session, "Person", GraphFixture.row(any(random), random.nextInt(90)));
    session.commit();
    people.add(person);
  }

  private void createBranch(Session session) {
    String branch = "b" + number++;
    session.createBranch(branch, "main", Optional.empty());
    branches.add(branch);
  }

  /** The first write of a table there forks it. */
  private void onBranch(Session session, Random random) {
    if (branches.isEmpty()) {
      createBranch(session);
      return;
    }
    session.useBranch(branches.get(random.nextInt(branches.size())));
    GraphFixture.insert(session, "Person", GraphFixture.row("b" + number++, 7));
  }

  private void otherwise(Session session, Random random) {
    if (!branches.isEmpty() && random.nextBoolean()) {
      session.dropBranch(branches.remove(random.nextInt(branches.size())));
    } else if (!types.isEmpty() && random.nextBoolean()) {
      alter(session, new SchemaEdit.Drop(List.of(types.remove(0)), false, false));
    } else {
      String type = "Type" + number++;
      alter(
          session,
          new SchemaEdit.CreateNode(
              type, false, List.of(), List.of(), List.of(), Optional.empty()));
      types.add(type);
    }
  }

  private static void alter(Session session, SchemaEdit edit) {
    session.run(
        scope -> {
          scope.alterSchema(edit);
          return null;
        });
  }
}
