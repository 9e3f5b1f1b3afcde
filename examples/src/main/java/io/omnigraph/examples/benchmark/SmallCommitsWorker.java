package io.omnigraph.examples.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;

/** Measures the small commits of one database; prints {@link ResultLines}. */
final class SmallCommitsWorker {
  /** Shares of the commits are left unfolded before a writer is killed. */
  private static final int UNFOLDED_SHARE = 2;

  private final Database database;
  private final SmallCommits.Sizes sizes;
  private final Path home;
  private final ResultLines out;

  SmallCommitsWorker(Database database, SmallCommits.Sizes sizes, Path home, ResultLines out) {
    this.database = database;
    this.sizes = sizes;
    this.home = home;
    this.out = out;
  }

  /**
   * @param args database, empty folder, persons, commits, milliseconds a measurement
   */
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[1]);
    // Else Derby writes it into the working directory.
    System.setProperty("derby.stream.error.file", home.resolve("derby.log").toString());
    SmallCommits.Sizes sizes =
        new SmallCommits.Sizes(
            Integer.parseInt(args[2]), Integer.parseInt(args[3]), Long.parseLong(args[4]));
    Database database = Databases.ofSmallCommits().get(args[0]);
    SmallCommitsWorker worker =
        new SmallCommitsWorker(database, sizes, home, new ResultLines(System.out));
    SmallGraph many = worker.run();
    if (args[0].equals("omnigraph")) {
      worker.ownFigures(many);
    }
    System.exit(0); // a peer may have left threads behind
  }

  /** What each database can be asked. Returns the graph of many commits. */
  SmallGraph run() throws Exception {
    SmallGraph graph = graph("few");
    graph.create();
    new OneRowCommits(graph, sizes.effort(), out).run();
    concurrently(graph);
    SmallGraph many = graph("many");
    many.create();
    new ManyCommits(many, sizes.commits()).run(out);
    return many;
  }

  @SuppressWarnings("try") // held so that the database stays open between the measurements
  private void concurrently(SmallGraph graph) throws Exception {
    try (Connection held = graph.open()) {
      ConcurrentInserts inserts =
          new ConcurrentInserts(database, RowInsert.PERSON, graph.folder(), sizes.millis());
      inserts.run(out);
      new ReaderBesideWriter(graph, inserts, sizes.millis()).run(out);
    }
  }

  /** What only we promise. */
  void ownFigures(SmallGraph many) throws Exception {
    new FoldedReads(many, graph("bulk").folder(), sizes.effort(), out).run();
    new NewestState(many, sizes.effort()).run(out);
    new OpenAfterKill(graph("killed"), sizes.commits() / UNFOLDED_SHARE).run(out);
  }

  private SmallGraph graph(String name) throws Exception {
    return new SmallGraph(database, Files.createDirectory(home.resolve(name)), sizes.persons());
  }
}
