package io.omnigraph.jdbc.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running {@link LoadProcess}. */
record Child(Process process, Path outputFile) {
  static Child start(Path root, Path logs, long seed, Thresholds thresholds, List<String> workers)
      throws IOException {
    Path output = Files.createTempFile(logs, "child", ".out");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                System.getProperty("reliability.jvm", "-Xshare:auto"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                LoadProcess.class.getName(),
                root.toString(),
                logs.toString(),
                Long.toString(seed),
                thresholds.toString()));
    command.addAll(workers);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Child(process, output);
  }

  void await(String line) throws InterruptedException {
    while (!output().contains(line + "\n")) {
      if (!process.isAlive()) {
        throw new AssertionError("ended before \"" + line + "\": " + output());
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  boolean isOpen() {
    return output().contains("open\n");
  }

  /** Kills it. */
  void destroy() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets it finish; false when it does not, or not well. */
  boolean end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  /** Its output with what its threads are doing. */
  String threads() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    TimeUnit.SECONDS.sleep(1);
    return output();
  }

  String output() {
    try {
      return Files.readString(outputFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
