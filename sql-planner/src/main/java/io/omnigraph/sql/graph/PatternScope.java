package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.sql.graph.MatchPattern.Edge;
import io.omnigraph.sql.graph.MatchPattern.Node;
import io.omnigraph.sql.graph.MatchPattern.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;

/** The names a pattern declares: turns what is said about them into columns of the match. */
final class PatternScope {
  private final MatchPattern pattern;
  private final GraphSchema schema;
  private final String alias;
  private final Map<MatchColumn, Optional<Property>> columns = new LinkedHashMap<>();

  PatternScope(MatchPattern pattern, GraphSchema schema, String alias) {
    this.pattern = pattern;
    this.schema = schema;
    this.alias = alias;
  }

  String alias() {
    return alias;
  }

  /** Columns of the match in order of first use, with the property each is of or aggregates. */
  Map<MatchColumn, Optional<Property>> columns() {
    return columns;
  }

  SqlNode rewrite(SqlNode expression) {
    SqlNode rewritten = expression.accept(new Names());
    if (rewritten == null) {
      throw new IllegalStateException("no expression left of " + expression);
    }
    return rewritten;
  }

  /** The property's name as the schema writes it. */
  String storedName(SqlIdentifier reference) {
    return property(reference).map(Property::name).orElse(reference.names.get(1));
  }

