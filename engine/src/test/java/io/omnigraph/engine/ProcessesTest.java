package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.Steps;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one directory. */
class ProcessesTest {
  private static final int STEPS = 15;
  private static final long LONGEST_SECONDS = 120;

  @TempDir Path folder;

  private void runTwo(Path root, int steps) throws IOException, InterruptedException {
    List<Process> children = new ArrayList<>();
    List<File> outputs = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      File output = folder.resolve("out-" + name).toFile();
      outputs.add(output);
      children.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx200m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CounterProcess.class.getName(),
                  root.toString(),
                  name,
                  Integer.toString(steps))
              .redirectErrorStream(true)
              .redirectOutput(output)
              .start());
    }
    try {
      for (int i = 0; i < children.size(); i++) {
        boolean ended = children.get(i).waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        String output = Files.readString(outputs.get(i).toPath());
        assertThat(ended).as("it ended; so far it said " + output).isTrue();
        assertThat(children.get(i).exitValue()).as(output).isZero();
      }
    } finally {
      children.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void twoProcessesLoseNoCommit() throws Exception {
    Path root = folder.resolve("g");
    Graphs.init(root, CounterProcess.SCHEMA, GraphFixture.options().storage(), Steps.NONE);
    try (Graph graph = Graphs.open(root, GraphFixture.options());
        Session session = graph.newSession()) {
      insert(session, "Counter", row("shared", 0));
      runTwo(root, STEPS);
      // The handle that was open all the while sees everything.
      assertThat(GraphFixture.read(session, "Counter"))
          .hasSize(1 + 2 * STEPS)
          .contains("shared|" + 2 * STEPS, "a0|0", "b" + (STEPS - 1) + "|0");
      assertThat(session.facts().commits("main")).hasSize(2 + 2 * STEPS);
    }
    assertThat(root.resolve("__recovery").toFile().list()).isEmpty();
  }

  @Test
  void twoProcessesThatOpenAnAbsentGraphBothGetIt() throws Exception {
    Path root = folder.resolve("new");
    runTwo(root, 0);
    try (Graph graph = Graphs.open(root, GraphFixture.options().withCreateIfAbsent(false));
        Session session = graph.newSession()) {
      assertThat(session.branches()).containsExactly("main");
    }
  }
}
