package io.omnigraph.engine.publish;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.SchemaContract;
import io.omnigraph.storage.control.ControlStore;

/** Names and writes of the schema's files; which schema is accepted, the manifest says. */
public final class SchemaFiles {
  public static final String SOURCE = "_schema.pg";
  public static final String IR = "_schema.ir.json";
  public static final String STATE = "__schema_state.json";
  public static final String STAGING = ".staging";
  private static final String FOLDER = "__schemas";

  private final ControlStore files;

  public SchemaFiles(ControlStore files) {
    this.files = files;
  }

  /** Path of the immutable text of a schema version. */
  public static String objectSource(String hash) {
    return FOLDER + "/" + hex(hash) + ".pg";
  }

  public static String objectIr(String hash) {
    return FOLDER + "/" + hex(hash) + ".ir.json";
  }

  private static String hex(String hash) {
    return hash.substring(hash.indexOf(':') + 1);
  }

  /** Makes the object of a schema version; one that is there is the same. */
  public void writeObject(GraphSchema schema) {
    files.writeIfAbsent(objectSource(schema.hash()), schema.source());
    files.writeIfAbsent(objectIr(schema.hash()), schema.ir());
  }

  boolean hasObject(GraphSchema schema) {
    return files.exists(objectSource(schema.hash())) || files.exists(objectIr(schema.hash()));
  }

  /** Takes an object back that nothing has named yet. */
  void deleteObject(GraphSchema schema) {
    files.delete(objectSource(schema.hash()));
    files.delete(objectIr(schema.hash()));
  }

  /** Writes the three files of main beside the accepted ones. */
  public void stage(GraphSchema schema) {
    write(STAGING, schema);
  }

  /** Writes the three files of main themselves; the state, which binds them, comes last. */
  public void accept(GraphSchema schema) {
    write("", schema);
  }

  private void write(String suffix, GraphSchema schema) {
    files.write(SOURCE + suffix, schema.source());
    files.write(IR + suffix, schema.ir());
    files.write(STATE + suffix, SchemaContract.state(schema));
  }

  /** Makes the staged files the accepted ones; the state, which binds them, comes last. */
  public void promote() {
    files.rename(SOURCE + STAGING, SOURCE);
    files.rename(IR + STAGING, IR);
    files.rename(STATE + STAGING, STATE);
  }
}
