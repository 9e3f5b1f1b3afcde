package io.omnigraph.storage.log;

import static io.omnigraph.storage.log.CommitLogContract.append;
import static io.omnigraph.storage.log.CommitLogContract.text;
import static io.omnigraph.storage.log.CommitLogContract.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogProcessesTest {
  @TempDir Path root;
  @TempDir Path outputs;

  private final List<Process> children = new ArrayList<>();
  private LogFiles files;

  @BeforeEach
  void makeFiles() {
    files = LogFiles.in(root, LogProcess.SEGMENT_BYTES);
  }

  @AfterEach
  void endChildren() {
    children.forEach(Process::destroyForcibly);
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx100m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LogProcess.class.getName()));
    command.addAll(List.of(arguments));
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    children.add(child);
    return child;
  }

  private static void await(Process child, Path output, String line) throws Exception {
    while (!Files.readString(output).contains(line)) {
      assertThat(child.isAlive()).as(Files.readString(output)).isTrue();
      Thread.sleep(1);
    }
  }

  @Test
  void anotherProcessFollowsByTheMappedEnd() throws Exception {
    int records = 1_000;
    Path output = outputs.resolve("follow");
    Process child = start(output, "follow", root.toString(), Integer.toString(records));
    await(child, output, "ready");
    try (CommitLog log = files.open()) {
      for (int i = 0; i < records; i++) {
        append(log, LogProcess.record(i));
      }
      assertThat(child.waitFor()).as(Files.readString(output)).isZero();
    }
    assertThat(files.segment(3)).exists();
  }

  @Test
  void processesThatAppendInTurnsLoseNothing() throws Exception {
    int records = 400;
    Path output = outputs.resolve("turns");
    Process child = start(output, "turns", root.toString(), Integer.toString(records), "child");
    try (CommitLog log = files.open()) {
      LogProcess.appendInTurns(log, root, "parent", records);
      assertThat(child.waitFor()).as(Files.readString(output)).isZero();
      List<String> all = texts(log, 0);
      assertThat(all).hasSize(2 * records);
      for (String name : List.of("child", "parent")) {
        assertThat(all.stream().filter(text -> text.startsWith(name)))
            .containsExactlyElementsOf(
                Stream.iterate(0, i -> i < records, i -> i + 1).map(i -> name + i).toList());
      }
    }
  }

  @Test
  void processThatIsKilledLosesNothingThatItAcknowledged() throws Exception {
    int seen = 0;
    long position = 0;
    try (CommitLog reader = files.openForReading(() -> true)) {
      for (int round = 0; round < 3; round++) {
        Path output = outputs.resolve("append" + round);
        Process child = start(output, "append", root.toString(), Integer.toString(1 << 30));
        for (int until = seen + 300; seen < until; ) {
          assertThat(child.isAlive()).as(Files.readString(output)).isTrue();
          CommitLog.Read read = reader.read(position).orElseThrow();
          for (byte[] record : read.records()) {
            assertThat(text(record)).isEqualTo(LogProcess.record(seen++));
          }
          position = read.end();
        }
        child.destroyForcibly().waitFor();
        List<String> recovered = files.recovered();
        String told = Files.readString(output);
        String[] whole = told.substring(0, told.lastIndexOf('\n')).split("\n");
        assertThat(recovered).hasSizeGreaterThan(Integer.parseInt(whole[whole.length - 1]));
        for (int i = 0; i < recovered.size(); i++) {
          assertThat(recovered.get(i)).isEqualTo(LogProcess.record(i));
        }
      }
    }
  }
}
