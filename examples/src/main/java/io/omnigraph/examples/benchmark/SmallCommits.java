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
 * What commits of a row or a few cost in each database, in a JVM of its own, as Markdown tables.
 * How to run it stands in docs/performance.md.
 */
public final class SmallCommits {
  private static final int PERSONS = 10_000;

  private SmallCommits() {}

  /**
   * @param persons that are there before the first commit
   * @param commits of one row, one after the other
   * @param millis of each measurement that a time limits, and to warm up before it
   */
  record Sizes(int persons, int commits, long millis) {
    Measurement.Effort effort() {
      return new Measurement.Effort(millis, millis, 1_000_000);
    }
  }

  /**
   * @param args names of databases, all whose commits are durable if none; system properties
   *     commits and millis
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Sizes sizes =
        new Sizes(PERSONS, Integer.getInteger("commits", 100_000), Long.getLong("millis", 4_000));
    List<String> databases =
        args.length > 0
            ? List.of(args)
            : Databases.ofSmallCommits().keySet().stream()
                .filter(name -> !Databases.ON_REQUEST.contains(name))
                .toList();
    Map<String, Map<String, Double>> results = new LinkedHashMap<>();
    try (Folder folder = Folder.temporary("small-commits")) {
      for (String name : databases) {
        System.err.println("Measuring " + name);
        Path path = Files.createDirectory(folder.path().resolve(name));
        try (Folder home = new Folder(path)) {
          results.put(name, Jvm.results(SmallCommitsWorker.class, arguments(name, path, sizes)));
        }
      }
    }
    System.out.print(table(sizes, results));
    if (results.containsKey("omnigraph")) {
      System.out.print(new OwnFigures(results.get("omnigraph")).markdown());
    }
  }

  private static List<String> arguments(String name, Path home, Sizes sizes) {
    return List.of(
        name,
        home.toString(),
        Integer.toString(sizes.persons()),
        Integer.toString(sizes.commits()),
        Long.toString(sizes.millis()));
  }

  static String table(Sizes sizes, Map<String, Map<String, Double>> results) {
    String heading =
        String.format(
            Locale.ROOT,
            "%,d persons before; median unless said otherwise; in brackets: times the best; tenths are of %,d commits.",
            sizes.persons(),
            sizes.commits());
    return new ResultTable(heading, lines(), results).markdown();
  }

  private static List<ResultTable.Line> lines() {
    List<ResultTable.Line> lines = new ArrayList<>();
    micros(lines, "insert", "one-row insert");
    micros(lines, "update", "update by key");
    micros(lines, "delete", "delete by key");
    micros(lines, "edge", "one edge inserted");
    lines.add(
        new ResultTable.Line("transaction p50", "transaction of 1,000 inserts, ms", 1e3, false));
    more(lines, "commits/s by 1", "one-row commits a second, 1 thread");
    more(lines, "commits/s by 8", "– 8 threads");
    less(lines, "conflicts by 8", "– of those refused with 40001");
    less(lines, "failed by 8", "– failed in any way");
    more(lines, "reads/s alone", "point reads a second, 1 thread");
    more(lines, "reads/s beside a writer", "– beside a writer");
    more(lines, "reads kept %", "– kept, %");
    more(lines, "commits/s beside a reader", "– that writer's commits a second");
    for (int tenth = 1; tenth <= ManyCommits.TENTHS; tenth++) {
      less(lines, "insert in tenth " + tenth, "one-row insert, tenth " + tenth + ", µs");
    }
    less(lines, "many inserts p99", "– 99th percentile of all, µs");
    lines.add(new ResultTable.Line("many inserts longest", "– longest, ms", 1e3, false));
    less(lines, "edge in tenth 1", "one edge inserted, tenth 1, µs");
    less(lines, "edge in tenth 10", "– tenth 10, µs");
    return lines;
  }

  private static void micros(List<ResultTable.Line> lines, String key, String title) {
    less(lines, key + " p50", title + ", µs");
    less(lines, key + " p99", "– 99th percentile");
  }

  private static void less(List<ResultTable.Line> lines, String key, String title) {
    lines.add(new ResultTable.Line(key, title, 1, false));
  }

  private static void more(List<ResultTable.Line> lines, String key, String title) {
    lines.add(new ResultTable.Line(key, title, 1, true));
  }
}
