package io.omnigraph.sql.graph;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** VARCHAR without bound, as a type in a statement's tree. */
final class Varchar {
  private Varchar() {}

  static SqlDataTypeSpec spec(SqlParserPos pos) {
    return new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, pos), pos);
  }
}
