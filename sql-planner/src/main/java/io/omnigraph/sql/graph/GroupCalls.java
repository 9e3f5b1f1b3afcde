package io.omnigraph.sql.graph;

import io.omnigraph.sql.graph.MatchColumn.Function;
import java.util.Arrays;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Reads calls of aggregates over a repeating edge. */
final class GroupCalls {
  private GroupCalls() {}

  static boolean isAggregate(String function) {
    return Arrays.stream(Function.values()).anyMatch(f -> f.name().equals(function));
  }

  /**
   * @param property "" when the edge itself is counted
   */
  static MatchColumn.Group column(
      SqlCall call, String name, MatchPattern.Edge edge, String property) {
    SqlParserPos pos = call.getParserPosition();
    Function function = Function.valueOf(name);
    if (property.isEmpty() && function != Function.COUNT) {
      throw PatternFault.syntax(pos, name + " takes a property of \"" + edge.name() + "\"");
    }
    SqlLiteral quantifier = call.getFunctionQuantifier();
    boolean distinct = quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT;
    String separator = "";
    if (function == Function.LISTAGG) {
      separator = call.operandCount() > 1 ? separator(call.operand(1)) : ",";
    } else if (call.operandCount() > 1) {
      throw PatternFault.syntax(pos, name + " takes one operand");
    }
    String argument = edge.name() + (property.isEmpty() ? "" : "." + property);
    String label =
        name
            + "("
            + (distinct ? "DISTINCT " : "")
            + argument
            + (function == Function.LISTAGG ? ", '" + separator + "'" : "")
            + ")";
    return new MatchColumn.Group(edge.number(), label, function, distinct, property, separator);
  }

  private static String separator(SqlNode node) {
    if (node instanceof SqlLiteral literal && literal.getValue() != null) {
      return literal.getValueAs(String.class);
    }
    throw PatternFault.syntax(node.getParserPosition(), "The separator must be a text literal");
  }
}
