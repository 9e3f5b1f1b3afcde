package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM started by a test, with nothing of the test's own class path. */
public record ChildJvm(Path home) {
  /**
   * What it left.
   *
   * @param out standard output
   * @param err standard error
   */
  public record Result(int exitCode, String out, String err) {}

  /** The one the tests run on. */
  public static ChildJvm current() {
    return new ChildJvm(Path.of(System.getProperty("java.home")));
  }

  /**
   * Each JDK beside the current one, the current first; the system property {@code other.jdk} adds
   * one from elsewhere. Links to the same JDK count once.
   */
  public static List<ChildJvm> installed() throws IOException {
    List<Path> homes = new ArrayList<>();
    homes.add(current().home().toRealPath());
    String other = System.getProperty("other.jdk");
    if (other != null) {
      homes.add(Path.of(other).toRealPath());
    }
    try (Stream<Path> siblings = Files.list(homes.get(0).getParent())) {
      for (Path sibling : siblings.sorted().toList()) {
        if (Files.isExecutable(sibling.resolve("bin/javac"))) {
          homes.add(sibling.toRealPath());
        }
      }
    }
    return homes.stream().distinct().map(ChildJvm::new).toList();
  }

  /**
   * @param input what it reads from standard input
   */
  public Result run(Path folder, String input, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(arguments);
    command.add(0, home.resolve("bin/java").toString());
    Path in = Files.writeString(folder.resolve("child.in"), input);
    Path out = folder.resolve("child.out");
    Path err = folder.resolve("child.err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends in time").isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return home.getFileName().toString();
  }
}
