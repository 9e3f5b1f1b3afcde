package io.omnigraph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarkdownTest {
  static List<Markdown> pages() throws IOException {
    return Markdown.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void linksLeadSomewhere(Markdown page) {
    for (String target : page.localLinks()) {
      assertThat(page.file().resolveSibling(target)).as("link in %s", page).exists();
    }
  }

  @Test
  void thereArePages() throws IOException {
    assertThat(pages())
        .extracting(Markdown::toString)
        .contains("README.md", "docs/architecture.md", "docs/performance.md");
  }

  @Test
  void blocksHaveTheirInfoAndLine(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.md"), "See [b](b.md#c).\n```sql no-run\nSELECT\n1;\n```\n");
    Markdown page = Markdown.read(file);
    assertThat(page.blocks()).containsExactly(new Markdown.Block("sql no-run", "SELECT\n1;\n", 2));
    assertThat(page.localLinks()).containsExactly("b.md");
  }

  @Test
  void continuousIntegrationRunsTheCommandOfTheReadme() throws IOException {
    List<String> ci = Files.readAllLines(Markdown.ROOT.resolve(".ci/run"));
    Markdown readme = Markdown.read(Markdown.ROOT.resolve("README.md"));
    assertThat(readme.blocks())
        .extracting(Markdown.Block::text)
        .contains(ci.get(ci.size() - 1) + "\n");
  }
}
