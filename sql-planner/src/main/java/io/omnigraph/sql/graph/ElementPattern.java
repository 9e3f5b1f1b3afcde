package io.omnigraph.sql.graph;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A node or an edge of a path pattern, as parsed.
 *
 * @param left the arrow has a head on its left; {@code left == right} = either direction
 * @param right the arrow has a head on its right
 * @param quantifier of an edge; absent = exactly one
 */
public record ElementPattern(
    SqlParserPos pos,
    boolean edge,
    Filler filler,
    boolean left,
    boolean right,
    Optional<Quantifier> quantifier) {

  /**
   * What stands between the brackets.
   *
   * @param labels alternatives; none = any
   */
  public record Filler(
      Optional<SqlIdentifier> variable, List<SqlIdentifier> labels, Optional<SqlNode> where) {
    public static final Filler EMPTY = new Filler(Optional.empty(), List.of(), Optional.empty());

    public Filler {
      labels = List.copyOf(labels);
    }
  }

  /**
   * How often an edge repeats.
   *
   * @param hi -1 = no bound
   */
  public record Quantifier(int lo, int hi) {
    @Override
    public String toString() {
      return "{" + lo + "," + (hi < 0 ? "" : Integer.toString(hi)) + "}";
    }
  }

  public static ElementPattern node(SqlParserPos pos, Filler filler) {
    return new ElementPattern(pos, false, filler, false, false, Optional.empty());
  }

  public static ElementPattern edge(
      SqlParserPos pos,
      Filler filler,
      boolean left,
      boolean right,
      Optional<Quantifier> quantifier) {
    return new ElementPattern(pos, true, filler, left, right, quantifier);
  }

  ElementPattern mapped(UnaryOperator<SqlNode> rewrite) {
    Filler mapped = new Filler(filler.variable(), filler.labels(), filler.where().map(rewrite));
    return new ElementPattern(pos, edge, mapped, left, right, quantifier);
  }
}
