package io.omnigraph.sql.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.topology.Cancellation;
import io.omnigraph.sql.parser.StatementParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/** Random patterns on random graphs: the planned steps against evaluation by definition. */
class MatchRunTest {
  private static final RexBuilder REX =
      new RexBuilder(new SqlTypeFactoryImpl(RelDataTypeSystem.DEFAULT));
  private static final RelDataType BIGINT = REX.getTypeFactory().createSqlType(SqlTypeName.BIGINT);

  @Property(tries = 1_200)
  @Label("QRY-50 patterns with walks, TRAIL, ACYCLIC and SIMPLE against brute force")
  void everyPlanGivesTheMatchesOfTheDefinition(@ForAll long seed) throws SqlParseException {
    Random random = new Random(seed);
    assertAgrees(new PatternText(random).match(), new MemoryGraph(seed), random);
  }

  @Property(tries = 700)
  @Label("QRY-50 searches against brute force, from either end")
  void searchesGiveTheSameFromEitherEnd(
      @ForAll long seed, @ForAll @IntRange(max = 3) int anchors, @ForAll boolean undirected)
      throws SqlParseException {
    Random random = new Random(seed);
    String search =
        List.of("ANY", "ANY SHORTEST", "ALL SHORTEST", "SHORTEST 2", "ANY 3")
            .get(random.nextInt(5));
    boolean several = search.matches(".*\\d");
    String mode = !several && random.nextInt(4) == 0 ? " ACYCLIC" : "";
    String quantifier =
        several
            ? List.of("{2,3}", "{1,2}", "{0,3}", "").get(random.nextInt(4))
            : mode.isEmpty()
                ? List.of("{2,3}", "*", "+", "{1,2}", "").get(random.nextInt(5))
                : List.of("*", "+", "{0,2}").get(random.nextInt(3));
    String text =
        search
            + mode
            + " (a"
            + ((anchors & 1) != 0 ? " WHERE a.id = 1" : "")
            + ")-[e"
            + (random.nextBoolean() ? " IS K|L" : "")
            + (undirected ? "]-" : "]->")
            + quantifier
            + "(b"
            + ((anchors & 2) != 0 ? " WHERE b.id = 1" : "")
            + ")";
    assertAgrees(text, new MemoryGraph(seed), random);
  }

  private static void assertAgrees(String match, MemoryGraph graph, Random random)
      throws SqlParseException {
    SqlGraphTable parsed = parse(match);
    MatchPattern pattern;
    try {
      pattern =
          new PatternResolver(new GraphSource.PropertyGraph("main", "main", MemoryGraph.SCHEMA))
              .resolve(parsed.paths());
    } catch (io.omnigraph.storage.error.OmnigraphException e) {
      assertThat(e.code()).isEqualTo(io.omnigraph.storage.error.ErrorCode.TYPE_MISMATCH);
      return; // labels that exclude each other
    }
    Conditions conditions = new Conditions(parsed, pattern, MemoryGraph.SCHEMA, random);
    List<String> expected =
        new NaiveMatch(graph, (name, element) -> conditions.accepts(name, element, graph))
            .run(parsed.paths());
    MatchPlan plan = MatchPlan.of(conditions.spec());
    MatchInput input =
        new MatchInput(
            conditions.spec(),
            plan.conditions(),
            graph,
            i -> {
              throw new AssertionError("no parameters");
            },
            Cancellation.NONE,
            (filter, table) -> {
              throw new AssertionError("no general conditions");
            });
    List<String> found = new ArrayList<>();
    MatchRun run = new MatchRun(input, plan);
    while (run.next()) {
      found.add(text(input, run.bindings()));
    }
    assertThat(found.stream().sorted().toList()).as(match + "\n" + plan).isEqualTo(expected);
    assertThat(new MatchRun(input, plan).count()).as(match).isEqualTo(expected.size());
  }

  private static String text(MatchInput input, Bindings bindings) {
    MatchPattern pattern = input.pattern();
    TreeMap<String, List<String>> names = new TreeMap<>();
    for (MatchPattern.Node node : pattern.nodes()) {
      names.put(
          node.name(),
          List.of(element(input.nodes(), pattern.nodeTables(), bindings.nodes[node.number()])));
    }
    for (MatchPattern.Edge edge : pattern.edges()) {
      List<String> bound = new ArrayList<>();
      if (edge.quantifier().isEmpty()) {
        int number = bindings.edges[edge.number()];
        bound.add(element(input.edges(), pattern.edgeTables(), number));
      } else {
        Bindings.Walk walk = bindings.walks[edge.number()];
        for (int i = 0; i < walk.length; i++) {
          bound.add(element(input.edges(), pattern.edgeTables(), walk.edges[i]));
        }
      }
      names.put(edge.name(), bound);
    }
    names.keySet().removeIf(n -> n.startsWith("_"));
    return names.toString();
  }

  private static String element(NumberSpace space, List<String> tables, int number) {
    int table = space.tableOf(number);
    return tables.get(table) + (number - space.base(table));
  }

  private static SqlGraphTable parse(String match) throws SqlParseException {
    String sql = "SELECT * FROM GRAPH_TABLE (g MATCH " + match + " COLUMNS (1 AS one_))";
    return (SqlGraphTable) ((SqlSelect) StatementParser.parse(sql)).getFrom();
  }

