package io.omnigraph.sql.plan;

import io.omnigraph.sql.catalog.CalciteTypes;
import io.omnigraph.sql.catalog.Catalog;
import io.omnigraph.sql.catalog.Exposure;
import io.omnigraph.sql.catalog.TypeSystem;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCostImpl;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql2rel.RelDecorrelator;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.apache.calcite.tools.RelBuilder;

/**
 * Plans queries:
 *
 * <ol>
 *   <li>validate, with the rewrites of extensions;
 *   <li>convert to a logical tree;
 *   <li>sub-queries to joins;
 *   <li>rules: fold constants, push filters, merge projections, extensions' own;
 *   <li>leave out columns that nobody reads;
 *   <li>order joins;
 *   <li>compile to operators.
 * </ol>
 *
 * <p>Nothing in it searches a space without a bound. Thread-safe.
 */
public final class QueryPlanner {
  private static final long DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int IN_LIST_TO_JOIN = 1_000_000;

  private static final HepProgram SUB_QUERIES =
      program(
          HepMatchOrder.TOP_DOWN,
          List.of(
              Rules.FILTER_SUB_QUERY_TO_CORRELATE,
              Rules.PROJECT_SUB_QUERY_TO_CORRELATE,
              Rules.JOIN_SUB_QUERY_TO_CORRELATE));
  private static final List<RelOptRule> LOGICAL =
      List.of(
          Rules.FILTER_REDUCE_EXPRESSIONS,
          Rules.PROJECT_REDUCE_EXPRESSIONS,
          Rules.JOIN_REDUCE_EXPRESSIONS,
          Rules.FILTER_INTO_JOIN,
          Rules.JOIN_CONDITION_PUSH,
          Rules.FILTER_PROJECT_TRANSPOSE,
          Rules.FILTER_AGGREGATE_TRANSPOSE,
          Rules.FILTER_SET_OP_TRANSPOSE,
          Rules.FILTER_MERGE,
          Rules.PROJECT_MERGE,
          Rules.PROJECT_REMOVE,
          Rules.SORT_REMOVE_CONSTANT_KEYS);
  private static final HepProgram CLEAN =
      program(
          HepMatchOrder.BOTTOM_UP,
          List.of(
              Rules.FILTER_MERGE,
              Rules.PROJECT_MERGE,
              Rules.PROJECT_REMOVE,
              Rules.PROJECT_TO_LOGICAL_PROJECT_AND_WINDOW));

  private final List<PlannerExtension> extensions;
  private final SqlOperatorTable operators;
  private final HepProgram logical;
  private final TypeSystem.Factory types = new TypeSystem.Factory();

