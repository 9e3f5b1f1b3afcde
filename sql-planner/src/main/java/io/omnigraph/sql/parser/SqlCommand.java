package io.omnigraph.sql.parser;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Carries a {@link Command} out of the parser; Calcite never validates it. */
public final class SqlCommand extends SqlCall {
  private static final SqlOperator OPERATOR = new SqlSpecialOperator("COMMAND", SqlKind.OTHER_DDL);

  private final Command command;

  public SqlCommand(SqlParserPos pos, Command command) {
    super(pos);
    this.command = command;
  }

  public Command command() {
    return command;
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of();
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(command.getClass().getSimpleName());
  }
}
