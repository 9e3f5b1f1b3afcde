package io.omnigraph.sql.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** GRAPH_TABLE as parsed; the validator replaces it by a query before anything else sees it. */
public final class SqlGraphTable extends SqlCall {
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("GRAPH_TABLE", SqlKind.OTHER) {};

  private final SqlIdentifier graph;
  private final List<PathPattern> paths;
  private final SqlNode where;
  private final List<SqlNode> columns;

  /**
   * @param where after the patterns, or null
   * @param columns select items over the pattern's variables
   */
  public SqlGraphTable(
      SqlParserPos pos,
      SqlIdentifier graph,
      List<PathPattern> paths,
      SqlNode where,
      List<SqlNode> columns) {
    super(pos);
    this.graph = graph;
    this.paths = List.copyOf(paths);
    this.where = where;
    this.columns = List.copyOf(columns);
  }

  SqlIdentifier graph() {
    return graph;
  }

  List<PathPattern> paths() {
    return paths;
  }

  SqlNode where() {
    return where;
  }

  List<SqlNode> columns() {
    return columns;
  }

  /** With every expression replaced, for a pattern around this one that declares names in it. */
  SqlGraphTable mapped(UnaryOperator<SqlNode> rewrite) {
    return new SqlGraphTable(
        getParserPosition(),
        graph,
        paths.stream().map(p -> p.mapped(rewrite)).toList(),
        where == null ? null : rewrite.apply(where),
        columns.stream().map(rewrite).toList());
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  /** The graph and all expressions, for visitors that look for parameters and the like. */
  @Override
  public List<SqlNode> getOperandList() {
    List<SqlNode> operands = new ArrayList<>();
    operands.add(graph);
    for (PathPattern path : paths) {
      path.elements().forEach(e -> e.filler().where().ifPresent(operands::add));
    }
    if (where != null) {
      operands.add(where);
    }
    operands.addAll(columns);
    return List.copyOf(operands);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("GRAPH_TABLE");
    SqlWriter.Frame frame = writer.startList("(", ")");
    graph.unparse(writer, 0, 0);
    writer.endList(frame);
  }
}