  private Optional<Property> property(SqlIdentifier reference) {
    return tables(reference.names.get(0)).stream()
        .map(t -> find(t, reference.names.get(1)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private List<String> tables(String variable) {
    Optional<Node> node = node(variable);
    if (node.isPresent()) {
      return node.get().tables().stream().map(pattern.nodeTables()::get).toList();
    }
    return edge(variable).map(Edge::arcs).orElse(List.of()).stream()
        .map(MatchPattern.Arc::edgeTable)
        .distinct()
        .map(pattern.edgeTables()::get)
        .toList();
  }

  /** {@code x.*} as one reference a property; those of several types in the order they appear. */
  List<SqlIdentifier> allProperties(SqlIdentifier star) {
    String variable = star.names.get(0);
    List<String> tables = tables(variable);
    if (star.names.size() != 2 || tables.isEmpty()) {
      throw PatternFault.syntax(
          star.getParserPosition(), "COLUMNS takes x.* of a variable x of the pattern only");
    }
    Map<String, SqlIdentifier> all = new LinkedHashMap<>();
    for (String table : tables) {
      TableType type = schema.table(table).orElseThrow();
      for (Property property : type.columns()) {
        boolean hidden = type.generatedKey() && property.propertyId() == 0 && isId(property);
        if (!hidden) {
          all.putIfAbsent(
              property.name().toLowerCase(Locale.ROOT),
              new SqlIdentifier(List.of(variable, property.name()), star.getParserPosition()));
        }
      }
    }
    return List.copyOf(all.values());
  }

  private static boolean isId(Property property) {
    return property.name().equals("_id");
  }

  private Optional<Node> node(String name) {
    return pattern.nodes().stream().filter(n -> n.name().equalsIgnoreCase(name)).findFirst();
  }

  private Optional<Edge> edge(String name) {
    return pattern.edges().stream().filter(e -> e.name().equalsIgnoreCase(name)).findFirst();
  }

  private Optional<Path> path(String name) {
    return pattern.paths().stream().filter(p -> p.name().equalsIgnoreCase(name)).findFirst();
  }

  private boolean declares(String name) {
    return node(name).isPresent() || edge(name).isPresent() || path(name).isPresent();
  }

  private Optional<Property> find(String table, String column) {
    TableType type = schema.table(table).orElseThrow();
    int index = type.columnIndex(column);
    return index < 0 ? Optional.empty() : Optional.of(type.columns().get(index));
  }

  private SqlIdentifier column(MatchColumn column, Optional<Property> property, SqlParserPos pos) {
    columns.putIfAbsent(column, property);
    return new SqlIdentifier(List.of(alias, column.label()), pos);
  }

  private SqlIdentifier propertyColumn(SqlIdentifier reference) {
    String variable = reference.names.get(0);
    Optional<Node> node = node(variable);
    Optional<Edge> edge = edge(variable);
    SqlParserPos pos = reference.getParserPosition();
    if (node.isEmpty() && edge.isEmpty()) {
      throw PatternFault.syntax(pos, "\"" + variable + "\" is a path; it has no properties");
    }
    if (edge.isPresent() && pattern.repeats(edge.get())) {
      throw PatternFault.syntax(
          pos,
          "\""
              + variable
              + "\" stands for several edges; use it in COUNT, SUM, AVG, MIN, MAX or LISTAGG");
    }
    Property property = commonProperty(reference);
    String name = property.name();
    String label = (node.isPresent() ? node.get().name() : edge.get().name()) + "." + name;
    MatchColumn column =
        node.isPresent()
            ? new MatchColumn.NodeProperty(node.get().number(), label, name)
            : new MatchColumn.EdgeProperty(edge.get().number(), label, name);
    return column(column, Optional.of(property), pos);
  }

  private Property commonProperty(SqlIdentifier reference) {
    SqlParserPos pos = reference.getParserPosition();
    List<String> tables = tables(reference.names.get(0));
    Property common = null;
    for (String table : tables) {
      Optional<Property> property = find(table, reference.names.get(1));
      if (common != null
          && property.isPresent()
          && !common.type().stored().equals(property.get().type().stored())) {
        throw PatternFault.unsupported(
            pos,
            "A property whose type differs between " + String.join(", ", tables),
            "Write one pattern for each label.");
      }
      common = common == null || common.nullable() ? property.orElse(common) : common;
    }
    if (common == null) {
      throw PatternFault.noColumn(pos, reference.names.get(1), String.join("|", tables));
    }
    return common;
  }

  /** Replaces references to the pattern's names; all other names belong to queries around. */
  private final class Names extends SqlShuttle {
    @Override
    public SqlNode visit(SqlIdentifier reference) {
      if (!declares(reference.names.get(0))) {
        return reference;
      }
      if (reference.names.size() == 1) {
        throw PatternFault.syntax(
            reference.getParserPosition(),
            "\"" + reference + "\" is not a value; name a property of it, or use ELEMENT_ID");
      }
      return propertyColumn(reference);
    }

    @Override
    public SqlNode visit(SqlCall call) {
      if (call instanceof SqlGraphTable inner) {
        return inner.mapped(e -> e.accept(this));
      }
      String function = call.getOperator().getName().toUpperCase(Locale.ROOT);
      return switch (function) {
        case "PATH_LENGTH" -> pathLength(call);
        case "ELEMENT_ID", "VERTEX_ID", "EDGE_ID" -> elementId(call);
        case "VERTICES", "EDGES", "ELEMENT_JSON" -> refuse(call, function);
        default -> aggregate(call, function);
      };
    }

    private SqlNode refuse(SqlCall call, String function) {
      if (call.operandCount() == 1
          && call.operand(0) instanceof SqlIdentifier id
          && declares(id.names.get(0))) {
        throw PatternFault.unsupported(call.getParserPosition(), function, "");
      }
      return super.visit(call);
    }

    private SqlNode pathLength(SqlCall call) {
      if (call.operandCount() == 1 && call.operand(0) instanceof SqlIdentifier id) {
        Optional<Path> path = path(id.names.get(0));
        if (path.isPresent()) {
          int number = pattern.paths().indexOf(path.get());
          String label = "PATH_LENGTH(" + path.get().name() + ")";
          return column(
              new MatchColumn.PathLength(number, label),
              Optional.empty(),
              call.getParserPosition());
        }
      }
      throw PatternFault.syntax(
          call.getParserPosition(), "PATH_LENGTH takes the variable of a path pattern");
    }

    /** The canonical key text: for a key of one column, the column as text. */
    private SqlNode elementId(SqlCall call) {
      SqlParserPos pos = call.getParserPosition();
      if (call.operandCount() != 1
          || !(call.operand(0) instanceof SqlIdentifier id)
          || tables(id.names.get(0)).isEmpty()) {
        throw PatternFault.syntax(pos, call.getOperator().getName() + " takes a node or an edge");
      }
      List<String> tables = tables(id.names.get(0));
      TableType type = schema.table(tables.get(0)).orElseThrow();
      if (tables.size() > 1 || type.keyColumns().length > 1) {
        throw PatternFault.unsupported(
            pos, "ELEMENT_ID of several types or of a composite key", "Select the key columns.");
      }
      String key = type.columns().get(type.keyColumns()[0]).name();
      SqlNode column = propertyColumn(new SqlIdentifier(List.of(id.names.get(0), key), pos));
      return SqlStdOperatorTable.CAST.createCall(pos, column, Varchar.spec(pos));
    }

    private SqlNode aggregate(SqlCall call, String function) {
      Optional<Edge> group = groupOf(call);
      if (group.isEmpty()) {
        return super.visit(call);
      }
      SqlParserPos pos = call.getParserPosition();
      if (!GroupCalls.isAggregate(function)) {
        throw PatternFault.unsupported(
            pos,
            call.getOperator().getName() + " over a repeating edge",
            "COUNT, SUM, AVG, MIN, MAX and LISTAGG of a property are.");
      }
      SqlIdentifier argument = (SqlIdentifier) call.operand(0);
      Optional<Property> property =
          argument.names.size() == 1 ? Optional.empty() : Optional.of(commonProperty(argument));
      property.ifPresent(p -> GroupTypes.check(function, p, pos));
      MatchColumn.Group column =
          GroupCalls.column(call, function, group.get(), property.map(Property::name).orElse(""));
      return column(column, property, pos);
    }

    /** The repeating edge that the call's own first operand names. */
    private Optional<Edge> groupOf(SqlCall call) {
      if (call.getKind() == SqlKind.AS
          || call.operandCount() == 0
          || !(call.operand(0) instanceof SqlIdentifier id)
          || id.isStar()) {
        return Optional.empty();
      }
      return edge(id.names.get(0)).filter(pattern::repeats);
    }
  }
}
