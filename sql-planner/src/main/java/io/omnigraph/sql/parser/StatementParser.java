package io.omnigraph.sql.parser;

import io.omnigraph.sql.parser.generated.OmnigraphParser;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Optional;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlKind;
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
    String text = JdbcEscapes.translate(sql);
    SqlNode tree;
    try {
      tree = SqlParser.create(text, CONFIG).parseStmt();
    } catch (SqlParseException e) {
      if (e.getCause() instanceof OmnigraphException own) {
        throw own; // a production refused a feature by name
      }
      Optional<OmnigraphException> absent = AbsentFeatures.refusal(text, e.getPos());
      if (absent.isPresent()) {
        throw absent.get().causedBy(e);
      }
      throw e;
    }
    if (tree instanceof SqlCommand || tree.isA(SqlKind.QUERY)) {
      return tree;
    }
    throw AbsentFeatures.refusal(text)
        .orElseGet(
            () -> new OmnigraphException(ErrorCode.UNSUPPORTED, "Statement " + tree.getKind(), ""));
  }
}
