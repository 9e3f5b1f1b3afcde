package io.omnigraph.examples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes a graph, lets each database load and answer in a JVM of its own, and prints a Markdown
 * table. How to run it stands in docs/performance.md.
 */
public final class Benchmark {
  private final SocialGraph graph;
  private final List<String> databases;
  private final long millis;

  private Benchmark(SocialGraph graph, List<String> databases, long millis) {
    this.graph = graph;
    this.databases = databases;
    this.millis = millis;
  }

  /**
   * @param args names of databases, all if none; sizes and time by the system properties persons,
   *     knows, posts and millis
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    SocialGraph graph =
        new SocialGraph(
            Integer.getInteger("persons", 100_000),
            Integer.getInteger("knows", 2_000_000),
            Integer.getInteger("posts", 1_000_000));
    List<String> databases =
        args.length > 0 ? List.of(args) : List.copyOf(Databases.all().keySet());
    Path folder = Files.createTempDirectory("omnigraph-benchmark");
    try {
      System.out.print(new Benchmark(graph, databases, Long.getLong("millis", 4_000)).run(folder));
    } finally {
      delete(folder);
    }
  }

  private String run(Path folder) throws IOException, InterruptedException {
    graph.write(folder);
    Map<String, Map<String, Double>> results = new LinkedHashMap<>();
    for (String name : databases) {
      System.err.println("Measuring " + name);
      Path home = Files.createDirectory(folder.resolve(name));
      results.put(name, worker(name, folder, home));
      delete(home);
    }
    return new ResultTable(graph, results).markdown();
  }

  private Map<String, Double> worker(String name, Path csv, Path home)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx2g", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Worker.class.getName(), name));
    for (int size : new int[] {graph.persons(), graph.knows(), graph.posts()}) {
      command.add(Integer.toString(size));
    }
    command.addAll(List.of(csv.toString(), home.toString(), Long.toString(millis)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Map<String, Double> results = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split("\t");
        if (parts.length == 2) {
          results.put(parts[0], Double.valueOf(parts[1]));
        }
      }
    }
    if (process.waitFor() != 0) {
      System.err.println(name + " failed; its row shows what it reached");
    }
    return results;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
