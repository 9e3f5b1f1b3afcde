package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Severity;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored does not depend on how the user writes digits. */
class LocaleTest extends OpenGraphTest {
  /** More one-row commits than leave their fragments unmerged. */
  private static final int COMMITS = 40;

  private Locale before;

  @BeforeEach
  void arabicDigits() {
    before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
  }

  @AfterEach
  void usualDigits() {
    Locale.setDefault(before);
  }

  @Test
  void commitsAreReadAnywhere() {
    for (int i = 0; i < COMMITS; i++) {
      insert(session, "Person", row("P" + i, i));
    }
    session.createBranch("b", "main", java.util.Optional.empty());
    Locale.setDefault(Locale.ROOT);
    reopen();
    assertThat(read("Person")).hasSize(4 + COMMITS);
    assertThat(Graphs.check(root, CheckOptions.deepest()))
        .noneMatch(finding -> finding.severity() != Severity.INFO);
  }
}
