package io.omnigraph.examples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Programs in a JVM of their own, with the class path of this one and 2 GB of heap. */
final class Jvm {
  private Jvm() {}

  static Process start(Class<?> program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx2g", "-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** What a program prints by a {@link ResultLines}, and all it printed before it failed. */
  static Map<String, Double> results(Class<?> program, List<String> arguments)
      throws IOException, InterruptedException {
    Process process = start(program, arguments);
    Map<String, Double> results = new LinkedHashMap<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ResultLines.read(line, results);
      }
    }
    if (process.waitFor() != 0) {
      System.err.println(arguments.get(0) + " failed; its row shows what it reached");
    }
    return results;
  }
}
