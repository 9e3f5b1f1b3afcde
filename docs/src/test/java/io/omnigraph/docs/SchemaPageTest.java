package io.omnigraph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.SchemaPrinter;
import io.omnigraph.engine.schema.Schemas;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SchemaPageTest {
  @Test
  void schemasOfAllPagesCompileWithoutWarning() throws IOException {
    int found = 0;
    for (Markdown page : Markdown.all()) {
      for (Markdown.Block block : page.blocks()) {
        if (block.is("pg")) {
          assertThat(Schemas.compile(block.text()).warnings())
              .as("%s, line %s", page, block.line())
              .isEmpty();
          found++;
        }
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void thePagesSqlIsWhatItsSchemaPrints() throws IOException {
    List<Markdown.Block> blocks = Markdown.read(Markdown.ROOT.resolve("docs/schema.md")).blocks();
    GraphSchema schema = Schemas.compile(blocks.get(0).text());
    String printed =
        schema.tables().stream()
            .map(t -> SchemaPrinter.createTable(schema, t.name(), "main"))
            .collect(Collectors.joining());
    assertThat(blocks.get(1).text()).isEqualTo(printed);
  }
}
