package io.omnigraph.engine.publish;

/** Kinds of writers, as the sidecar and the commit name them. */
public enum WriterKind {
  MUTATION("Mutation"),
  LOAD("Load"),
  SCHEMA_APPLY("SchemaApply");

  private final String text;

  WriterKind(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