  /** Random text of one or two path patterns over few names, so that they join. */
  private record PatternText(Random random) {
    String match() {
      String first = path(1);
      return random.nextInt(3) == 0 ? first + ", " + path(2) : first;
    }

    private String path(int number) {
      StringBuilder text = new StringBuilder();
      boolean mode = random.nextInt(3) == 0;
      if (mode) {
        text.append(List.of("TRAIL ", "ACYCLIC ", "SIMPLE ").get(random.nextInt(3)));
      }
      text.append(node());
      int edges = random.nextInt(4);
      for (int i = 0; i < edges; i++) {
        text.append(edge("e" + number + i)).append(node());
      }
      return text.toString();
    }

    private String node() {
      String name = List.of("a", "b", "c", "").get(random.nextInt(4));
      String label = List.of("", "", " IS P", " IS Q", " IS P|Q").get(random.nextInt(5));
      String where = "";
      if (!name.isEmpty() && random.nextInt(3) == 0) {
        where = " WHERE " + name + (random.nextBoolean() ? ".id" : ".v") + " = 1";
      }
      return "(" + name + label + where + ")";
    }

    private String edge(String name) {
      String label = List.of("", " IS K", " IS K", " IS L", " IS M|K").get(random.nextInt(5));
      String where = random.nextInt(4) == 0 ? " WHERE " + name + ".w < 2" : "";
      String quantifier = List.of("", "", "", "{0,2}", "{2}", "{1,2}", "?").get(random.nextInt(7));
      String[] arrows = {"-[", "]->", "<-[", "]-", "-[", "]-", "<-[", "]->"};
      int arrow = 2 * random.nextInt(4);
      return arrows[arrow] + name + label + where + arrows[arrow + 1] + quantifier;
    }
  }

  /** Gives each WHERE in the text a meaning: for ids a random key, else a bound on a number. */
  private static final class Conditions {
    private final MatchPattern pattern;
    private final List<MatchColumn> columns = new ArrayList<>();
    private final List<RexNode> filters = new ArrayList<>();
    private final List<GraphMatch.PathFilter> pathFilters = new ArrayList<>();
    private final TreeMap<String, Long> keys = new TreeMap<>();
    private final TreeMap<String, Long> values = new TreeMap<>();
    private final GraphSchema schema;

    Conditions(SqlGraphTable parsed, MatchPattern pattern, GraphSchema schema, Random random) {
      this.pattern = pattern;
      this.schema = schema;
      int edge = 0;
      for (PathPattern path : parsed.paths()) {
        for (ElementPattern element : path.elements()) {
          if (element.filler().where().isPresent()) {
            add(element, path, edge, random);
          }
          edge += element.edge() ? 1 : 0;
        }
      }
    }

    private void add(ElementPattern element, PathPattern path, int edge, Random random) {
      String name = element.filler().variable().orElseThrow().getSimple();
      if (!element.edge()) {
        boolean key = element.filler().where().get().toString().contains("id");
        long value =
            (key ? keys : values)
                .computeIfAbsent(name, n -> (long) random.nextInt(3) + (key ? 100 : 0));
        addNode(name, key ? "id" : "v", value);
      } else if (element.quantifier().isPresent() || path.search() != PathSearch.EVERY) {
        pattern.edges().get(edge).arcs().stream()
            .map(MatchPattern.Arc::edgeTable)
            .distinct()
            .forEach(t -> pathFilters.add(new GraphMatch.PathFilter(edge, t, less(2))));
      } else {
        columns.add(new MatchColumn.EdgeProperty(edge, name + ".w", "w"));
        filters.add(less(columns.size() - 1));
      }
    }

    private void addNode(String name, String property, long value) {
      int node =
          pattern.nodes().stream().filter(n -> n.name().equals(name)).findFirst().get().number();
      columns.add(new MatchColumn.NodeProperty(node, name + "." + property, property));
      filters.add(compare(SqlKind.EQUALS, REX.makeInputRef(BIGINT, columns.size() - 1), value));
    }

    private static RexNode less(int field) {
      return compare(SqlKind.LESS_THAN, REX.makeInputRef(BIGINT, field), 2);
    }

    private static RexNode compare(SqlKind kind, RexNode left, long value) {
      return REX.makeCall(
          kind == SqlKind.EQUALS ? SqlStdOperatorTable.EQUALS : SqlStdOperatorTable.LESS_THAN,
          left,
          REX.makeExactLiteral(java.math.BigDecimal.valueOf(value), BIGINT));
    }

    GraphMatch.Spec spec() {
      return new GraphMatch.Spec(
          schema, pattern, columns, pathFilters, filters, ImmutableBitSet.of(), false);
    }

    boolean accepts(String name, NaiveMatch.Element element, MemoryGraph graph) {
      if (name.startsWith("e")) {
        return graph.number(element.table(), "w", element.row()) < 2;
      }
      boolean key =
          !keys.containsKey(name)
              || graph.number(element.table(), "id", element.row()) == keys.get(name);
      return key
          && (!values.containsKey(name)
              || graph.number(element.table(), "v", element.row()) == values.get(name));
    }
  }
}
