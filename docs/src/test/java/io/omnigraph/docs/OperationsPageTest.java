package io.omnigraph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.check.FindingKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever gets a finding can look it up in docs/operations.md. */
class OperationsPageTest {
  @Test
  void everyKindOfFindingIsOnThePageWithItsSeverity() throws IOException {
    List<String> rows =
        Markdown.read(Markdown.ROOT.resolve("docs/operations.md"))
            .text()
            .lines()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(Arrays.asList(FindingKind.values()))
        .allSatisfy(
            kind ->
                assertThat(rows)
                    .anyMatch(
                        row ->
                            row.contains("`" + kind.text() + "`")
                                && row.contains("| " + kind.severity().text() + " |")));
  }
}
