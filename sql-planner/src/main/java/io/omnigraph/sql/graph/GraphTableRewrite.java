package io.omnigraph.sql.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * GRAPH_TABLE as a query over one table function that gives the matches:
 *
 * <pre>{@code
 * GRAPH_TABLE (g MATCH (a IS person WHERE a.age > 30)-[IS knows]->(b) COLUMNS (b.name AS n))
 *   =>  SELECT $m."b.name" AS n FROM TABLE($GRAPH_MATCH()) AS $m WHERE $m."a.age" > 30
 * }</pre>
 *
 * <p>So properties, conditions and sub-queries are plain SQL from here on, and the match is a leaf
 * that any join may stand on. Conditions that decide which paths there are (of a repeating edge, or
 * of an edge under ANY or SHORTEST) become operands of the function: one query an edge type.
 */
public final class GraphTableRewrite {
  private final SqlGraphTable text;
  private final GraphSource.PropertyGraph graph;
  private final MatchPattern pattern;
  private final PatternScope scope;
  private final List<GraphMatchFunction.EdgeCondition> conditions = new ArrayList<>();
  private final List<SqlNode> conditionQueries = new ArrayList<>();
  private SqlNode where;

  private GraphTableRewrite(SqlGraphTable text, GraphSource.PropertyGraph graph, String alias) {
    this.text = text;
    this.graph = graph;
    this.pattern = new PatternResolver(graph).resolve(text.paths());
    this.scope = new PatternScope(pattern, graph.schema(), alias);
  }

  /**
   * @param alias unique in the statement
   */
  public static SqlNode rewrite(SqlGraphTable text, GraphSource source, String alias) {
    return new GraphTableRewrite(text, source.find(text.graph().names), alias).run();
  }

  private SqlNode run() {
    elementConditions();
    addCondition(text.where());
    List<SqlNode> items = new ArrayList<>();
    for (SqlNode column : text.columns()) {
      item(column, items);
    }
    SqlParserPos pos = text.getParserPosition();
    GraphMatchFunction function =
        new GraphMatchFunction(graph, pattern, scope.columns(), conditions);
    SqlNode call =
        SqlStdOperatorTable.COLLECTION_TABLE.createCall(
            pos, function.createCall(pos, conditionQueries));
    SqlNode from =
        SqlStdOperatorTable.AS.createCall(pos, call, new SqlIdentifier(scope.alias(), pos));
    return select(pos, new SqlNodeList(items, pos), from, where);
  }

  private static SqlSelect select(
      SqlParserPos pos, SqlNodeList items, SqlNode from, SqlNode where) {
    return new SqlSelect(
        pos, null, items, from, where, null, null, null, null, null, null, null, null);
  }

  private void elementConditions() {
    int edge = 0;
    for (PathPattern path : text.paths()) {
      for (ElementPattern element : path.elements()) {
        Optional<SqlNode> condition = element.filler().where();
        boolean decidesPaths =
            element.edge()
                && (element.quantifier().isPresent() || path.search() != PathSearch.EVERY);
        if (condition.isPresent() && decidesPaths) {
          pathCondition(pattern.edges().get(edge), element, condition.get());
        } else {
          addCondition(condition.orElse(null));
        }
        edge += element.edge() ? 1 : 0;
      }
    }
  }

  private void addCondition(SqlNode condition) {
    if (condition != null) {
      SqlNode rewritten = scope.rewrite(condition);
      where =
          where == null
              ? rewritten
              : SqlStdOperatorTable.AND.createCall(condition.getParserPosition(), where, rewritten);
    }
  }

  /** {@code SELECT * FROM edge type AS variable WHERE condition}, for each type. */
  private void pathCondition(MatchPattern.Edge edge, ElementPattern element, SqlNode condition) {
    SqlParserPos pos = element.pos();
    List<Integer> tables =
        edge.arcs().stream().map(MatchPattern.Arc::edgeTable).distinct().toList();
    for (int table : tables) {
      String label = pattern.edgeTables().get(table);
      List<String> names =
          pattern.branch().isEmpty() ? List.of(label) : List.of(pattern.branch(), label);
      SqlNode name = new SqlIdentifier(names, pos);
      SqlNode from =
          SqlStdOperatorTable.AS.createCall(pos, name, new SqlIdentifier(edge.name(), pos));
      SqlNode copy =
          tables.size() == 1 ? condition : condition.clone(condition.getParserPosition());
      conditions.add(new GraphMatchFunction.EdgeCondition(edge.number(), table));
      conditionQueries.add(
          select(pos, new SqlNodeList(List.of(SqlIdentifier.star(pos)), pos), from, copy));
    }
  }

  /** One select item; {@code x.*} becomes all properties of x. */
  private void item(SqlNode column, List<SqlNode> items) {
    SqlParserPos pos = column.getParserPosition();
    if (column instanceof SqlIdentifier star && star.isStar()) {
      for (SqlIdentifier property : scope.allProperties(star)) {
        items.add(as(scope.rewrite(property), property.names.get(1), pos));
      }
      return;
    }
    if (column.getKind() == SqlKind.AS) {
      SqlCall call = (SqlCall) column;
      String name = ((SqlIdentifier) call.operand(1)).getSimple();
      items.add(as(scope.rewrite(call.operand(0)), name, pos));
      return;
    }
    SqlNode rewritten = scope.rewrite(column);
    boolean property = column instanceof SqlIdentifier id && id.names.size() == 2;
    items.add(property ? as(rewritten, scope.storedName((SqlIdentifier) column), pos) : rewritten);
  }

  private static SqlNode as(SqlNode expression, String name, SqlParserPos pos) {
    return SqlStdOperatorTable.AS.createCall(pos, expression, new SqlIdentifier(name, pos));
  }
}
