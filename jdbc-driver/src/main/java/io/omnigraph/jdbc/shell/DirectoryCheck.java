package io.omnigraph.jdbc.shell;

import io.omnigraph.engine.Graphs;
import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Finding;
import io.omnigraph.engine.check.Severity;
import io.omnigraph.jdbc.ConnectionUrl;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** {@code --check}: verifies a directory without opening it as a graph, which damage may forbid. */
final class DirectoryCheck {
  private DirectoryCheck() {}

  /**
   * @param url of a local directory
   * @throws UsageException when it is another one
   */
  static ExitCode run(String url, CheckOptions options, PrintStream out) {
    List<Finding> findings = Graphs.check(directory(url), options);
    for (Finding finding : findings) {
      out.println(finding);
      out.println("  " + finding.remedy());
    }
    boolean whole = findings.stream().allMatch(f -> f.severity() == Severity.INFO);
    out.println(whole ? "The graph is whole." : "The graph is damaged or unfinished.");
    return whole ? ExitCode.OK : ExitCode.SQL_ERROR;
  }

  private static Path directory(String url) {
    try {
      return ConnectionUrl.directory(url).orElseThrow(() -> refused(url, ""));
    } catch (SQLException e) {
      throw refused(url, " " + e.getMessage());
    }
  }

  private static UsageException refused(String url, String why) {
    return new UsageException("--check needs a directory, not " + url + "." + why);
  }
}
