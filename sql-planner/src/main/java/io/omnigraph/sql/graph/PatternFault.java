package io.omnigraph.sql.graph;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Errors about the text of a pattern, with its place. */
final class PatternFault {
  private PatternFault() {}

  static OmnigraphException syntax(SqlParserPos pos, String text) {
    return new OmnigraphException(ErrorCode.SYNTAX_ERROR, text + at(pos));
  }

  static OmnigraphException type(SqlParserPos pos, String text) {
    return new OmnigraphException(ErrorCode.TYPE_MISMATCH, text + at(pos));
  }

  static OmnigraphException noColumn(SqlParserPos pos, String column, String element) {
    return new OmnigraphException(ErrorCode.COLUMN_NOT_FOUND, column, element, at(pos));
  }

  static OmnigraphException unsupported(SqlParserPos pos, String feature, String hint) {
    return new OmnigraphException(ErrorCode.UNSUPPORTED, feature + at(pos), " " + hint);
  }

  private static String at(SqlParserPos pos) {
    return " (line " + pos.getLineNum() + ", column " + pos.getColumnNum() + ")";
  }
}
