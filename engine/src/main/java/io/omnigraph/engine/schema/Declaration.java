package io.omnigraph.engine.schema;

import java.util.List;
import java.util.Optional;

/**
 * One declaration as written; no rule beyond the grammar has been checked.
 *
 * @param span of the whole declaration, for edits of the text
 */
record Declaration(
    Kind kind,
    Name name,
    List<Name> implemented,
    Optional<Ends> ends,
    List<Annotation> annotations,
    List<PropertyNode> properties,
    List<ConstraintNode> constraints,
    Span span) {
  /** What is declared. */
  enum Kind {
    INTERFACE,
    NODE,
    EDGE,
    VIEW,
    GRAPH;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** {@code node Person}, for messages. */
  String subject() {
    return kind.word() + " " + name.text();
  }

  String subject(String member) {
    return subject() + "." + member;
  }

  record Name(String text, Span span) {}

  /** Of an edge; {@code max} is empty without an upper bound. */
  record Ends(Name from, Name to, long min, Optional<Long> max) {}

  record PropertyNode(
      Name name, PropertyType type, boolean nullable, List<Annotation> annotations, Span span) {}

  /**
   * {@code @name}, {@code @name(argument, key = value)}.
   *
   * @param argument the one positional argument
   */
  record Annotation(String name, Optional<Literal> argument, List<NamedLiteral> named, Span span) {}

  record NamedLiteral(Name name, Literal value) {}

  /** A literal, or a bare name where {@code kind} is NAME. */
  record Literal(Token.Kind kind, String text, Span span) {}

  /**
   * A constraint of a body.
   *
   * @param kind {@code key}, {@code unique}, {@code index}, {@code range}, {@code check}, {@code
   *     references}
   * @param text the range ({@code lo..hi}), the pattern or the target
   */
  record ConstraintNode(
      String kind,
      List<Name> columns,
      String text,
      List<NamedLiteral> named,
      Optional<Name> sqlName,
      Span span) {}
}
