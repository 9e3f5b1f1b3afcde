package io.omnigraph.engine.schema;

import java.util.Optional;

/**
 * A rule on the rows of one type, beside its key. Columns are ordinals of {@link
 * TableType#columns()}.
 */
public sealed interface Constraint {
  /** Name given in the schema, if any. */
  Optional<String> name();

  /** No two rows agree in all columns; a row with a NULL among them is exempt. */
  record Unique(Optional<String> name, int[] columns) implements Constraint {}

  /** An index is wanted; changes no result. */
  record Index(Optional<String> name, int[] columns, String method) implements Constraint {}

  /** Bounds, both inclusive, as text in the column's type; an absent bound is open. NULL passes. */
  record Range(Optional<String> name, int column, Optional<String> min, Optional<String> max)
      implements Constraint {}

  /** The text holds a match of the regular expression. NULL passes. */
  record Pattern(Optional<String> name, int column, String regex) implements Constraint {}
}
