package io.omnigraph.engine.publish;

import java.util.Optional;

/** Kinds of writers, as the sidecar and the commit name them. */
public enum WriterKind {
  MUTATION("Mutation", Evidence.EXACT_COUNT),
  LOAD("Load", Evidence.EXACT_COUNT),
  SCHEMA_APPLY("SchemaApply", Evidence.CONFIRMED),
  BRANCH_MERGE("BranchMerge", Evidence.CONFIRMED),
  ENSURE_INDICES("EnsureIndices", Evidence.ANY_COUNT),
  OPTIMIZE("Optimize", Evidence.ANY_COUNT),
  FOLD("Fold", Evidence.ANY_COUNT);

  private final String text;
  private final Evidence evidence;

  /** What tells recovery that a table has all commits of an operation. */
  public enum Evidence {
    /** Strict: exactly the planned number of commits. */
    EXACT_COUNT,
    /** Loose: the number is not known before; the confirmed version says it. */
    CONFIRMED,
    /** Loose, and every commit keeps the content: whatever is there may be published. */
    ANY_COUNT
  }

  WriterKind(String text, Evidence evidence) {
    this.text = text;
    this.evidence = evidence;
  }

  public String text() {
    return text;
  }

  public Evidence evidence() {
    return evidence;
  }

  /** The kind of that name, as {@link #text} gives it. */
  public static Optional<WriterKind> of(String text) {
    for (WriterKind kind : values()) {
      if (kind.text.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
