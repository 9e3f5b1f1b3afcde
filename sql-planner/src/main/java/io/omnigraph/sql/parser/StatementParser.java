package io.omnigraph.sql.parser;

import io.omnigraph.sql.parser.generated.OmnigraphParser;
import io.omnigraph.storage.error.OmnigraphException;
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
      throw e;
    }
  }
}
