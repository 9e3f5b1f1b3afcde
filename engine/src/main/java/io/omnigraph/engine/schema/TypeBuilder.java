package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.Declaration.Kind;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.SchemaModel.AnnotationModel;
import io.omnigraph.engine.schema.SchemaModel.Argument;
import io.omnigraph.engine.schema.SchemaModel.ConstraintModel;
import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.engine.schema.SchemaModel.TypeModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns types of the model into the tables the engine works with. */
final class TypeBuilder {
  private static final String ID = "_id";

  private final Map<String, NodeType> nodes = new HashMap<>();

  private TypeBuilder() {}

  /** Node and edge types, nodes first, each sorted by name. */
  static List<TableType> build(SchemaModel model) {
    TypeBuilder builder = new TypeBuilder();
    List<TableType> tables = new ArrayList<>();
    for (TypeModel type : model.types(Kind.NODE)) {
      NodeType node = builder.node(type);
      builder.nodes.put(type.name(), node);
      tables.add(node);
    }
    model.types(Kind.EDGE).forEach(type -> tables.add(builder.edge(type)));
    return tables;
  }

  private NodeType node(TypeModel type) {
    List<Property> columns = new ArrayList<>();
    type.properties().forEach(p -> columns.add(column(p)));
    int[] key = key(type, columns, new int[0], new int[0]);
    return new NodeType(
        type.id(),
        type.name(),
        columns,
        key,
        type.key().isEmpty(),
        constraints(type, columns, new int[0], new int[0]),
        description(type.annotations()));
  }

  private EdgeType edge(TypeModel type) {
    SchemaModel.Ends ends = type.ends().orElseThrow();
    List<Property> columns = new ArrayList<>();
    int[] src = end("src", nodes.get(ends.from()), columns);
    int[] dst = end("dst", nodes.get(ends.to()), columns);
    type.properties().forEach(p -> columns.add(column(p)));
    int[] key = key(type, columns, src, dst);
    return new EdgeType(
        type.id(),
        type.name(),
        ends.from(),
        ends.to(),
        columns,
        key,
        type.key().isEmpty(),
        src,
        dst,
        ends.min(),
        ends.max(),
        constraints(type, columns, src, dst),
        description(type.annotations()));
  }

  private static int[] end(String side, NodeType node, List<Property> columns) {
    int[] key = node.keyColumns();
    int[] ordinals = new int[key.length];
    for (int i = 0; i < key.length; i++) {
      Property column = node.columns().get(key[i]);
      String name = key.length == 1 ? side : side + "_" + column.name();
      ordinals[i] = columns.size();
      columns.add(new Property(0, name, column.type(), false, Optional.empty(), Optional.empty()));
    }
    return ordinals;
  }

  /** Adds {@code _id} when there is no declared key. */
  private static int[] key(TypeModel type, List<Property> columns, int[] src, int[] dst) {
    Optional<ConstraintModel> key = type.key();
    if (key.isPresent()) {
      return ordinals(key.get(), columns, src, dst);
    }
    columns.add(
        new Property(
            0, ID, PropertyType.of(Scalar.ULID), false, Optional.empty(), Optional.empty()));
    return new int[] {columns.size() - 1};
  }

  private static Property column(PropertyModel property) {
    Optional<String> defaultSql =
        property.annotations().stream()
            .filter(a -> a.name().equals("default"))
            .flatMap(a -> a.argument().stream())
            .map(a -> new DefaultValue(a.kind(), a.value()).sql(property.type()))
            .findFirst();
    return new Property(
        property.id(),
        property.name(),
        property.type(),
        property.nullable(),
        description(property.annotations()),
        defaultSql);
  }

  static Optional<String> description(List<AnnotationModel> annotations) {
    return annotations.stream()
        .filter(a -> a.name().equals("description"))
        .flatMap(a -> a.argument().stream())
        .map(Argument::value)
        .findFirst();
  }

  private static List<Constraint> constraints(
      TypeModel type, List<Property> columns, int[] src, int[] dst) {
    List<Constraint> constraints = new ArrayList<>();
    for (ConstraintModel model : type.constraints()) {
      int[] at = ordinals(model, columns, src, dst);
      switch (model.kind()) {
        case UNIQUE -> constraints.add(new Constraint.Unique(model.name(), at));
        case INDEX -> constraints.add(new Constraint.Index(model.name(), at, model.text()));
        case RANGE ->
            constraints.add(
                new Constraint.Range(
                    model.name(),
                    at[0],
                    RangeBounds.min(model.text()),
                    RangeBounds.max(model.text())));
        case CHECK -> constraints.add(new Constraint.Pattern(model.name(), at[0], model.text()));
        case KEY, EMBED -> {
          // The key is keyColumns(); an embedding changes no row.
        }
      }
    }
    return constraints;
  }

  /** {@code src} and {@code dst} stand for all columns of a composite end. */
  private static int[] ordinals(
      ConstraintModel constraint, List<Property> columns, int[] src, int[] dst) {
    List<Integer> ordinals = new ArrayList<>();
    for (String column : constraint.columns()) {
      int ordinal =
          TableTypes.indexOf(columns.subList(src.length + dst.length, columns.size()), column);
      if (ordinal >= 0) {
        ordinals.add(ordinal + src.length + dst.length);
      } else {
        for (int end : column.equals("src") ? src : dst) {
          ordinals.add(end);
        }
      }
    }
    return ordinals.stream().mapToInt(Integer::intValue).toArray();
  }
}
