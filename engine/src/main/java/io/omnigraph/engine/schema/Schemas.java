package io.omnigraph.engine.schema;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The ways to a {@link GraphSchema}: from text, from IR, and from one schema to the next. */
public final class Schemas {
  private Schemas() {}

  /** The schema without types; a new graph begins with it. */
  public static GraphSchema empty() {
    return compile("");
  }

  /**
   * Compiles a {@code .pg} text with new ids.
   *
   * @throws OmnigraphException SCHEMA_INVALID or SCHEMA_NAME_RESERVED with line and column;
   *     UNSUPPORTED for what the language has and the engine does not carry out yet
   */
  public static GraphSchema compile(String source) {
    return compile(source, SchemaIds.random());
  }

  static GraphSchema compile(String source, LongSupplier ids) {
    SchemaModel declared = SchemaChecker.check(PgParser.parse(source));
    return new CompiledSchema(SchemaIds.assign(declared, Optional.empty(), ids), source);
  }

  /**
   * Compiles a text as the successor of an accepted schema: types and properties of the same name
   * keep their ids.
   *
   * @throws OmnigraphException as {@link #compile}; SCHEMA_CHANGE_REFUSED when it does more than
   *     add types, drop types, change descriptions and change indices
   */
  public static GraphSchema evolve(GraphSchema accepted, String source) {
    SchemaModel before = model(accepted);
    List<Declaration> declarations = PgParser.parse(source);
    SchemaModel after =
        SchemaIds.assign(
            SchemaChecker.check(declarations), Optional.of(before), SchemaIds.random());
    SchemaChanges.refuseRenames(before, declarations);
    SchemaChanges.check(before, after);
    return new CompiledSchema(after, source);
  }

  /** The text with the ids of an accepted schema, whatever it changes. */
  static SchemaModel resolve(String source, SchemaModel accepted) {
    return SchemaIds.assign(
        SchemaChecker.check(PgParser.parse(source)), Optional.of(accepted), SchemaIds.random());
  }

  /**
   * Rebuilds a schema from its stored IR. That both belong together is for {@link SchemaContract}
   * to check.
   *
   * @throws OmnigraphException DATA_CORRUPT when it is no IR this version reads
   */
  public static GraphSchema fromIr(String ir, String source) {
    try {
      return new CompiledSchema(IrReader.read(ir), source);
    } catch (IrReader.IrException e) {
      throw new OmnigraphException(ErrorCode.DATA_CORRUPT, "The schema's IR", e.getMessage())
          .causedBy(e);
    }
  }

  /**
   * Carries out DDL: edits the accepted text, keeping comments and layout of what it does not
   * touch, and compiles the result.
   *
   * @param branch for messages
   * @return the same schema when there is nothing to do (IF [NOT] EXISTS)
   * @throws OmnigraphException TABLE_EXISTS, TABLE_NOT_FOUND, DEPENDENT_OBJECTS, and all of {@link
   *     #evolve}
   */
  public static GraphSchema apply(GraphSchema accepted, SchemaEdit edit, String branch) {
    return new SchemaEditor(accepted, branch).apply(edit);
  }

  static SchemaModel model(GraphSchema schema) {
    if (schema instanceof CompiledSchema compiled) {
      return compiled.model();
    }
    throw new IllegalArgumentException("not made here: " + schema.getClass());
  }
}
