package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.Declaration.Kind;
import io.omnigraph.engine.schema.Declaration.Name;
import io.omnigraph.engine.schema.Declaration.PropertyNode;
import io.omnigraph.engine.schema.SchemaModel.Ends;
import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.engine.schema.SchemaModel.TypeModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks declarations against the rules between them and gives the model, ids still 0. */
final class SchemaChecker {
  private static final Comparator<TypeModel> CANONICAL_ORDER =
      Comparator.comparing(TypeModel::kind).thenComparing(TypeModel::name, Names.ORDER);

  private final Map<String, Declaration> byName = new HashMap<>();

  private SchemaChecker() {}

  static SchemaModel check(List<Declaration> declarations) {
    return new SchemaChecker().model(declarations);
  }

  static SchemaModel sorted(String identityDomain, List<TypeModel> types) {
    return new SchemaModel(identityDomain, types.stream().sorted(CANONICAL_ORDER).toList());
  }

  private SchemaModel model(List<Declaration> declarations) {
    for (Declaration declaration : declarations) {
      Declaration first = byName.putIfAbsent(Names.fold(declaration.name().text()), declaration);
      if (first != null) {
        throw Diagnostics.invalid(
            declaration.name().span(),
            declaration.subject(),
            "the name is already used by %s at %s; nodes, edges and interfaces share one name space"
                .formatted(first.subject(), first.name().span()));
      }
    }
    Map<String, TypeModel> nodes = new HashMap<>();
    List<TypeModel> types = new ArrayList<>();
    for (Declaration declaration : declarations) {
      if (declaration.kind() != Kind.EDGE) {
        TypeModel type =
            declaration.kind() == Kind.NODE ? node(declaration) : interfaceType(declaration);
        types.add(type);
        nodes.put(type.name(), type);
      }
    }
    for (Declaration declaration : declarations) {
      if (declaration.kind() == Kind.EDGE) {
        types.add(edge(declaration, nodes));
      }
    }
    return sorted("", types);
  }

  private TypeModel interfaceType(Declaration declaration) {
    if (!declaration.annotations().isEmpty()) {
      throw Diagnostics.invalid(
          declaration.annotations().get(0).span(),
          declaration.subject(),
          "an interface takes no annotations");
    }
    if (!declaration.constraints().isEmpty()) {
      throw Diagnostics.invalid(
          declaration.constraints().get(0).span(),
          declaration.subject(),
          "the body of an interface takes no constraints; write @key, @unique or @index behind a"
              + " property");
    }
    Properties properties = new Properties();
    declaration.properties().forEach(p -> properties.own(declaration, p));
    // Sugar is checked here, applied in the nodes.
    new ConstraintChecker(declaration, properties.models()).constraints(properties.sugar);
    return type(declaration, List.of(), Optional.empty(), properties, List.of());
  }

  private TypeModel node(Declaration declaration) {
    Properties properties = new Properties();
    declaration.properties().forEach(p -> properties.own(declaration, p));
    Set<String> implemented = new LinkedHashSet<>();
    for (Name name : declaration.implemented()) {
      Declaration source = byName.get(Names.fold(name.text()));
      if (source == null || source.kind() != Kind.INTERFACE) {
        throw Diagnostics.invalid(
            name.span(),
            declaration.subject(),
            "implements %s, which is no interface of this schema".formatted(name.text()));
      }
      if (!implemented.add(source.name().text())) {
        throw Diagnostics.invalid(
            name.span(), declaration.subject(), "implements %s twice".formatted(name.text()));
      }
      source.properties().forEach(p -> properties.inherit(declaration, name, source, p));
    }
    return type(
        declaration,
        implemented.stream().sorted(Names.ORDER).toList(),
        Optional.empty(),
        properties,
        new ConstraintChecker(declaration, properties.models()).constraints(properties.sugar));
  }

  private TypeModel edge(Declaration declaration, Map<String, TypeModel> nodes) {
    Declaration.Ends written = declaration.ends().orElseThrow();
    TypeModel from = end(declaration, "source", written.from(), nodes);
    TypeModel to = end(declaration, "destination", written.to(), nodes);
    Properties properties = new Properties();
    declaration.properties().forEach(p -> properties.own(declaration, p));
    refuseGeneratedNames(declaration, "src", from);
    refuseGeneratedNames(declaration, "dst", to);
    Ends ends = new Ends(from.name(), to.name(), written.min(), written.max());
    return type(
        declaration,
        List.of(),
        Optional.of(ends),
        properties,
        new ConstraintChecker(declaration, properties.models()).constraints(properties.sugar));
  }

