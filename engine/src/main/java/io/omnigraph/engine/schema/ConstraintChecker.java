package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.Declaration.Annotation;
import io.omnigraph.engine.schema.Declaration.ConstraintNode;
import io.omnigraph.engine.schema.Declaration.Kind;
import io.omnigraph.engine.schema.Declaration.Literal;
import io.omnigraph.engine.schema.Declaration.Name;
import io.omnigraph.engine.schema.Declaration.NamedLiteral;
import io.omnigraph.engine.schema.Declaration.PropertyNode;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.SchemaModel.ConstraintKind;
import io.omnigraph.engine.schema.SchemaModel.ConstraintModel;
import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the constraints of one type: those of its body and the sugar of its properties. */
final class ConstraintChecker {
  private static final Set<String> INDEX_METHODS =
      Set.of("btree", "fts", "ngram", "vector", "label_list");
  private static final Set<String> METRICS = Set.of("l2", "cosine", "dot");
  private static final Set<Scalar> TEXTS = EnumSet.of(Scalar.STRING, Scalar.CHAR, Scalar.TEXT);
  private static final Comparator<ConstraintModel> CANONICAL_ORDER =
      Comparator.comparing(ConstraintModel::kind)
          .thenComparing(c -> c.columns().toString())
          .thenComparing(ConstraintModel::text)
          .thenComparing(ConstraintModel::option)
          .thenComparing(c -> c.name().orElse(""));

  private final Declaration declaration;
  private final Map<String, PropertyModel> properties = new HashMap<>();
  private final List<ConstraintModel> found = new ArrayList<>();
  private final Map<String, Span> sqlNames = new HashMap<>();
  private Span firstKey;

  ConstraintChecker(Declaration declaration, List<PropertyModel> properties) {
    this.declaration = declaration;
    properties.forEach(p -> this.properties.put(Names.fold(p.name()), p));
  }

  /**
   * @param sugared properties whose {@code @key}, {@code @unique}, {@code @index}, {@code @embed}
   *     count
   * @return in canonical order, each once
   */
  List<ConstraintModel> constraints(List<PropertyNode> sugared) {
    for (PropertyNode property : sugared) {
      for (Annotation annotation : property.annotations()) {
        if (AnnotationChecker.SUGAR.contains(annotation.name())) {
          sugar(property, annotation);
        }
      }
    }
    declaration.constraints().forEach(this::check);
    return found.stream().sorted(CANONICAL_ORDER).toList();
  }

  private void sugar(PropertyNode property, Annotation annotation) {
    if (annotation.name().equals("embed")) {
      embed(property, annotation);
      return;
    }
    if (annotation.argument().isPresent()) {
      throw error(annotation.span(), "@%s takes no value".formatted(annotation.name()));
    }
    check(
        new ConstraintNode(
            annotation.name(),
            List.of(new Name(property.name().text(), annotation.span())),
            "",
            List.of(),
            Optional.empty(),
            annotation.span()));
  }

  private void check(ConstraintNode node) {
    List<String> columns = columns(node);
    ConstraintKind kind = ConstraintKind.valueOf(Names.upper(node.kind()));
    String text = node.text();
    String option = "";
    switch (kind) {
      case KEY -> key(node);
      case UNIQUE -> refuseLarge(node, true);
      case INDEX -> {
        refuseLarge(node, false);
        text = option(node, "using", INDEX_METHODS, defaultMethod(columns));
        option = option(node, "metric", METRICS, "");
        index(node, columns, text, option);
      }
      case RANGE -> range(node);
      case CHECK -> pattern(node);
      case EMBED -> throw new IllegalStateException("not written as a constraint");
    }
    add(node, new ConstraintModel(kind, sqlName(node), columns, text, option));
  }

  private void add(ConstraintNode node, ConstraintModel model) {
    boolean there = found.stream().anyMatch(c -> c.sameAs(model));
    if (there && model.name().isPresent()) {
      throw error(node.span(), "this @%s is there already".formatted(node.kind()));
    }
    if (!there) {
      found.add(model);
    }
  }

  private List<String> columns(ConstraintNode node) {
    Set<String> seen = new HashSet<>();
    List<String> columns = new ArrayList<>();
    for (Name name : node.columns()) {
      String fold = Names.fold(name.text());
      if (!seen.add(fold)) {
        throw error(name.span(), "@%s names %s twice".formatted(node.kind(), name.text()));
      }
      columns.add(isEnd(fold) ? fold : property(node, name).name());
    }
    return columns;
  }

  private boolean isEnd(String fold) {
    return declaration.kind() == Kind.EDGE && (fold.equals("src") || fold.equals("dst"));
  }

  private PropertyModel property(ConstraintNode node, Name name) {
    PropertyModel property = properties.get(Names.fold(name.text()));
    if (property == null) {
      throw error(
          name.span(),
          "@%s names %s, which is no property of it".formatted(node.kind(), name.text()));
    }
    return property;
  }

  private void key(ConstraintNode node) {
    if (firstKey != null) {
      throw error(node.span(), "it has a second @key; the first is at " + firstKey);
    }
    firstKey = node.span();
    for (Name name : node.columns()) {
      if (!isEnd(Names.fold(name.text())) && property(node, name).nullable()) {
        throw error(
            name.span(), "the key column %s may be NULL; remove the \"?\"".formatted(name.text()));
      }
    }
    refuseLarge(node, true);
  }

