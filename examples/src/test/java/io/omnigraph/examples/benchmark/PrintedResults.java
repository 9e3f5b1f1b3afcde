package io.omnigraph.examples.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes what a worker prints, and reads it as the benchmark does. */
final class PrintedResults {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ResultLines lines() {
    return new ResultLines(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  Map<String, Double> results() {
    Map<String, Double> results = new LinkedHashMap<>();
    bytes.toString(StandardCharsets.UTF_8).lines().forEach(line -> ResultLines.read(line, results));
    return results;
  }
}