  private TypeModel end(Declaration edge, String side, Name name, Map<String, TypeModel> nodes) {
    Declaration target = byName.get(Names.fold(name.text()));
    if (target == null || target.kind() != Kind.NODE) {
      throw Diagnostics.invalid(
          name.span(),
          edge.subject(),
          "its %s %s is %s"
              .formatted(
                  side,
                  name.text(),
                  target == null ? "not declared" : "a " + target.kind().word() + ", not a node"));
    }
    return nodes.get(target.name().text());
  }

  /** A composite end makes columns {@code src_a, src_b}. */
  private static void refuseGeneratedNames(Declaration edge, String side, TypeModel end) {
    List<String> key = end.key().map(SchemaModel.ConstraintModel::columns).orElse(List.of());
    if (key.size() < 2) {
      return;
    }
    for (PropertyNode property : edge.properties()) {
      for (String column : key) {
        String generated = side + "_" + column;
        if (Names.fold(generated).equals(Names.fold(property.name().text()))) {
          throw Diagnostics.reserved(
              property.name().span(), edge.subject(), property.name().text());
        }
      }
    }
  }

  private static TypeModel type(
      Declaration declaration,
      List<String> implemented,
      Optional<Ends> ends,
      Properties properties,
      List<SchemaModel.ConstraintModel> constraints) {
    return new TypeModel(
        declaration.kind(),
        0,
        0,
        declaration.name().text(),
        implemented,
        ends,
        AnnotationChecker.onType(declaration),
        properties.models(),
        constraints);
  }

  /** The columns of one type while they are collected. */
  private static final class Properties {
    private final Map<String, PropertyNode> nodes = new LinkedHashMap<>();
    private final Map<String, PropertyModel> models = new LinkedHashMap<>();
    private final List<PropertyNode> sugar = new ArrayList<>();

    List<PropertyModel> models() {
      return List.copyOf(models.values());
    }

    void own(Declaration declaration, PropertyNode property) {
      String name = property.name().text();
      if (ReservedNames.isReserved(declaration.kind(), name)) {
        throw Diagnostics.reserved(property.name().span(), declaration.subject(), name);
      }
      PropertyNode first = nodes.putIfAbsent(Names.fold(name), property);
      if (first != null) {
        throw Diagnostics.invalid(
            property.name().span(),
            declaration.subject(),
            "property %s is declared twice, first at %s".formatted(name, first.name().span()));
      }
      add(declaration, property, List.of());
    }

    void inherit(Declaration node, Name written, Declaration source, PropertyNode property) {
      String fold = Names.fold(property.name().text());
      PropertyNode there = nodes.get(fold);
      if (there == null) {
        nodes.put(fold, property);
        add(node, property, List.of(source.name().text()));
        return;
      }
      if (!there.type().equals(property.type()) || there.nullable() != property.nullable()) {
        throw Diagnostics.invalid(
            written.span(),
            node.subject(there.name().text()),
            "its type is %s, but interface %s declares it as %s"
                .formatted(shown(there), source.name().text(), shown(property)));
      }
      PropertyModel model = models.get(fold);
      List<String> sources = new ArrayList<>(model.fromInterfaces());
      sources.add(source.name().text());
      sources.sort(Names.ORDER);
      models.put(
          fold,
          new PropertyModel(
              0, model.name(), model.type(), model.nullable(), model.annotations(), sources));
    }

    private void add(Declaration declaration, PropertyNode property, List<String> sources) {
      models.put(
          Names.fold(property.name().text()),
          new PropertyModel(
              0,
              property.name().text(),
              property.type(),
              property.nullable(),
              AnnotationChecker.onProperty(declaration, property),
              sources));
      sugar.add(property);
    }

    private static String shown(PropertyNode property) {
      return TypeNames.pg(property.type()) + (property.nullable() ? "?" : "");
    }
  }
}
