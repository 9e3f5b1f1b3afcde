package io.omnigraph.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes a graph, lets each database load and answer in a JVM of its own, and prints a Markdown
 * table. How to run it stands in docs/performance.md.
 */
public final class Benchmark {
  private static final List<ResultTable.Line> LINES =
      List.of(
          new ResultTable.Line("load rows/s", "bulk load, 1,000 rows/s", 1e3, true),
          new ResultTable.Line("batch rows/s", "batches of 1,000 inserts, 1,000 rows/s", 1e3, true),
          new ResultTable.Line("point read p50", "point read, µs", 1, false),
          new ResultTable.Line("point read p99", "– 99th percentile", 1, false),
          new ResultTable.Line("1 hop p50", "1 hop, µs", 1, false),
          new ResultTable.Line("1 hop p99", "– 99th percentile", 1, false),
          new ResultTable.Line("2 hops p50", "2 hops, µs", 1, false),
          new ResultTable.Line("2 hops p99", "– 99th percentile", 1, false),
          new ResultTable.Line("group by p50", "group by, ms", 1e3, false),
          new ResultTable.Line("group by p99", "– 99th percentile", 1e3, false),
          new ResultTable.Line("insert commit p50", "one-row insert, ms", 1e3, false),
          new ResultTable.Line("insert commit p99", "– 99th percentile", 1e3, false),
          new ResultTable.Line("commits/s by 1", "one-row inserts a second, 1 thread", 1, true),
          new ResultTable.Line("commits/s by 8", "– 8 threads, one table", 1, true),
          new ResultTable.Line("failed by 8", "– failed of those", 1, false),
          new ResultTable.Line("peak memory MB", "peak memory, MB", 1, false),
          new ResultTable.Line("disk MB", "on disk at the end, MB", 1, false));

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
    try (Folder folder = Folder.temporary("omnigraph-benchmark")) {
      Benchmark benchmark = new Benchmark(graph, databases, Long.getLong("millis", 4_000));
      System.out.print(benchmark.run(folder.path()));
    }
  }

  private String run(Path folder) throws IOException, InterruptedException {
    graph.write(folder);
    Map<String, Map<String, Double>> results = new LinkedHashMap<>();
    for (String name : databases) {
      System.err.println("Measuring " + name);
      try (Folder home = new Folder(Files.createDirectory(folder.resolve(name)))) {
        results.put(name, worker(name, folder, home.path()));
      }
    }
    return table(graph, results);
  }

  private Map<String, Double> worker(String name, Path csv, Path home)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add(name);
    for (int size : new int[] {graph.persons(), graph.knows(), graph.posts()}) {
      arguments.add(Integer.toString(size));
    }
    arguments.addAll(List.of(csv.toString(), home.toString(), Long.toString(millis)));
    return Jvm.results(Worker.class, arguments);
  }

  static String table(SocialGraph graph, Map<String, Map<String, Double>> results) {
    String heading =
        String.format(
            Locale.ROOT,
            "%,d persons, %,d edges, %,d posts; median unless said otherwise; in brackets: times the best.",
            graph.persons(),
            graph.knows(),
            graph.posts());
    return new ResultTable(heading, LINES, results).markdown();
  }
}
