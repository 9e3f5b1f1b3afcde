package io.omnigraph.engine.schema;

import io.omnigraph.engine.schema.SchemaModel.ConstraintKind;
import io.omnigraph.engine.schema.SchemaModel.ConstraintModel;
import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.engine.schema.SchemaModel.TypeModel;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether one schema may follow another: whole types may come and go, descriptions and
 * indices may change, since that touches no stored row. Anything else is refused by name, with the
 * code of the lint catalogue where it has one (spec: schema-language 7).
 */
final class SchemaChanges {
  private SchemaChanges() {}

  /**
   * A renamed type would otherwise be taken for a drop and an addition, which loses its rows. In a
   * schema that has no types yet a hint means nothing.
   */
  static void refuseRenames(SchemaModel before, List<Declaration> declarations) {
    if (before.types().isEmpty()) {
      return;
    }
    for (Declaration declaration : declarations) {
      boolean known = before.type(declaration.name().text()).isPresent();
      for (Declaration.Annotation annotation : declaration.annotations()) {
        if (!known && annotation.name().equals("rename_from")) {
          throw Diagnostics.unsupported(
              annotation.span(),
              declaration.subject(),
              "Renaming a type by @rename_from",
              "Keep the name, or add the new type and copy the rows.");
        }
      }
    }
  }

  static void check(SchemaModel before, SchemaModel after) {
    for (TypeModel type : before.types(Declaration.Kind.INTERFACE)) {
      if (after.type(type.name()).isEmpty()) {
        throw refused("OG-BC-501 interface:" + type.name(), "the interface is removed", "keep it");
      }
    }
    for (TypeModel type : after.types()) {
      Optional<TypeModel> old = before.type(type.name());
      if (old.isPresent()) {
        check(old.get(), type);
      }
    }
  }

  private static void check(TypeModel old, TypeModel type) {
    String subject = type.kind().word() + ":" + type.name();
    if (old.kind() != type.kind()) {
      throw refused(
          subject, "it was a " + old.kind().word(), "drop it first, in a change of its own");
    }
    if (!old.name().equals(type.name())) {
      throw refused(subject, "its name was written " + old.name(), "keep the spelling");
    }
    ends(old, type, subject);
    if (!old.implemented().equals(type.implemented())) {
      throw refused(subject, "its implemented interfaces change", "keep them");
    }
    properties(old, type, subject);
    constraints(old, type, subject);
  }

  private static void ends(TypeModel old, TypeModel type, String subject) {
    if (old.ends().isEmpty()) {
      return;
    }
    SchemaModel.Ends was = old.ends().get();
    SchemaModel.Ends is = type.ends().orElseThrow();
    if (!was.from().equals(is.from()) || !was.to().equals(is.to())) {
      throw refused("OG-ED-401 " + subject, "its ends change", "add another edge type");
    }
    if (was.min() != is.min() || !was.max().equals(is.max())) {
      throw refused("OG-ED-402 " + subject, "its @card changes", "add another edge type");
    }
  }

  private static void properties(TypeModel old, TypeModel type, String subject) {
    for (PropertyModel was : old.properties()) {
      PropertyModel is =
          type.property(was.name())
              .orElseThrow(
                  () ->
                      refused(
                          "OG-DS-104 " + subject + "." + was.name(),
                          "the property is dropped or renamed",
                          "only whole types can be dropped so far"));
      property(was, is, subject + "." + was.name());
    }
    for (PropertyModel is : type.properties()) {
      if (old.property(is.name()).isEmpty()) {
        throw refused(
            subject + "." + is.name(),
            "the property is new",
            "only whole types can be added so far");
      }
    }
  }

  private static void property(PropertyModel was, PropertyModel is, String subject) {
    if (!was.name().equals(is.name())) {
      throw refused(subject, "its name is now written " + is.name(), "keep the spelling");
    }
    if (!was.type().equals(is.type())) {
      throw refused(
          "OG-MF-106 " + subject,
          "its type changes from %s to %s"
              .formatted(TypeNames.pg(was.type()), TypeNames.pg(is.type())),
          "keep the type");
    }
    if (was.nullable() != is.nullable()) {
      throw refused(
          (is.nullable() ? "" : "OG-MF-104 ") + subject,
          is.nullable() ? "it becomes nullable" : "it becomes required",
          "keep the \"?\" as it was");
    }
    if (!was.fromInterfaces().equals(is.fromInterfaces())) {
      throw refused(subject, "the interfaces that declare it change", "keep them");
    }
    if (!defaults(was).equals(defaults(is))) {
      throw refused(subject, "its default changes", "keep it");
    }
  }

  private static List<SchemaModel.AnnotationModel> defaults(PropertyModel property) {
    return property.annotations().stream().filter(a -> a.name().equals("default")).toList();
  }

  private static void constraints(TypeModel old, TypeModel type, String subject) {
    Set<ConstraintModel> was = stored(old);
    Set<ConstraintModel> is = stored(type);
    for (ConstraintModel constraint : type.constraints()) {
      if (is.contains(constraint) && !was.contains(constraint)) {
        throw refused(
            code(constraint, "") + subject,
            "%s is new".formatted(shown(constraint)),
            "add" + " it with the type");
      }
    }
    for (ConstraintModel constraint : old.constraints()) {
      if (was.contains(constraint) && !is.contains(constraint)) {
        throw refused(
            code(constraint, "OG-CD-301 ") + subject,
            "%s is removed".formatted(shown(constraint)),
            "keep it");
      }
    }
  }

  private static String code(ConstraintModel constraint, String otherwise) {
    return switch (constraint.kind()) {
      case KEY -> "OG-MF-110 ";
      case EMBED -> "OG-VE-601 ";
      default -> otherwise;
    };
  }

  /** All but indices: those hold no row back. */
  private static Set<ConstraintModel> stored(TypeModel type) {
    Set<ConstraintModel> constraints = new HashSet<>(type.constraints());
    constraints.removeIf(c -> c.kind() == ConstraintKind.INDEX);
    return constraints;
  }

  private static String shown(ConstraintModel constraint) {
    return "@%s(%s)".formatted(constraint.kind().word(), String.join(", ", constraint.columns()));
  }

  private static OmnigraphException refused(String subject, String what, String hint) {
    return new OmnigraphException(
        ErrorCode.SCHEMA_CHANGE_REFUSED,
        "The schema change is refused: %s: %s. To go on, %s.".formatted(subject, what, hint));
  }
}
