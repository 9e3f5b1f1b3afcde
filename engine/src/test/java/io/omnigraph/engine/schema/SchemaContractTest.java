package io.omnigraph.engine.schema;

import static io.omnigraph.engine.schema.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.error.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SchemaContractTest {
  private static final String TEXT = "node A { a: I32 @key }\n";
  private final GraphSchema schema = Schemas.compile(TEXT);
  private final String state = SchemaContract.state(schema);

  private String violated(String source, String ir, String newState) {
    return refused(
        ErrorCode.SCHEMA_CONTRACT,
        () ->
            SchemaContract.accept(
                "/g", Optional.of(source), Optional.ofNullable(ir), Optional.ofNullable(newState)));
  }

  @Test
  void acceptsWhatBelongsTogetherAndACommentMore() {
    GraphSchema accepted =
        SchemaContract.accept(
            "/g", Optional.of("// c\n" + TEXT), Optional.of(schema.ir()), Optional.of(state));
    assertThat(accepted.hash()).isEqualTo(schema.hash());
    assertThat(accepted.source()).isEqualTo("// c\n" + TEXT);
  }

  @Test
  void refusesASourceThatSaysSomethingElse() {
    assertThat(violated("node A { a: I64 @key }", schema.ir(), state))
        .contains("no longer matches");
    assertThat(violated("node A { a: I32 @key } node B { b: I32 }", schema.ir(), state))
        .contains("no longer matches");
    assertThat(violated("node A {", schema.ir(), state)).contains("no longer matches", "line 1");
  }

  @Test
  void refusesAnInvalidIr() {
    assertThat(violated(TEXT, "{}", state)).contains("IR file invalid");
  }

  @Test
  void refusesAnIrThatTheStateDoesNotName() {
    GraphSchema other = Schemas.compile(TEXT);
    assertThat(violated(TEXT, other.ir(), state)).contains("IR does not match recorded state");
  }

  @Test
  void refusesAnIncompleteContract() {
    assertThat(violated(TEXT, null, state)).contains("incomplete", "_schema.ir.json");
    assertThat(violated(TEXT, schema.ir(), null)).contains("incomplete", "__schema_state.json");
  }

  @Test
  void refusesAnUnknownStateFormat() {
    assertThat(
            violated(
                TEXT, schema.ir(), state.replace("\"format_version\":1", "\"format_version\":7")))
        .contains("format_version 7");
    assertThat(violated(TEXT, schema.ir(), "not json")).contains("state file invalid");
  }

  @Test
  void refusesAMissingSource() {
    refused(
        ErrorCode.SCHEMA_FILES_MISSING,
        () ->
            SchemaContract.accept(
                "/g", Optional.empty(), Optional.of(schema.ir()), Optional.of(state)));
  }

  @Test
  void acceptsAStoredVersionByItsHashOnly() {
    assertThat(SchemaContract.accept("/g", TEXT, schema.ir(), schema.hash()).hash())
        .isEqualTo(schema.hash());
    refused(
        ErrorCode.DATA_CORRUPT, () -> SchemaContract.accept("/g", TEXT, schema.ir(), "sha256:00"));
  }
}
