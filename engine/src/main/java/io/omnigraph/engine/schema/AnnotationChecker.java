package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.Declaration.Annotation;
import io.omnigraph.engine.schema.Declaration.Literal;
import io.omnigraph.engine.schema.Declaration.PropertyNode;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.SchemaModel.AnnotationModel;
import io.omnigraph.engine.schema.SchemaModel.Argument;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which annotations may stand where, and what of them the catalogue keeps. */
final class AnnotationChecker {
  /** Turned into constraints by {@link ConstraintChecker}. */
  static final Set<String> SUGAR = Set.of("key", "unique", "index", "embed");

  private static final Set<String> TEXTS = Set.of("description", "instruction");
  private static final Set<String> ELSEWHERE = Set.of("card", "range", "check");
  private static final Set<Scalar> INTEGERS =
      EnumSet.of(Scalar.I8, Scalar.I16, Scalar.I32, Scalar.I64, Scalar.U32, Scalar.U64);
  private static final Comparator<AnnotationModel> CANONICAL_ORDER =
      Comparator.comparing(AnnotationModel::name).thenComparing(a -> a.arguments().toString());

  private AnnotationChecker() {}

  static List<AnnotationModel> onType(Declaration declaration) {
    String subject = declaration.subject();
    List<AnnotationModel> kept = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Annotation annotation : declaration.annotations()) {
      String name = annotation.name();
      if (SUGAR.contains(name) || name.equals("default") || name.equals("identity")) {
        throw Diagnostics.invalid(
            annotation.span(),
            subject,
            "@%s belongs to a property, not to the type".formatted(name));
      }
      refuseCommon(annotation, subject, seen);
      if (!name.equals("rename_from")) {
        kept.add(kept(annotation));
      }
    }
    kept.sort(CANONICAL_ORDER);
    return kept;
  }

  static List<AnnotationModel> onProperty(Declaration declaration, PropertyNode property) {
    String subject = declaration.subject(property.name().text());
    List<AnnotationModel> kept = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Annotation annotation : property.annotations()) {
      String name = annotation.name();
      if (name.equals("instruction")) {
        throw Diagnostics.invalid(
            annotation.span(), subject, "@instruction belongs to a type, not to a property");
      }
      refuseCommon(annotation, subject, seen);
      if (name.equals("identity")) {
        throw identity(annotation, subject, property);
      }
      if (name.equals("default") || name.equals("default_sql")) {
        if (kept.stream().anyMatch(a -> a.name().equals("default"))) {
          throw Diagnostics.invalid(annotation.span(), subject, "it has two defaults");
        }
        defaultValue(annotation, subject, property).ifPresent(kept::add);
      } else if (!SUGAR.contains(name) && !name.equals("rename_from")) {
        kept.add(kept(annotation));
      }
    }
    kept.sort(CANONICAL_ORDER);
    return kept;
  }

  private static void refuseCommon(Annotation annotation, String subject, Set<String> seen) {
    String name = annotation.name();
    if (ELSEWHERE.contains(name)) {
      throw Diagnostics.invalid(
          annotation.span(),
          subject,
          name.equals("card")
              ? "@card stands right behind the ends of an edge"
              : "@%s is a constraint of the body: @%s(property, ...)".formatted(name, name));
    }
    if (name.equals("check_sql")) {
      throw Diagnostics.unsupported(annotation.span(), subject, "@check_sql", "");
    }
    boolean known = TEXTS.contains(name) || name.equals("rename_from");
    if (known || SUGAR.contains(name)) {
      if (!seen.add(name)) {
        throw Diagnostics.invalid(annotation.span(), subject, "@%s is repeated".formatted(name));
      }
    }
    if (known) {
      text(annotation, subject);
    }
  }

  private static void text(Annotation annotation, String subject) {
    Optional<Literal> text = annotation.argument();
    boolean good =
        text.isPresent()
            && text.get().kind() == Token.Kind.STRING
            && !text.get().text().isBlank()
            && annotation.named().isEmpty();
    if (!good) {
      throw Diagnostics.invalid(
          annotation.span(),
          subject,
          "@%s needs one text that is not blank".formatted(annotation.name()));
    }
  }

  private static OmnigraphException identity(
      Annotation annotation, String subject, PropertyNode property) {
    if (!INTEGERS.contains(property.type().scalar()) || property.type().list()) {
      return Diagnostics.invalid(
          annotation.span(), subject, "@identity needs a property of an integer type");
    }
    return Diagnostics.unsupported(
        annotation.span(), subject, "@identity", "Supply the values, or leave the type unkeyed.");
  }

  private static Optional<AnnotationModel> defaultValue(
      Annotation annotation, String subject, PropertyNode property) {
    Literal literal = annotation.argument().orElse(null);
    if (literal == null || literal.kind() == Token.Kind.QUOTED_NAME || !named(annotation)) {
      throw Diagnostics.invalid(
          annotation.span(), subject, "@%s needs one literal".formatted(annotation.name()));
    }
    DefaultValue value;
    if (annotation.name().equals("default")) {
      value = new DefaultValue(literal.kind(), literal.text());
    } else {
      Optional<DefaultValue> parsed = DefaultValue.ofSql(literal.text());
      if (parsed.isEmpty()) {
        throw Diagnostics.unsupported(
            annotation.span(), subject, "A default that is no literal", "Use @default(literal).");
      }
      value = parsed.get();
      if (value.isNull()) {
        return Optional.empty();
      }
    }
    try {
      value.check(property.type());
    } catch (OmnigraphException e) {
      throw Diagnostics.invalid(
              annotation.span(), subject, "the default does not fit: " + e.getMessage())
          .causedBy(e);
    }
    return Optional.of(
        new AnnotationModel("default", List.of(new Argument("", value.kind(), value.text()))));
  }

  private static boolean named(Annotation annotation) {
    return annotation.named().isEmpty();
  }

  private static AnnotationModel kept(Annotation annotation) {
    List<Argument> arguments = new ArrayList<>();
    annotation.argument().ifPresent(a -> arguments.add(new Argument("", a.kind(), a.text())));
    annotation
        .named()
        .forEach(
            n -> arguments.add(new Argument(n.name().text(), n.value().kind(), n.value().text())));
    return new AnnotationModel(annotation.name(), List.copyOf(arguments));
  }
}
