package io.omnigraph.sql.plan;

import io.omnigraph.sql.catalog.CalciteTypes;
import io.omnigraph.sql.catalog.GraphTable;
import io.omnigraph.sql.catalog.SystemTable;
import io.omnigraph.sql.exec.AggregateCall;
import io.omnigraph.sql.exec.AggregateNode;
import io.omnigraph.sql.exec.CorrelateNode;
import io.omnigraph.sql.exec.FilterNode;
import io.omnigraph.sql.exec.FilterSource;
import io.omnigraph.sql.exec.JoinNode;
import io.omnigraph.sql.exec.JoinedRows;
import io.omnigraph.sql.exec.KeyLookupNode;
import io.omnigraph.sql.exec.LimitNode;
import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.exec.ProjectNode;
import io.omnigraph.sql.exec.RecursionNode;
import io.omnigraph.sql.exec.ScanNode;
import io.omnigraph.sql.exec.SetOperationNode;
import io.omnigraph.sql.exec.SortKey;
import io.omnigraph.sql.exec.SortNode;
import io.omnigraph.sql.exec.SystemTableNode;
import io.omnigraph.sql.exec.TableColumn;
import io.omnigraph.sql.exec.UnionNode;
import io.omnigraph.sql.exec.ValuesNode;
import io.omnigraph.sql.exec.WorkingTableNode;
import io.omnigraph.sql.kernel.Casts;
import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.kernel.Kernel;
import io.omnigraph.sql.kernel.Leaves;
import io.omnigraph.sql.kernel.Logic;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.TableSpool;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.TransientTable;
import org.apache.calcite.util.ImmutableBitSet;

