package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.NodeType;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;

/** The conditions of a match, sorted by the element they are about. */
final class ElementConditions {
  private static final RexBuilder REX =
      new RexBuilder(new SqlTypeFactoryImpl(RelDataTypeSystem.DEFAULT));

  private final GraphMatch.Spec spec;
  private final List<List<ElementCondition>> ofNodes = new ArrayList<>();
  private final List<List<ElementCondition>> ofEdges = new ArrayList<>();

  ElementConditions(GraphMatch.Spec spec) {
    this.spec = spec;
    spec.pattern().nodes().forEach(n -> ofNodes.add(new ArrayList<>()));
    spec.pattern().edges().forEach(e -> ofEdges.add(new ArrayList<>()));
    for (RexNode filter : spec.filters()) {
      ElementCondition condition = condition(spec, filter).orElseThrow();
      MatchColumn column = spec.columns().get(onlyElement(spec, filter).orElseThrow());
      if (column instanceof MatchColumn.NodeProperty p) {
        ofNodes.get(p.node()).add(condition);
      } else if (column instanceof MatchColumn.EdgeProperty p) {
        ofEdges.get(p.edge()).add(condition);
      }
    }
  }

  List<ElementCondition> ofNode(int node) {
    return ofNodes.get(node);
  }

  List<ElementCondition> ofEdge(int edge) {
    return ofEdges.get(edge);
  }

  /** Whether the match can decide this condition by itself. */
  static boolean canDecide(GraphMatch.Spec spec, RexNode filter) {
    return onlyElement(spec, filter).isPresent() && condition(spec, filter).isPresent();
  }

  private static Optional<ElementCondition> condition(GraphMatch.Spec spec, RexNode filter) {
    return ElementCondition.of(filter, i -> property(spec, spec.columns().get(i)), REX);
  }

  /** One of the columns, if all that the filter reads belong to one element. */
  private static OptionalInt onlyElement(GraphMatch.Spec spec, RexNode filter) {
    List<Integer> read = new ArrayList<>();
    filter.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitInputRef(org.apache.calcite.rex.RexInputRef ref) {
            read.add(ref.getIndex());
            return null;
          }
        });
    long elements = read.stream().map(i -> element(spec.columns().get(i))).distinct().count();
    return elements == 1 ? OptionalInt.of(read.get(0)) : OptionalInt.empty();
  }

  private static String element(MatchColumn column) {
    if (column instanceof MatchColumn.NodeProperty p) {
      return "node " + p.node();
    }
    return column instanceof MatchColumn.EdgeProperty p
        ? "edge " + p.edge()
        : "other " + column.label();
  }

  /** The property if all types of the element that have it agree on its type, else null. */
  private static Property property(GraphMatch.Spec spec, MatchColumn column) {
    List<String> tables;
    String name;
    if (column instanceof MatchColumn.NodeProperty p) {
      tables =
          spec.pattern().nodes().get(p.node()).tables().stream()
              .map(spec.pattern().nodeTables()::get)
              .toList();
      name = p.property();
    } else if (column instanceof MatchColumn.EdgeProperty p) {
      tables =
          spec.pattern().edges().get(p.edge()).arcs().stream()
              .map(a -> spec.pattern().edgeTables().get(a.edgeTable()))
              .distinct()
              .toList();
      name = p.property();
    } else {
      return null;
    }
    return commonProperty(spec.schema(), tables, name);
  }

  private static Property commonProperty(GraphSchema schema, List<String> tables, String name) {
    Property common = null;
    for (String table : tables) {
      TableType type = schema.table(table).orElseThrow();
      int index = type.columnIndex(name);
      if (index >= 0) {
        Property property = type.columns().get(index);
        if (common != null && !common.type().stored().equals(property.type().stored())) {
          return null;
        }
        common = property;
      }
    }
    return common;
  }

  /** Condition over the columns of an edge table, if the match can decide it. */
  static Optional<ElementCondition> ofTable(TableType table, RexNode condition) {
    IntFunction<Property> columns = table.columns()::get;
    return ElementCondition.of(condition, columns, REX);
  }

  /** How much the conditions narrow a node down: equality 3, a comparison 1. */
  int sharpness(int node) {
    int sum = 0;
    for (ElementCondition condition : ofNodes.get(node)) {
      sum +=
          condition instanceof ElementCondition.Compare c && c.operator() == SqlKind.EQUALS ? 3 : 1;
    }
    return sum;
  }

  /** Conditions that give every column of the node's primary key, in key order. */
  Optional<List<ElementCondition.Compare>> key(int node) {
    List<Integer> tables = spec.pattern().nodes().get(node).tables();
    if (tables.size() != 1) {
      return Optional.empty();
    }
    String table = spec.pattern().nodeTables().get(tables.get(0));
    NodeType type = spec.schema().nodeType(table).orElseThrow();
    List<ElementCondition.Compare> key = new ArrayList<>();
    for (int column : type.keyColumns()) {
      String name = type.columns().get(column).name();
      Optional<ElementCondition.Compare> equal = equality(node, name);
      if (equal.isEmpty()) {
        return Optional.empty();
      }
      key.add(equal.get());
    }
    return Optional.of(key);
  }

  private Optional<ElementCondition.Compare> equality(int node, String property) {
    return ofNodes.get(node).stream()
        .filter(ElementCondition.Compare.class::isInstance)
        .map(ElementCondition.Compare.class::cast)
        .filter(c -> c.operator() == SqlKind.EQUALS && c.property().equals(property))
        .findFirst();
  }
}
