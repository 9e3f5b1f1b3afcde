package io.omnigraph.examples.benchmark;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Results from one JVM to another: a line each, {@code name TAB value}. */
record ResultLines(PrintStream out) implements BiConsumer<String, Double> {
  @Override
  public void accept(String name, Double value) {
    out.println(name + '\t' + String.format(Locale.ROOT, "%.3f", value));
    out.flush();
  }

  /** Median and 99th percentile in microseconds. */
  void times(String name, Measurement measured) {
    accept(name + " p50", measured.micros(0.50));
    accept(name + " p99", measured.micros(0.99));
  }

  /** Passes over what else is printed. */
  static void read(String line, Map<String, Double> results) {
    String[] parts = line.split("\t", -1);
    if (parts.length == 2) {
      results.put(parts[0], Double.valueOf(parts[1]));
    }
  }
}
