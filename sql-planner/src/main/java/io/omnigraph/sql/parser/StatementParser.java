package io.omnigraph.sql.parser;

import io.omnigraph.sql.parser.generated.OmnigraphParser;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/** Parses one statement of our dialect. */
public final class StatementParser {
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withParserFactory(OmnigraphParser.FACTORY)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(false)
          .withIdentifierMaxLength(256)
          .withConformance(SqlConformanceEnum.BABEL);

  private static final Pattern LOCKING = Pattern.compile("(?i)FOR\\s+(UPDATE|SHARE)\\b");

  private StatementParser() {}

  /**
   * The tree of one statement. Validation changes trees: parse again for each plan.
   *
   * @param sql may hold JDBC escapes and end in a semicolon
   */
  public static SqlNode parse(String sql) throws SqlParseException {
    try {
      return SqlParser.create(JdbcEscapes.translate(sql), CONFIG).parseStmt();
    } catch (SqlParseException e) {
      if (e.getCause() instanceof OmnigraphException own) {
        throw own; // a production refused a feature by name
      }
      refuseLocking(sql, e);
      throw e;
    }
  }

  /** The core grammar stops at the FOR of a locking clause: say what is not there. */
  private static void refuseLocking(String sql, SqlParseException error) {
    if (error.getPos() == null) {
      return;
    }
    int line = error.getPos().getLineNum();
    String rest =
        sql.lines()
            .skip(line - 1L)
            .reduce((a, b) -> a + "\n" + b)
            .map(text -> text.substring(Math.min(text.length(), error.getPos().getColumnNum() - 1)))
            .orElse("");
    Matcher clause = LOCKING.matcher(rest);
    if (clause.lookingAt()) {
      Commands.unsupported(
          "FOR " + clause.group(1).toUpperCase(Locale.ROOT),
          " Transactions see a snapshot and collide at commit; SERIALIZABLE also checks reads.");
    }
  }
}
