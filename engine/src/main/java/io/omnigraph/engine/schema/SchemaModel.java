package io.omnigraph.engine.schema;

import java.util.List;
import java.util.Optional;

/**
 * A checked schema with everything that the IR holds. References are by name, spelt as declared;
 * types are sorted by kind and name.
 *
 * @param identityDomain ULID that stays with the graph's schema for ever
 */
record SchemaModel(String identityDomain, List<TypeModel> types) {
  SchemaModel {
    types = List.copyOf(types);
  }

  List<TypeModel> types(Declaration.Kind kind) {
    return types.stream().filter(t -> t.kind() == kind).toList();
  }

  /** The type of this name, whatever its case. */
  Optional<TypeModel> type(String name) {
    String fold = Names.fold(name);
    return types.stream().filter(t -> Names.fold(t.name()).equals(fold)).findFirst();
  }

  /**
   * @param id 0 until it is assigned
   * @param incarnation names the lifetime of the table; 0 for interfaces
   */
  record TypeModel(
      Declaration.Kind kind,
      long id,
      long incarnation,
      String name,
      List<String> implemented,
      Optional<Ends> ends,
      List<AnnotationModel> annotations,
      List<PropertyModel> properties,
      List<ConstraintModel> constraints) {
    Optional<PropertyModel> property(String property) {
      String fold = Names.fold(property);
      return properties.stream().filter(p -> Names.fold(p.name()).equals(fold)).findFirst();
    }

    Optional<ConstraintModel> key() {
      return constraints.stream().filter(c -> c.kind() == ConstraintKind.KEY).findFirst();
    }

    /** {@code node Person}, for messages. */
    String subject() {
      return kind.word() + " " + name;
    }
  }

  record Ends(String from, String to, long min, Optional<Long> max) {}

  /**
   * @param fromInterfaces names of the interfaces that declare it, sorted
   */
  record PropertyModel(
      long id,
      String name,
      PropertyType type,
      boolean nullable,
      List<AnnotationModel> annotations,
      List<String> fromInterfaces) {}

  /** Metadata that changes no result: descriptions, defaults and what we do not know. */
  record AnnotationModel(String name, List<Argument> arguments) {
    /** The positional argument. */
    Optional<Argument> argument() {
      return arguments.stream().filter(a -> a.key().isEmpty()).findFirst();
    }
  }

  /**
   * @param key empty for the positional one
   */
  record Argument(String key, Token.Kind kind, String value) {}

  /** Constraints, and what the IR keeps among them. */
  enum ConstraintKind {
    KEY,
    UNIQUE,
    INDEX,
    RANGE,
    CHECK,
    /** Columns: the vector, its source text. */
    EMBED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * @param columns properties, or {@code src}, {@code dst}
   * @param text {@code lo..hi}, pattern, index method or model; empty where there is none
   * @param option of an index: its metric; else empty
   */
  record ConstraintModel(
      ConstraintKind kind,
      Optional<String> name,
      List<String> columns,
      String text,
      String option) {
    boolean sameAs(ConstraintModel other) {
      return kind == other.kind
          && columns.equals(other.columns)
          && text.equals(other.text)
          && option.equals(other.option);
    }
  }
}
