package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.GraphSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * The matches of a pattern, or their number: a leaf, as a table scan is one. Conditions on one
 * element move into it, so that the match can begin where they are sharpest.
 */
public final class GraphMatch extends AbstractRelNode {
  private final Spec spec;
  private final RelDataType columnsType;
  private MatchPlan plan;

  /**
   * What to match and what to give.
   *
   * @param pathFilters conditions on edges that decide which paths there are
   * @param filters conditions on single elements, over {@code columns}
   * @param needed columns that somebody reads; the others come out NULL
   * @param counted gives one row, the number of matches, instead of the matches
   */
  record Spec(
      GraphSchema schema,
      MatchPattern pattern,
      List<MatchColumn> columns,
      List<PathFilter> pathFilters,
      List<RexNode> filters,
      ImmutableBitSet needed,
      boolean counted) {
    Spec {
      columns = List.copyOf(columns);
      pathFilters = List.copyOf(pathFilters);
      filters = List.copyOf(filters);
    }
  }

  /** Edges of one type that a variable may take: a condition over the columns of its table. */
  record PathFilter(int edge, int edgeTable, RexNode condition) {}

  GraphMatch(RelOptCluster cluster, RelTraitSet traits, RelDataType columnsType, Spec spec) {
    super(cluster, traits);
    this.columnsType = columnsType;
    this.spec = spec;
  }

  Spec spec() {
    return spec;
  }

  /** Type of {@code spec().columns()}, also when the match is only counted. */
  RelDataType columnsType() {
    return columnsType;
  }

  /** The steps in which it will run. */
  MatchPlan plan() {
    if (plan == null) {
      plan = MatchPlan.of(spec);
    }
    return plan;
  }

  GraphMatch withFilters(List<RexNode> more) {
    List<RexNode> all = new ArrayList<>(spec.filters());
    all.addAll(more);
    return with(
        new Spec(
            spec.schema(),
            spec.pattern(),
            spec.columns(),
            spec.pathFilters(),
            all,
            spec.needed(),
            spec.counted()));
  }

  GraphMatch withNeeded(ImmutableBitSet needed) {
    return with(
        new Spec(
            spec.schema(),
            spec.pattern(),
            spec.columns(),
            spec.pathFilters(),
            spec.filters(),
            needed,
            spec.counted()));
  }

  GraphMatch count() {
    return with(
        new Spec(
            spec.schema(),
            spec.pattern(),
            spec.columns(),
            spec.pathFilters(),
            spec.filters(),
            ImmutableBitSet.of(),
            true));
  }

  private GraphMatch with(Spec other) {
    return new GraphMatch(getCluster(), traitSet, columnsType, other);
  }

  @Override
  protected RelDataType deriveRowType() {
    return spec.counted()
        ? getCluster().getTypeFactory().builder().add("$count", SqlTypeName.BIGINT).build()
        : columnsType;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new GraphMatch(getCluster(), traits, columnsType, spec);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    writer.item("match", spec.pattern().toString());
    writer.item("steps", plan().toString());
    writer.itemIf("filters", spec.filters(), !spec.filters().isEmpty());
    writer.itemIf("paths where", spec.pathFilters(), !spec.pathFilters().isEmpty());
    writer.itemIf("gives", "count", spec.counted());
    writer.itemIf("gives", labels(), !spec.counted());
    return writer;
  }

  private List<String> labels() {
    return spec.needed().toList().stream().map(i -> spec.columns().get(i).label()).toList();
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return spec.counted() ? 1 : plan().estimatedRows();
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    double rows = plan().estimatedRows();
    return planner.getCostFactory().makeCost(rows, rows, 0);
  }
}
