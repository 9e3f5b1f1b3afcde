package io.omnigraph.sql.graph;

import io.omnigraph.engine.topology.WalkMode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * One path pattern of a MATCH, as parsed.
 *
 * @param count k of SHORTEST k, else 0
 * @param elements node, edge, node, …: an odd number
 */
public record PathPattern(
    SqlParserPos pos,
    Optional<SqlIdentifier> variable,
    PathSearch search,
    int count,
    WalkMode mode,
    List<ElementPattern> elements) {
  public PathPattern {
    elements = List.copyOf(elements);
  }

  PathPattern mapped(UnaryOperator<SqlNode> rewrite) {
    return new PathPattern(
        pos, variable, search, count, mode, elements.stream().map(e -> e.mapped(rewrite)).toList());
  }
}