/** Turns a finished logical tree into operators. One use. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
public final class RelCompiler {
  /** What SQL calls the nodes that have no operator. */
  private static final Map<String, String> NAMES =
      Map.of(
          "Sample", "TABLESAMPLE",
          "Uncollect", "UNNEST",
          "Collect", "ARRAY or MULTISET of a query",
          "LogicalMatch", "MATCH_RECOGNIZE",
          "LogicalRepeatUnion", "WITH RECURSIVE",
          "LogicalTableFunctionScan", "A table function in FROM");

  private final List<PlannerExtension> extensions;
  private final RexBuilder rex;

  RelCompiler(List<PlannerExtension> extensions, RexBuilder rex) {
    this.extensions = extensions;
    this.rex = rex;
  }

  public RexBuilder rexBuilder() {
    return rex;
  }

  /** Column types of a logical node. */
  public static List<VectorType> types(RelNode rel) {
    return types(rel.getRowType());
  }

  static List<VectorType> types(RelDataType row) {
    return row.getFieldList().stream().map(f -> CalciteTypes.vector(f.getType())).toList();
  }

  /** A compiler of expressions over the columns of a logical node. */
  public RexCompiler expressions(RelNode input) {
    return new RexCompiler(rex, types(input));
  }

  public PlanNode compile(RelNode rel) {
    for (PlannerExtension extension : extensions) {
      Optional<PlanNode> node = extension.compile(rel, this);
      if (node.isPresent()) {
        return node.get();
      }
    }
    if (rel instanceof TableScan scan) {
      return scan(scan);
    }
    if (rel instanceof Project project) {
      return project(project);
    }
    if (rel instanceof Filter filter) {
      return filter(filter);
    }
    if (rel instanceof Join join) {
      return join(join);
    }
    if (rel instanceof Aggregate aggregate) {
      return aggregate(aggregate);
    }
    if (rel instanceof Sort sort) {
      return sort(sort);
    }
    if (rel instanceof Values values) {
      return values(values);
    }
    if (rel instanceof SetOp set) {
      return setOp(set);
    }
    if (rel instanceof RepeatUnion recursion) {
      return recursion(recursion);
    }
    if (rel instanceof TableSpool spool) { // keeps what a round gave: the operator does that
      return compile(spool.getInput());
    }
    if (rel instanceof Correlate correlate) {
      return correlate(correlate);
    }
    if (rel instanceof Window window) {
      return new WindowCompiler(this).compile(window);
    }
    String type = rel.getRelTypeName();
    throw new OmnigraphException(ErrorCode.UNSUPPORTED, NAMES.getOrDefault(type, type), "");
  }

  private PlanNode scan(TableScan scan) {
    GraphTable table = scan.getTable().unwrap(GraphTable.class);
    if (table != null) {
      return new ScanNode(table.binding(), table.columns(), null, -1);
    }
    SystemTable system = scan.getTable().unwrap(SystemTable.class);
    if (system != null) {
      return new SystemTableNode(
          system.name(),
          system.columns().stream().map(SystemTable.Column::type).toList(),
          system::rows);
    }
    if (scan.getTable().unwrap(TransientTable.class) != null) {
      return new WorkingTableNode(name(scan.getTable()), types(scan));
    }
    throw new OmnigraphException(
        ErrorCode.UNSUPPORTED, "Reading " + scan.getTable().getQualifiedName(), "");
  }

  private PlanNode project(Project project) {
    if (project.containsOver()) {
      throw new OmnigraphException(ErrorCode.UNSUPPORTED, "OVER in this place", "");
    }
    PlanNode input = compile(project.getInput());
    return project(input, project);
  }

  private PlanNode project(PlanNode input, Project project) {
    RexCompiler expressions = expressions(project.getInput());
    int[] refs = new int[project.getProjects().size()];
    List<Kernel> kernels = new ArrayList<>();
    boolean onlyRefs = true;
    for (int i = 0; i < refs.length; i++) {
      RexNode expression = project.getProjects().get(i);
      boolean ref = expression instanceof RexInputRef;
      onlyRefs &= ref;
      refs[i] = ref ? ((RexInputRef) expression).getIndex() : -1;
      kernels.add(ref ? null : expressions.compile(expression));
    }
    if (onlyRefs && input instanceof ScanNode scan) {
      List<TableColumn> columns = Arrays.stream(refs).mapToObj(r -> scan.columns().get(r)).toList();
      return new ScanNode(scan.table(), columns, scan.filter(), scan.limit());
    }
    if (onlyRefs && input instanceof KeyLookupNode lookup) {
      List<TableColumn> columns =
          Arrays.stream(refs).mapToObj(r -> lookup.columns().get(r)).toList();
      return new KeyLookupNode(
          lookup.table(), columns, lookup.keys(), lookup.layouts(), lookup.text());
    }
    String text = RelOptUtil.toString(project).lines().findFirst().orElse("");
    text =
        text.substring(text.indexOf('(') + 1, Math.max(text.indexOf('(') + 1, text.length() - 1));
    return new ProjectNode(input, refs, kernels, types(project), text);
  }

  private PlanNode filter(Filter filter) {
    PlanNode input = compile(filter.getInput());
    List<RexNode> conjuncts = RelOptUtil.conjunctions(filter.getCondition());
    if (input instanceof ScanNode scan && scan.limit() < 0) {
      return filter(scan, filter, conjuncts);
    }
    return filter(input, filter.getInput(), conjuncts);
  }

  private PlanNode filter(ScanNode scan, Filter filter, List<RexNode> conjuncts) {
    List<RexNode> expanded = new ArrayList<>();
    conjuncts.forEach(c -> expanded.addAll(expand(c)));
    FilterPushdown pushdown = new FilterPushdown(scan.columns());
    if (scan.filter() == null) {
      List<RexNode> rest = new ArrayList<>(expanded);
      Optional<PlanNode> lookup = new KeyLookups(tableOf(filter)).find(scan, pushdown, rest);
      if (lookup.isPresent()) {
        return filter(lookup.get(), filter.getInput(), rest);
      }
      Optional<PlanNode> edges = new JoinedRowsFinder(tableOf(filter)).edges(scan, pushdown, rest);
      if (edges.isPresent()) {
        return filter(edges.get(), filter.getInput(), rest);
      }
    }
    List<FilterSource> pushed = new ArrayList<>();
    List<RexNode> rest = new ArrayList<>();
    for (RexNode conjunct : expanded) {
      pushdown.filter(conjunct).ifPresentOrElse(pushed::add, () -> rest.add(conjunct));
    }
    if (scan.filter() != null) {
      pushed.add(scan.filter());
    }
    FilterSource source =
        pushed.isEmpty()
            ? null
            : pushed.size() == 1
                ? pushed.get(0)
                : FilterSource.of(
                    String.join(" AND ", pushed.stream().map(FilterSource::text).toList()),
                    e -> new RowFilter.And(pushed.stream().map(p -> p.bind(e)).toList()));
    return filter(new ScanNode(scan.table(), scan.columns(), source, -1), filter.getInput(), rest);
  }

  private List<RexNode> expand(RexNode conjunct) {
    return RelOptUtil.conjunctions(
        org.apache.calcite.rex.RexUtil.expandSearch(rex, null, conjunct));
  }

  private static GraphTable tableOf(RelNode rel) {
    RelNode node = rel;
    while (!(node instanceof TableScan)) {
      node = node.getInput(0);
    }
    return node.getTable().unwrap(GraphTable.class);
  }

  private PlanNode filter(PlanNode input, RelNode logical, List<RexNode> conjuncts) {
    if (conjuncts.isEmpty()) {
      return input;
    }
    RexCompiler expressions = expressions(logical);
    List<Kernel> kernels = conjuncts.stream().map(expressions::compile).toList();
    String text = String.join(" AND ", conjuncts.stream().map(RexNode::toString).toList());
    return new FilterNode(input, kernels.size() == 1 ? kernels.get(0) : Logic.and(kernels), text);
  }

  private PlanNode join(Join join) {
    List<Integer> leftKeys = new ArrayList<>();
    List<Integer> rightKeys = new ArrayList<>();
    List<Boolean> filterNulls = new ArrayList<>();
    RexNode residual =
        RelOptUtil.splitJoinCondition(
            join.getLeft(), join.getRight(), join.getCondition(), leftKeys, rightKeys, filterNulls);
    KeySide left = new KeySide(compile(join.getLeft()), types(join.getLeft()));
    KeySide right = new KeySide(compile(join.getRight()), types(join.getRight()));
    for (int i = 0; i < leftKeys.size(); i++) {
      VectorType common =
          RexCompiler.common(left.types.get(leftKeys.get(i)), right.types.get(rightKeys.get(i)));
      leftKeys.set(i, left.key(leftKeys.get(i), common));
      rightKeys.set(i, right.key(rightKeys.get(i), common));
    }
    boolean[] nullSafe = new boolean[filterNulls.size()];
    for (int i = 0; i < nullSafe.length; i++) {
      nullSafe[i] = !filterNulls.get(i);
    }
    JoinNode.Kind kind = kind(join.getJoinType());
    boolean leftOnly = kind == JoinNode.Kind.SEMI || kind == JoinNode.Kind.ANTI;
    List<VectorType> both = new ArrayList<>(types(join.getLeft()));
    both.addAll(types(join.getRight()));
    Kernel condition = null;
    if (!residual.isAlwaysTrue()) {
      condition = new RexCompiler(rex, both).compile(residual);
    }
    JoinNode.Keys keys =
        new JoinNode.Keys(
            leftKeys.stream().mapToInt(Integer::intValue).toArray(),
            rightKeys.stream().mapToInt(Integer::intValue).toArray(),
            nullSafe,
            left.casts(),
            right.casts());
    return new JoinNode(
        left.input,
        right.input,
        kind,
        keys,
        condition,
        joinedRows(left, join.getLeft(), leftKeys, right, rightKeys),
        joinedRows(right, join.getRight(), rightKeys, left, leftKeys),
        join.getCondition().toString(),
        leftOnly ? types(join.getLeft()) : both);
  }

  /** By each key: how rows of one side are found by values of the other; null = by none. */
  private static List<JoinedRows> joinedRows(
      KeySide side, RelNode rel, List<Integer> keys, KeySide other, List<Integer> otherKeys) {
    List<JoinedRows> found = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      boolean alike =
          side.input instanceof ScanNode
              && keys.get(i) >= 0
              && otherKeys.get(i) >= 0
              && side.types.get(keys.get(i)).layout() == other.types.get(otherKeys.get(i)).layout();
      found.add(
          alike
              ? new JoinedRowsFinder(tableOf(rel)).find(side.input, keys.get(i)).orElse(null)
              : null);
    }
    return found;
  }

  /** One side of a join: keys whose type differs from the other side's are computed. */
  private static final class KeySide {
    private final PlanNode input;
    private final List<VectorType> types;
    private final List<Kernel> casts = new ArrayList<>();

    KeySide(PlanNode input, List<VectorType> types) {
      this.input = input;
      this.types = types;
    }

    /** The key's column, or -1 - i for the i-th computed one. */
    int key(int column, VectorType common) {
      VectorType own = types.get(column);
      if (own.layout() == common.layout()
          && own.scale() == common.scale()
          && own.isDecimal() == common.isDecimal()
          && (own.sqlType() == common.sqlType()
              || own.layout() != io.omnigraph.storage.column.ColumnType.Layout.LONG)) {
        return column;
      }
      casts.add(Casts.of(Leaves.input(column), own, common));
      return -casts.size();
    }

    List<Kernel> casts() {
      return casts;
    }
  }

  private static JoinNode.Kind kind(JoinRelType type) {
    return switch (type) {
      case INNER -> JoinNode.Kind.INNER;
      case LEFT -> JoinNode.Kind.LEFT;
      case RIGHT -> JoinNode.Kind.RIGHT;
      case FULL -> JoinNode.Kind.FULL;
      case SEMI -> JoinNode.Kind.SEMI;
      case ANTI -> JoinNode.Kind.ANTI;
      default -> throw new OmnigraphException(ErrorCode.UNSUPPORTED, type + " JOIN", "");
    };
  }

  private PlanNode correlate(Correlate correlate) {
    return new CorrelateNode(
        compile(correlate.getLeft()),
        compile(correlate.getRight()),
        correlate.getCorrelationId().getId(),
        kind(correlate.getJoinType()),
        types(correlate));
  }

  private PlanNode aggregate(Aggregate aggregate) {
    List<Integer> keys = aggregate.getGroupSet().asList();
    List<List<Integer>> sets = new ArrayList<>();
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      sets.add(set.asList().stream().map(keys::indexOf).toList());
    }
    List<VectorType> input = types(aggregate.getInput());
    List<AggregateCall> calls = new ArrayList<>();
    PlanNode source = compile(aggregate.getInput());
    List<VectorType> types = types(aggregate);
    for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
      calls.add(call(aggregate.getAggCallList().get(i), input, types.get(keys.size() + i)));
    }
    return new AggregateNode(source, keys, sets, calls, types);
  }

  private static AggregateCall call(
      org.apache.calcite.rel.core.AggregateCall call, List<VectorType> input, VectorType type) {
    String function = call.getAggregation().getName().toUpperCase(java.util.Locale.ROOT);
    boolean grouping = function.equals("GROUPING") || function.equals("GROUPING_ID");
    if (function.equals("LITERAL_AGG")) {
      RexLiteral literal = (RexLiteral) call.rexList.get(0);
      return AggregateCall.literal(RexCompiler.boxed(literal, type), type);
    }
    if (!grouping && !AggregateCall.isKnown(function)) {
      throw new OmnigraphException(ErrorCode.UNSUPPORTED, "Aggregate function " + function, "");
    }
    List<Integer> args = new ArrayList<>(call.getArgList());
    List<SortKey> order = new ArrayList<>();
    for (RelFieldCollation collation : call.getCollation().getFieldCollations()) {
      order.add(sortKey(collation, args.size()));
      args.add(collation.getFieldIndex());
    }
    return new AggregateCall(
        function,
        args,
        call.getArgList().size(),
        args.stream().map(input::get).toList(),
        call.isDistinct() && !function.equals("MIN") && !function.equals("MAX"),
        call.filterArg,
        order,
        type,
        null);
  }

  static SortKey sortKey(RelFieldCollation collation, int column) {
    boolean descending = collation.getDirection().isDescending();
    boolean nullsFirst =
        switch (collation.nullDirection) {
          case FIRST -> true;
          case LAST -> false;
          case UNSPECIFIED -> !descending; // NULL is low
        };
    return new SortKey(column, descending, nullsFirst);
  }

  private PlanNode sort(Sort sort) {
    PlanNode input = compile(sort.getInput());
    List<SortKey> keys =
        sort.getCollation().getFieldCollations().stream()
            .map(c -> sortKey(c, c.getFieldIndex()))
            .toList();
    Function<Evaluation, Object> offset = bound(sort.offset);
    Function<Evaluation, Object> fetch = bound(sort.fetch);
    if (!keys.isEmpty()) {
      input = new SortNode(input, keys, sort.fetch == null ? null : LimitNode.most(offset, fetch));
    } else if (input instanceof ScanNode scan && scan.limit() < 0) {
      long literal = literalBound(sort);
      input = new ScanNode(scan.table(), scan.columns(), scan.filter(), literal);
    }
    if (sort.offset == null && sort.fetch == null) {
      return input;
    }
    String text =
        (sort.offset == null ? "" : "offset=" + sort.offset + (sort.fetch == null ? "" : ", "))
            + (sort.fetch == null ? "" : "fetch=" + sort.fetch);
    return new LimitNode(input, offset, fetch, text);
  }

  /** OFFSET + FETCH when both are literals, else -1. */
  private static long literalBound(Sort sort) {
    if (!(sort.fetch instanceof RexLiteral fetch)
        || sort.offset != null && !(sort.offset instanceof RexLiteral)) {
      return -1;
    }
    long rows = fetch.getValueAs(Long.class);
    return sort.offset == null ? rows : rows + ((RexLiteral) sort.offset).getValueAs(Long.class);
  }

  private static Function<Evaluation, Object> bound(RexNode node) {
    if (node == null) {
      return null;
    }
    if (node instanceof RexLiteral literal) {
      Long value = literal.getValueAs(Long.class);
      return e -> value;
    }
    if (node instanceof RexDynamicParam parameter) {
      return e -> e.parameter(parameter.getIndex());
    }
    throw new OmnigraphException(ErrorCode.UNSUPPORTED, "LIMIT " + node, "");
  }

  private PlanNode values(Values values) {
    List<VectorType> types = types(values);
    Column[] columns = new Column[types.size()];
    int rows = values.getTuples().size();
    for (int c = 0; c < columns.length; c++) {
      ColumnBuilder builder = ColumnBuilder.of(types.get(c).layout(), rows);
      for (List<RexLiteral> row : values.getTuples()) {
        builder.appendBoxed(RexCompiler.boxed(row.get(c), types.get(c)));
      }
      columns[c] = builder.build();
    }
    return new ValuesNode(new ColumnBatch(columns, 0, rows, null), types);
  }

  private PlanNode setOp(SetOp set) {
    List<VectorType> types = types(set);
    List<PlanNode> inputs = new ArrayList<>();
    for (RelNode input : set.getInputs()) {
      inputs.add(converted(compile(input), types(input), types));
    }
    if (set instanceof Union) {
      PlanNode union = new UnionNode(inputs, types);
      List<Integer> all = java.util.stream.IntStream.range(0, types.size()).boxed().toList();
      return set.all ? union : new AggregateNode(union, all, List.of(all), List.of(), types);
    }
    if (!(set instanceof Intersect) && !(set instanceof Minus)) {
      throw new OmnigraphException(ErrorCode.UNSUPPORTED, set.getRelTypeName(), "");
    }
    PlanNode result = inputs.get(0);
    for (PlanNode next : inputs.subList(1, inputs.size())) {
      result = new SetOperationNode(result, next, set instanceof Intersect, set.all, types);
    }
    return result;
  }

  private PlanNode recursion(RepeatUnion recursion) {
    List<VectorType> types = types(recursion);
    RelNode seed = recursion.getSeedRel();
    RelNode step = recursion.getIterativeRel();
    return new RecursionNode(
        converted(compile(seed), types(seed), types),
        converted(compile(step), types(step), types),
        name(recursion.getTransientTable()),
        recursion.all,
        types);
  }

  private static String name(RelOptTable table) {
    return String.join(".", table.getQualifiedName());
  }

  /** The node with its columns in the form of {@code to}. */
  private static PlanNode converted(PlanNode node, List<VectorType> from, List<VectorType> to) {
    List<Kernel> kernels = new ArrayList<>();
    int[] refs = new int[to.size()];
    boolean same = true;
    for (int i = 0; i < refs.length; i++) {
      VectorType f = from.get(i);
      VectorType t = to.get(i);
      boolean fits =
          f.layout() == t.layout() && f.scale() == t.scale() && f.isDecimal() == t.isDecimal();
      refs[i] = i;
      kernels.add(fits ? null : Casts.of(Leaves.input(i), f, t));
      same &= fits;
    }
    return same ? node : new ProjectNode(node, refs, kernels, to, "casts");
  }
}
