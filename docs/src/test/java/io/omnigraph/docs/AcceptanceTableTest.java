package io.omnigraph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/acceptance.md is what the tests' names give. */
class AcceptanceTableTest {
  private static final Path PAGE = Markdown.ROOT.resolve("docs/acceptance.md");
  private static final String REGENERATE = "omnigraph.docs.regenerate";
  private static final String COMMAND =
      "mvn -q -Dquick -pl docs -am test -Dtest=AcceptanceTableTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -D"
          + REGENERATE
          + "=true";

  @Test
  void thePageIsFresh() throws IOException {
    String text = AcceptanceTable.read().text();
    if (Boolean.getBoolean(REGENERATE)) {
      Files.writeString(PAGE, text);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/acceptance.md is stale. To regenerate it, run: " + COMMAND)
        .isEqualTo(text);
  }

  @Test
  void whatHasNoTestHasAReason() throws IOException {
    assertThat(AcceptanceTable.read().unexplained())
        .as("give a reason in docs/catalogue/untested.txt")
        .isEmpty();
  }

  @Test
  void idsAreFoundInNamesOnly() {
    assertThat(
            AcceptanceTable.ids(
                "ATest.java",
                """
                // PUB-01 in a comment is none
                @DisplayName("PUB-02, PUB-03: two of them, and" + " PUB-04")
                named("WRI-05 a generated case", other("see WRI-06"));
                """))
        .containsExactly("PUB-02", "PUB-03", "PUB-04", "WRI-05");
    assertThat(AcceptanceTable.ids("a.iq", "# QRY-07 and QRY-08"))
        .containsExactly("QRY-07", "QRY-08");
  }
}
