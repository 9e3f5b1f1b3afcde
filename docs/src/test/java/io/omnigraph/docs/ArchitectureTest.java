package io.omnigraph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A newcomer finds every class that docs/architecture.md names. */
class ArchitectureTest {
  /** A type's name between back quotes; a word in capitals is SQL. */
  private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)`");

  @Test
  void everyTypeThatThePageNamesExists() throws IOException {
    Markdown page = Markdown.read(Markdown.ROOT.resolve("docs/architecture.md"));
    List<String> named =
        TYPE.matcher(page.text()).results().map(t -> t.group(1)).distinct().toList();
    assertThat(named).hasSizeGreaterThan(15);
    assertThat(sources()).containsAll(named);
  }

  /** Names of all source files, test ones too: the page names the tests that guard an invariant. */
  private static Set<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Markdown.ROOT)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }
}
