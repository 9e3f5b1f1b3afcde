package io.omnigraph.sql.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalTableFunctionScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.tools.RelBuilderFactory;
import org.apache.calcite.util.ImmutableBitSet;

/** Rules that move work into a {@link GraphMatch}. */
public final class GraphRules {
  /** All, for one collection. */
  public static final List<RelOptRule> ALL =
      List.of(
          rule(
              "MakeMatch",
              b ->
                  b.operand(LogicalTableFunctionScan.class)
                      .predicate(s -> function(s) != null)
                      .anyInputs(),
              GraphRules::makeMatch),
          rule(
              "FilterIntoMatch",
              b ->
                  b.operand(LogicalFilter.class)
                      .oneInput(m -> m.operand(GraphMatch.class).noInputs()),
              GraphRules::filterIntoMatch),
          rule(
              "CountMatch",
              b ->
                  b.operand(LogicalAggregate.class)
                      .predicate(GraphRules::countsRows)
                      .oneInput(m -> m.operand(GraphMatch.class).noInputs()),
              call -> call.transformTo(call.<GraphMatch>rel(1).count())),
          rule(
              "CountProjectedMatch",
              b ->
                  b.operand(LogicalAggregate.class)
                      .predicate(GraphRules::countsRows)
                      .oneInput(
                          p ->
                              p.operand(LogicalProject.class)
                                  .oneInput(m -> m.operand(GraphMatch.class).noInputs())),
              call -> call.transformTo(call.<GraphMatch>rel(2).count())),
          rule(
              "NeededOfMatch",
              b ->
                  b.operand(LogicalProject.class)
                      .oneInput(m -> m.operand(GraphMatch.class).noInputs()),
              GraphRules::neededOfMatch));

  private GraphRules() {}

  private static GraphMatchFunction function(LogicalTableFunctionScan scan) {
    return scan.getCall() instanceof RexCall call
            && call.getOperator() instanceof GraphMatchFunction function
        ? function
        : null;
  }

  private static void makeMatch(RelOptRuleCall call) {
    LogicalTableFunctionScan scan = call.rel(0);
    GraphMatchFunction function = function(scan);
    call.transformTo(
        new GraphMatch(
            scan.getCluster(),
            scan.getTraitSet(),
            scan.getRowType(),
            new GraphMatch.Spec(
                function.graph().schema(),
                function.pattern(),
                function.columns(),
                PathFilters.read(function, scan.getInputs()),
                List.of(),
                ImmutableBitSet.range(function.columns().size()),
                false)));
  }

  private static void filterIntoMatch(RelOptRuleCall call) {
    LogicalFilter filter = call.rel(0);
    GraphMatch match = call.rel(1);
    List<RexNode> inside = new ArrayList<>();
    List<RexNode> outside = new ArrayList<>();
    for (RexNode term : RelOptUtil.conjunctions(filter.getCondition())) {
      boolean decide = !match.spec().counted() && ElementConditions.canDecide(match.spec(), term);
      (decide ? inside : outside).add(term);
    }
    if (!inside.isEmpty()) {
      RexNode rest = RexUtil.composeConjunction(filter.getCluster().getRexBuilder(), outside);
      call.transformTo(call.builder().push(match.withFilters(inside)).filter(rest).build());
    }
  }

  private static boolean countsRows(LogicalAggregate aggregate) {
    return aggregate.getGroupCount() == 0
        && aggregate.getGroupSets().size() == 1
        && aggregate.getAggCallList().size() == 1
        && aggregate.getAggCallList().get(0).getAggregation().getKind() == SqlKind.COUNT
        && aggregate.getAggCallList().get(0).getArgList().isEmpty()
        && aggregate.getAggCallList().get(0).filterArg < 0;
  }

  private static void neededOfMatch(RelOptRuleCall call) {
    LogicalProject project = call.rel(0);
    GraphMatch match = call.rel(1);
    ImmutableBitSet read = RelOptUtil.InputFinder.bits(project.getProjects(), null);
    ImmutableBitSet needed = match.spec().needed().intersect(read);
    if (!match.spec().counted() && !needed.equals(match.spec().needed())) {
      call.transformTo(
          project.copy(
              project.getTraitSet(),
              match.withNeeded(needed),
              project.getProjects(),
              project.getRowType()));
    }
  }

  private static RelOptRule rule(
      String name, RelRule.OperandTransform operands, Consumer<RelOptRuleCall> action) {
    return new Rule(new Settings(name, operands, action));
  }

  /** A rule that is only its operands and one method. */
  private static final class Rule extends RelRule<Settings> {
    Rule(Settings settings) {
      super(settings);
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
      config.action().accept(call);
    }
  }

  private record Settings(
      String description, RelRule.OperandTransform operandSupplier, Consumer<RelOptRuleCall> action)
      implements RelRule.Config {
    @Override
    public RelOptRule toRule() {
      return new Rule(this);
    }

    @Override
    public RelBuilderFactory relBuilderFactory() {
      return RelFactories.LOGICAL_BUILDER;
    }

    @Override
    public RelRule.Config withRelBuilderFactory(RelBuilderFactory factory) {
      return this;
    }

    @Override
    public RelRule.Config withDescription(String other) {
      return this;
    }

    @Override
    public RelRule.Config withOperandSupplier(RelRule.OperandTransform transform) {
      return this;
    }
  }
}
