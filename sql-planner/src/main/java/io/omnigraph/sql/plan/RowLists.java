package io.omnigraph.sql.plan;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * {@code (a, b) IN ((1, 2), (?, ?))} as what it means, {@code a = 1 AND b = 2 OR a = ? AND b = ?}:
 * Calcite wants the rows' types to be equal and types no parameter in them.
 */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class RowLists {
  private RowLists() {}

  /** The call itself when it is none. */
  static SqlNode rewrite(SqlCall call) {
    boolean not = call.getKind() == SqlKind.NOT_IN;
    if (!not && call.getKind() != SqlKind.IN
        || call.operand(0).getKind() != SqlKind.ROW
        || !(call.operand(1) instanceof SqlNodeList rows)) {
      return call;
    }
    List<SqlNode> left = ((SqlCall) call.operand(0)).getOperandList();
    SqlParserPos pos = call.getParserPosition();
    SqlNode any = null;
    for (SqlNode row : rows) {
      if (row.getKind() != SqlKind.ROW || ((SqlCall) row).operandCount() != left.size()) {
        return call; // the validator says what is wrong
      }
      SqlNode equal = equal(left, ((SqlCall) row).getOperandList());
      any = any == null ? equal : SqlStdOperatorTable.OR.createCall(pos, any, equal);
    }
    return not ? SqlStdOperatorTable.NOT.createCall(pos, any) : any;
  }

  private static SqlNode equal(List<SqlNode> left, List<SqlNode> right) {
    SqlNode all = null;
    for (int i = 0; i < left.size(); i++) {
      SqlParserPos pos = right.get(i).getParserPosition();
      SqlNode name = left.get(i).clone(left.get(i).getParserPosition());
      SqlNode equal = SqlStdOperatorTable.EQUALS.createCall(pos, name, right.get(i));
      all = all == null ? equal : SqlStdOperatorTable.AND.createCall(pos, all, equal);
    }
    return all;
  }
}
