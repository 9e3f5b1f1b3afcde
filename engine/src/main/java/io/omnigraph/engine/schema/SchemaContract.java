package io.omnigraph.engine.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Locale;
import java.util.Optional;

/**
 * The three schema files and whether they belong together (spec: graph-directory 1.3). Knows texts
 * only, no files.
 */
public final class SchemaContract {
  private static final int FORMAT_VERSION = 1;
  private static final int IDENTITY_VERSION = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SchemaContract() {}

  /** The text of {@code __schema_state.json} for a schema. */
  public static String state(GraphSchema schema) {
    return String.format(
        Locale.ROOT,
        "{\"format_version\":%d,\"schema_identity_version\":%d,\"schema_ir_hash\":\"%s\"}",
        FORMAT_VERSION,
        IDENTITY_VERSION,
        schema.hash());
  }

  /**
   * Accepts the three texts as one schema.
   *
   * @param root for messages
   * @param source text of {@code _schema.pg}
   * @param ir text of {@code _schema.ir.json}, empty when the file is absent
   * @param state text of {@code __schema_state.json}, empty when the file is absent
   * @throws OmnigraphException SCHEMA_CONTRACT with the reason; SCHEMA_FILES_MISSING without source
   */
  public static GraphSchema accept(
      String root, Optional<String> source, Optional<String> ir, Optional<String> state) {
    String text =
        source.orElseThrow(() -> new OmnigraphException(ErrorCode.SCHEMA_FILES_MISSING, root));
    if (ir.isEmpty() || state.isEmpty()) {
      String missing =
          ir.isEmpty() && state.isEmpty()
              ? "_schema.ir.json and __schema_state.json are"
              : ir.isEmpty() ? "_schema.ir.json is" : "__schema_state.json is";
      throw violated(root, "contract incomplete: " + missing + " missing");
    }
    String expected = stateHash(root, state.get());
    SchemaModel model;
    try {
      model = IrReader.read(ir.get());
    } catch (IrReader.IrException e) {
      throw violated(root, "IR file invalid: " + e.getMessage()).causedBy(e);
    }
    if (!CompiledSchema.hash(ir.get()).equals(expected)) {
      throw violated(root, "IR does not match recorded state");
    }
    checkSource(root, text, model);
    return new CompiledSchema(model, text);
  }

  /**
   * Accepts a stored schema version, {@code __schemas/{hash}.*}.
   *
   * @param hash the version's name, from the graph commit
   */
  public static GraphSchema accept(String root, String source, String ir, String hash) {
    if (!CompiledSchema.hash(ir).equals(hash)) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          "Schema version " + hash + " of " + root,
          "its IR hashes to " + CompiledSchema.hash(ir));
    }
    GraphSchema schema = Schemas.fromIr(ir, source);
    checkSource(root, source, Schemas.model(schema));
    return schema;
  }

  private static void checkSource(String root, String source, SchemaModel model) {
    SchemaModel compiled;
    try {
      compiled = Schemas.resolve(source, model);
    } catch (OmnigraphException e) {
      throw violated(root, "source no longer matches the accepted schema: " + e.getMessage())
          .causedBy(e);
    }
    if (!IrWriter.ir(compiled).equals(IrWriter.ir(model))) {
      throw violated(root, "source no longer matches the accepted schema");
    }
  }

  private static String stateHash(String root, String state) {
    JsonNode json;
    try {
      json = MAPPER.readTree(state);
    } catch (JsonProcessingException e) {
      throw violated(root, "state file invalid: " + e.getOriginalMessage()).causedBy(e);
    }
    int format = json.path("format_version").asInt(-1);
    int identity = json.path("schema_identity_version").asInt(-1);
    if (format != FORMAT_VERSION || identity != IDENTITY_VERSION) {
      throw violated(
          root,
          "state file has format_version %d and schema_identity_version %d, this version reads 1"
                  .formatted(format, identity)
              + " and 1");
    }
    return json.path("schema_ir_hash").asText();
  }

  private static OmnigraphException violated(String root, String why) {
    return new OmnigraphException(ErrorCode.SCHEMA_CONTRACT, root, why);
  }
}