  public QueryPlanner(List<PlannerExtension> extensions) {
    this.extensions = List.copyOf(extensions);
    List<SqlOperator> own = extensions.stream().flatMap(e -> e.operators().stream()).toList();
    this.operators =
        SqlOperatorTables.chain(
            SqlOperatorTables.of(own),
            TimeFunction.inStandard(),
            SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
                EnumSet.of(SqlLibrary.POSTGRESQL)));
    List<RelOptRule> rules = new ArrayList<>(LOGICAL);
    extensions.forEach(e -> rules.addAll(e.rules()));
    this.logical = program(HepMatchOrder.BOTTOM_UP, rules);
  }

  private static HepProgram program(HepMatchOrder order, List<RelOptRule> rules) {
    return new HepProgramBuilder().addMatchOrder(order).addRuleCollection(rules).build();
  }

  public TypeSystem.Factory types() {
    return types;
  }

  /**
   * @param query freshly parsed: validation changes it
   * @param parameters types of parameters where the text alone does not say
   * @throws UntypedParameters when it fails and some parameter's type was guessed
   */
  public QueryPlan plan(
      SqlNode query,
      Catalog catalog,
      PlanningScope scope,
      Exposure exposure,
      ParameterTypes parameters) {
    Map<Integer, RelDataType> given = new HashMap<>();
    parameters.all().forEach((index, type) -> given.put(index, CalciteTypes.of(type, true, types)));
    MarkerTyping markers = new MarkerTyping(given, parameters.known().keySet(), types);
    try {
      return planned(query, catalog, scope, exposure, markers);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      OmnigraphException error = SqlErrors.of(e, scope);
      if (markers.suspects().isEmpty()) {
        throw error;
      }
      throw new UntypedParameters(markers.suspects(), error);
    }
  }

  private QueryPlan planned(
      SqlNode query,
      Catalog catalog,
      PlanningScope scope,
      Exposure exposure,
      MarkerTyping markers) {
    CalciteCatalogReader reader = catalog.reader(types);
    StatementValidator validator =
        new StatementValidator(
            operators, reader, types, extensions, noted(scope, catalog), markers, exposure);
    int parameterCount = parameterCount(query);
    SqlNode validated = validator.validate(query);
    List<VectorType> parameters = parameters(validated, validator, parameterCount);
    List<List<String>> origins = validator.getFieldOrigins(validated);

    VolcanoPlanner holder = new VolcanoPlanner();
    holder.addRelTraitDef(ConventionTraitDef.INSTANCE);
    holder.addRelTraitDef(RelCollationTraitDef.INSTANCE);
    holder.setExecutor(new ConstantFolder());
    RelOptCluster cluster = RelOptCluster.create(holder, new RexBuilder(types));
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (row, text, path, view) -> null,
            validator,
            reader,
            cluster,
            StandardConvertletTable.INSTANCE,
            SqlToRelConverter.config()
                .withExpand(false)
                .withInSubQueryThreshold(IN_LIST_TO_JOIN)
                .withTrimUnusedFields(false));
    RelRoot root = converter.convertQuery(validated, false, true);
    RelNode tree = optimize(root.project());
    PlanNode node = new RelCompiler(extensions, cluster.getRexBuilder()).compile(tree);
    List<SqlColumn> columns = new ResultColumns(scope).of(root.validatedRowType, root, origins);
    return new QueryPlan(
        node, columns, parameters, catalog.schemaHashes(), markers.guessed(), markers.known());
  }

  /** The scope whose views the plan will depend on. */
  private static PlanningScope noted(PlanningScope scope, Catalog catalog) {
    return new PlanningScope(scope.graphName(), scope.branch(), catalog::view);
  }

  /** Types by index; rewrites may have doubled a marker, or dropped it: then it is a text. */
  private static List<VectorType> parameters(
      SqlNode validated, StatementValidator validator, int count) {
    List<VectorType> types = new ArrayList<>(Collections.nCopies(count, VectorType.VARCHAR));
    validated.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlDynamicParam parameter) {
            RelDataType type = validator.getValidatedNodeTypeIfKnown(parameter);
            if (type != null) {
              types.set(parameter.getIndex(), CalciteTypes.vector(type));
            }
            return null;
          }
        });
    return types;
  }

  private static int parameterCount(SqlNode query) {
    int[] most = {0};
    query.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlDynamicParam parameter) {
            most[0] = Math.max(most[0], parameter.getIndex() + 1);
            return null;
          }
        });
    return most[0];
  }

  private RelNode optimize(RelNode tree) {
    RelNode rel = hep(tree, SUB_QUERIES);
    rel = RelDecorrelator.decorrelateQuery(rel, builder(rel));
    rel = hep(rel, logical);
    rel = new RelFieldTrimmer(null, builder(rel)).trim(rel);
    rel = rel.accept(new JoinOrder(System.nanoTime() + DEADLINE_NANOS));
    return hep(rel, CLEAN);
  }

  private static RelBuilder builder(RelNode rel) {
    return RelFactories.LOGICAL_BUILDER.create(rel.getCluster(), null);
  }

  private static RelNode hep(RelNode rel, HepProgram program) {
    HepPlanner planner = new HepPlanner(program, null, true, null, RelOptCostImpl.FACTORY);
    planner.setRoot(rel);
    return planner.findBestExp();
  }
}
