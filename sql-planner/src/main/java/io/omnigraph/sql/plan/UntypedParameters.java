package io.omnigraph.sql.plan;

import io.omnigraph.storage.error.OmnigraphException;
import java.io.Serial;
import java.util.Set;

/** A statement that could not be planned with what was guessed for its untyped parameters. */
public final class UntypedParameters extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Set<Integer> indexes;

  UntypedParameters(Set<Integer> indexes, OmnigraphException cause) {
    super(cause.getMessage(), cause, false, false);
    this.indexes = Set.copyOf(indexes);
  }

  /** Markers that nothing typed before planning stopped, from 0. */
  public Set<Integer> indexes() {
    return indexes;
  }

  /** What is wrong when the guesses are taken for types. */
  public OmnigraphException error() {
    return (OmnigraphException) getCause();
  }
}
