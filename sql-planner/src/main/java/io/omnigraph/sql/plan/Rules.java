package io.omnigraph.sql.plan;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.rules.FilterAggregateTransposeRule;
import org.apache.calcite.rel.rules.FilterJoinRule.FilterIntoJoinRule.FilterIntoJoinRuleConfig;
import org.apache.calcite.rel.rules.FilterJoinRule.JoinConditionPushRule.JoinConditionPushRuleConfig;
import org.apache.calcite.rel.rules.FilterMergeRule;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.FilterSetOpTransposeRule;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.rel.rules.ProjectRemoveRule;
import org.apache.calcite.rel.rules.ProjectToWindowRule.ProjectToLogicalProjectAndWindowRule.ProjectToLogicalProjectAndWindowRuleConfig;
import org.apache.calcite.rel.rules.ReduceExpressionsRule.FilterReduceExpressionsRule.FilterReduceExpressionsRuleConfig;
import org.apache.calcite.rel.rules.ReduceExpressionsRule.JoinReduceExpressionsRule.JoinReduceExpressionsRuleConfig;
import org.apache.calcite.rel.rules.ReduceExpressionsRule.ProjectReduceExpressionsRule.ProjectReduceExpressionsRuleConfig;
import org.apache.calcite.rel.rules.SortRemoveConstantKeysRule;
import org.apache.calcite.rel.rules.SubQueryRemoveRule;

/**
 * The stock rules we use, by the names they have in {@code CoreRules}. That class makes all of
 * Calcite's rules when it is first touched: a third of the time that planning a first query took.
 */
final class Rules {
  static final RelOptRule FILTER_SUB_QUERY_TO_CORRELATE = rule(SubQueryRemoveRule.Config.FILTER);
  static final RelOptRule PROJECT_SUB_QUERY_TO_CORRELATE = rule(SubQueryRemoveRule.Config.PROJECT);
  static final RelOptRule JOIN_SUB_QUERY_TO_CORRELATE = rule(SubQueryRemoveRule.Config.JOIN);
  static final RelOptRule FILTER_REDUCE_EXPRESSIONS =
      rule(FilterReduceExpressionsRuleConfig.DEFAULT);
  static final RelOptRule PROJECT_REDUCE_EXPRESSIONS =
      rule(ProjectReduceExpressionsRuleConfig.DEFAULT);
  static final RelOptRule JOIN_REDUCE_EXPRESSIONS = rule(JoinReduceExpressionsRuleConfig.DEFAULT);
  static final RelOptRule FILTER_INTO_JOIN = rule(FilterIntoJoinRuleConfig.DEFAULT);
  static final RelOptRule JOIN_CONDITION_PUSH = rule(JoinConditionPushRuleConfig.DEFAULT);
  static final RelOptRule FILTER_PROJECT_TRANSPOSE =
      rule(FilterProjectTransposeRule.Config.DEFAULT);
  static final RelOptRule FILTER_AGGREGATE_TRANSPOSE =
      rule(FilterAggregateTransposeRule.Config.DEFAULT);
  static final RelOptRule FILTER_SET_OP_TRANSPOSE = rule(FilterSetOpTransposeRule.Config.DEFAULT);
  static final RelOptRule FILTER_MERGE = rule(FilterMergeRule.Config.DEFAULT);
  static final RelOptRule PROJECT_MERGE = rule(ProjectMergeRule.Config.DEFAULT);
  static final RelOptRule PROJECT_REMOVE = rule(ProjectRemoveRule.Config.DEFAULT);
  static final RelOptRule SORT_REMOVE_CONSTANT_KEYS =
      rule(SortRemoveConstantKeysRule.Config.DEFAULT);
  static final RelOptRule PROJECT_TO_LOGICAL_PROJECT_AND_WINDOW =
      rule(ProjectToLogicalProjectAndWindowRuleConfig.DEFAULT);

  private Rules() {}

  private static RelOptRule rule(RelRule.Config config) {
    return config.toRule();
  }
}
