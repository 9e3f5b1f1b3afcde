package io.omnigraph.jdbc.shell;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers commands, key words, tables, columns and branches. */
final class ShellCompleter implements Completer {
  private static final List<String> KEYWORDS =
      List.of(
          ("ALL AND ANY AS ASC AVG BEGIN BETWEEN BRANCH BY CASE CAST COLUMNS COMMIT COPY COUNT CREATE"
                  + " CURRENT_GRAPH DATE DEFAULT DELETE DESC DISTINCT DROP EDGE ELSE END EXCEPT EXISTS"
                  + " EXPLAIN FETCH FIRST FROM FULL GRAPH GRAPH_TABLE GROUP HAVING IN INNER INSERT"
                  + " INTERSECT INTO IS JOIN KEY LEFT LIKE LIMIT LISTAGG LOAD MATCH MAX MIN NOT NULL"
                  + " OFFSET ON OR ORDER OVER PARTITION PATH_LENGTH PRIMARY RANK REFERENCES RIGHT"
                  + " ROLLBACK ROW_NUMBER ROWS SELECT SET SHORTEST SUM TABLE THEN TIMESTAMP TO UNION"
                  + " UNIQUE UPDATE USING VALUES WHEN WHERE WITH")
              .split(" "));

  private final Connection connection;
  private Set<String> names;

  ShellCompleter(Connection connection) {
    this.connection = connection;
  }

  /** Forgets the names: a statement may have changed them. */
  void refresh() {
    names = null;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String before = line.line().substring(0, line.cursor() - line.word().length()).strip();
    if (line.word().startsWith("!")) {
      Commands.ALL.forEach(c -> add(candidates, "!" + c.name()));
      return;
    }
    if (before.toLowerCase(Locale.ROOT).equals("!format")) {
      List.of(RowFormat.values()).forEach(f -> add(candidates, f.label()));
      return;
    }
    boolean lower = !line.word().isEmpty() && Character.isLowerCase(line.word().charAt(0));
    if (!before.startsWith("!")) {
      KEYWORDS.forEach(k -> add(candidates, lower ? k.toLowerCase(Locale.ROOT) : k));
    }
    int dot = line.word().lastIndexOf('.');
    String qualifier = line.word().substring(0, dot + 1);
    names().forEach(n -> add(candidates, qualifier + n));
  }

  private static void add(List<Candidate> candidates, String text) {
    candidates.add(new Candidate(text));
  }

  private Set<String> names() {
    if (names == null) {
      Set<String> found = new TreeSet<>();
      try {
        found.addAll(Listing.branchNames(connection));
        found.addAll(Listing.tableNames(connection));
        try (ResultSet r =
            connection
                .getMetaData()
                .getColumns(connection.getCatalog(), Listing.branchPattern(connection), "%", "%")) {
          while (r.next()) {
            found.add(r.getString("COLUMN_NAME"));
          }
        }
      } catch (SQLException e) {
        // Completion is a courtesy: without names it still knows key words.
        found.clear();
      }
      names = found;
    }
    return names;
  }
}
