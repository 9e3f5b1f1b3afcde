package io.omnigraph.engine.schema;

import java.util.List;
import java.util.Optional;

/**
 * A change of a schema as DDL asks for it; applied to the accepted {@code .pg} text, then compiled
 * like any text.
 */
public sealed interface SchemaEdit {
  /**
   * CREATE TABLE.
   *
   * @param key names of the key columns, empty = generated {@code _id}
   */
  record CreateNode(
      String name,
      boolean ifNotExists,
      List<NewProperty> properties,
      List<String> key,
      List<NewConstraint> constraints,
      Optional<String> description)
      implements SchemaEdit {}

  /** CREATE EDGE TABLE; {@code src} and {@code dst} may be named in key and constraints only. */
  record CreateEdge(
      String name,
      boolean ifNotExists,
      String from,
      String to,
      long minEdges,
      Optional<Long> maxEdges,
      List<NewProperty> properties,
      List<String> key,
      List<NewConstraint> constraints,
      Optional<String> description)
      implements SchemaEdit {}

  /** DROP TABLE; {@code cascade} drops edge types that need it. */
  record Drop(List<String> names, boolean ifExists, boolean cascade) implements SchemaEdit {}

  /**
   * Replaces the whole text (APPLY SCHEMA); only additions and drops of whole types are possible so
   * far.
   */
  record Replace(String source) implements SchemaEdit {}

  /** A property to be made. */
  record NewProperty(
      String name,
      PropertyType type,
      boolean nullable,
      Optional<String> defaultSql,
      Optional<String> description) {}

  /**
   * A constraint to be made.
   *
   * @param kind UNIQUE, INDEX, RANGE (text = {@code lo..hi}) or CHECK (text = regex)
   */
  record NewConstraint(Kind kind, Optional<String> name, List<String> columns, String text) {
    /** Which rule. */
    public enum Kind {
      UNIQUE,
      INDEX,
      RANGE,
      CHECK
    }
  }
}
