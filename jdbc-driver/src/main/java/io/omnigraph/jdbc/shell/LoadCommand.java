package io.omnigraph.jdbc.shell;

import io.omnigraph.engine.load.LoadRequest;
import io.omnigraph.engine.load.LoadResult;
import io.omnigraph.jdbc.OmnigraphConnection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code !load} and {@code !loadgraph}: a file into the graph, with a bar on a terminal. */
final class LoadCommand {
  static final String TABLE_USAGE =
      "TABLE FILE [mode=append|merge|overwrite] [format=csv|jsonl] [null=NA] [delimiter=,]"
          + " [header=yes|no] [rename=FROM:TO,...]";
  static final String GRAPH_USAGE = "FILE mode=append|merge|overwrite";

  private LoadCommand() {}

  static void table(ShellSession session, List<String> args) throws SQLException {
    if (args.size() < 2) {
      throw new UsageException("Usage: !load " + TABLE_USAGE);
    }
    LoadOptions options = LoadOptions.parse(args.subList(1, args.size()));
    run(session, Optional.of(args.get(0)), options);
  }

  static void graph(ShellSession session, List<String> args) throws SQLException {
    LoadOptions options = args.isEmpty() ? null : LoadOptions.parse(args);
    // Whether rows may be overwritten is never guessed for a whole graph.
    if (options == null || options.mode().isEmpty()) {
      throw new UsageException("Usage: !loadgraph " + GRAPH_USAGE);
    }
    run(session, Optional.empty(), options);
  }

  private static void run(ShellSession session, Optional<String> table, LoadOptions options)
      throws SQLException {
    OmnigraphConnection connection = session.connection().unwrap(OmnigraphConnection.class);
    ProgressBar bar = new ProgressBar(session.err(), String.valueOf(options.file().getFileName()));
    LoadRequest.Progress progress = session.progress() ? bar::at : LoadRequest.Progress.NONE;
    long start = System.nanoTime();
    LoadResult result;
    try {
      result = connection.load(options.request(table, progress));
    } finally {
      if (session.progress()) {
        bar.end();
      }
    }
    double seconds = Math.max(1e-6, (System.nanoTime() - start) / 1e9);
    for (LoadResult.TableCount count : result.tables()) {
      session
          .out()
          .println(String.format(Locale.ROOT, "%s: %,d rows", count.table(), count.rows()));
    }
    if (session.timing()) {
      session
          .out()
          .println(
              String.format(Locale.ROOT, "%.2f s, %,.0f rows/s", seconds, result.rows() / seconds));
    }
  }
}
