package io.omnigraph.engine.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No name of a failpoint is left over: each is passed by the engine and fired by a test. */
class FailpointNamesTest {
  private static final List<String> MAIN = sources("src/main/java", "PublishStep.java");
  private static final List<String> TESTS = sources("src/test/java", "FailpointNamesTest.java");

  private static List<String> sources(String folder, String without) {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".java") && !file.endsWith(without))
          .map(FailpointNamesTest::text)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("a failpoint has a call site and a test")
  void isUsed(PublishStep step) {
    assertThat(MAIN).anyMatch(text -> text.contains("PublishStep." + step.name()));
    assertThat(TESTS)
        .anyMatch(
            text ->
                text.contains("PublishStep." + step.name())
                    || text.contains("\"" + step.name() + "\""));
  }

  @Test
  @DisplayName("names of failpoints are unique, and an error carries its name")
  void names() {
    List<String> names = Stream.of(PublishStep.values()).map(PublishStep::pointName).toList();
    assertThat(names).doesNotHaveDuplicates();
    assertThat(new Failpoints.InjectedFailure(PublishStep.SIDECAR_LIST))
        .hasMessage("injected failpoint triggered: recovery.sidecar_list");
  }
}