  private void refuseLarge(ConstraintNode node, boolean alsoVectors) {
    for (Name name : node.columns()) {
      if (isEnd(Names.fold(name.text()))) {
        continue;
      }
      PropertyType type = property(node, name).type();
      if (type.list()
          || type.scalar() == Scalar.BLOB
          || (alsoVectors && type.scalar() == Scalar.VECTOR)) {
        throw error(
            name.span(),
            "@%s cannot use %s, which is a %s"
                .formatted(node.kind(), name.text(), TypeNames.pg(type)));
      }
    }
  }

  private String defaultMethod(List<String> columns) {
    return columns.size() == 1 && !isEnd(columns.get(0))
        ? IndexMethods.ofOne(properties.get(Names.fold(columns.get(0))).type())
        : "btree";
  }

  private void index(ConstraintNode node, List<String> columns, String method, String metric) {
    for (NamedLiteral named : node.named()) {
      if (!named.name().text().equals("using") && !named.name().text().equals("metric")) {
        throw error(named.name().span(), "@index has no option %s".formatted(named.name().text()));
      }
    }
    boolean vector =
        columns.stream()
            .filter(c -> !isEnd(c))
            .anyMatch(c -> properties.get(Names.fold(c)).type().scalar() == Scalar.VECTOR);
    boolean texts =
        columns.stream()
            .noneMatch(
                c -> isEnd(c) || !TEXTS.contains(properties.get(Names.fold(c)).type().scalar()));
    if (vector != method.equals("vector") || (vector && columns.size() > 1)) {
      throw error(node.span(), "a vector index is of one Vector property");
    }
    if (!metric.isEmpty() && !vector) {
      throw error(node.span(), "metric is an option of a vector index");
    }
    if ((method.equals("fts") || method.equals("ngram")) && !texts) {
      throw error(node.span(), "an index using \"%s\" is of String properties".formatted(method));
    }
  }

  private String option(ConstraintNode node, String key, Set<String> allowed, String otherwise) {
    String value = null;
    for (NamedLiteral named : node.named()) {
      if (named.name().text().equals(key)) {
        if (value != null) {
          throw error(named.name().span(), "@index has %s twice".formatted(key));
        }
        value = named.value().text();
        if (!allowed.contains(value) || named.value().kind() != Token.Kind.STRING) {
          throw error(
              named.value().span(),
              "%s must be one of %s, as a string"
                  .formatted(key, String.join(", ", allowed.stream().sorted().toList())));
        }
      }
    }
    return value == null ? otherwise : value;
  }

  private void range(ConstraintNode node) {
    Name name = node.columns().get(0);
    if (isEnd(Names.fold(name.text()))) {
      throw error(name.span(), "@range is of a numeric property");
    }
    PropertyModel property = property(node, name);
    if (!RangeBounds.isNumeric(property.type())) {
      throw error(
          name.span(),
          "@range needs a numeric property, %s is a %s"
              .formatted(name.text(), TypeNames.pg(property.type())));
    }
    String problem = RangeBounds.problem(property.type(), node.text());
    if (!problem.isEmpty()) {
      throw error(node.span(), "@range(%s, %s): %s".formatted(name.text(), node.text(), problem));
    }
  }

  private void pattern(ConstraintNode node) {
    Name name = node.columns().get(0);
    boolean text =
        !isEnd(Names.fold(name.text())) && TEXTS.contains(property(node, name).type().scalar());
    if (!text || property(node, name).type().list()) {
      throw error(name.span(), "@check needs a String property");
    }
    String problem = TextPattern.problem(node.text());
    if (!problem.isEmpty()) {
      throw error(
          node.span(),
          "@check(%s): the regular expression \"%s\" is not valid: %s"
              .formatted(name.text(), node.text(), problem));
    }
  }

  private void embed(PropertyNode property, Annotation annotation) {
    if (declaration.kind() == Kind.EDGE) {
      throw error(annotation.span(), "@embed belongs to a property of a node");
    }
    Literal source =
        annotation
            .argument()
            .orElseThrow(
                () -> error(annotation.span(), "@embed needs the name of its source property"));
    if (property.type().scalar() != Scalar.VECTOR) {
      throw error(
          annotation.span(),
          "@embed belongs to a Vector, %s is a %s"
              .formatted(property.name().text(), TypeNames.pg(property.type())));
    }
    PropertyModel model = properties.get(Names.fold(source.text()));
    if (model == null) {
      throw error(
          source.span(), "the source %s of @embed is no property of it".formatted(source.text()));
    }
    if (model.type().list() || !TEXTS.contains(model.type().scalar())) {
      throw error(
          source.span(),
          "the source %s of @embed is a %s, not a String"
              .formatted(source.text(), TypeNames.pg(model.type())));
    }
    String name = "";
    for (NamedLiteral named : annotation.named()) {
      if (!named.name().text().equals("model")
          || named.value().kind() != Token.Kind.STRING
          || !name.isEmpty()) {
        throw error(named.name().span(), "@embed takes one option only: model = \"...\"");
      }
      name = named.value().text();
    }
    found.add(
        new ConstraintModel(
            ConstraintKind.EMBED,
            Optional.empty(),
            List.of(property.name().text(), model.name()),
            name,
            ""));
  }

  private Optional<String> sqlName(ConstraintNode node) {
    if (node.sqlName().isEmpty()) {
      return Optional.empty();
    }
    Name name = node.sqlName().get();
    Span first = sqlNames.putIfAbsent(Names.fold(name.text()), name.span());
    if (first != null) {
      throw error(
          name.span(),
          "two constraints are called %s, the first at %s".formatted(name.text(), first));
    }
    return Optional.of(name.text());
  }

  private OmnigraphException error(Span at, String what) {
    return Diagnostics.invalid(at, declaration.subject(), what);
  }
}
