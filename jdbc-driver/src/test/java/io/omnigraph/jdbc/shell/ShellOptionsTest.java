package io.omnigraph.jdbc.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShellOptionsTest {
  @Test
  void aDirectoryBecomesAUrlAndAUrlStays() {
    assertThat(ShellOptions.parse("data/g").url()).isEqualTo("jdbc:omnigraph:data/g");
    assertThat(ShellOptions.parse("jdbc:omnigraph:mem:x").url()).isEqualTo("jdbc:omnigraph:mem:x");
  }

  @Test
  void inputsKeepTheirOrder() {
    ShellOptions options =
        ShellOptions.parse("-e", "SELECT 1", "g", "--csv", "-f", "a.sql", "-e", "!quit");
    assertThat(options.inputs())
        .containsExactly(
            new ShellOptions.Source.Text("SELECT 1"),
            new ShellOptions.Source.File(Path.of("a.sql")),
            new ShellOptions.Source.Text("!quit"));
    assertThat(options.format()).isEqualTo(Optional.of(RowFormat.CSV));
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> ShellOptions.parse())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Which graph?");
    assertThatThrownBy(() -> ShellOptions.parse("g", "-e")).hasMessage("Option -e needs a value.");
    assertThatThrownBy(() -> ShellOptions.parse("g", "--jason"))
        .hasMessage("Unknown option --jason.");
    assertThatThrownBy(() -> ShellOptions.parse("g", "h"))
        .hasMessage("One graph at a time: g or h?");
  }

  @Test
  void helpAndVersionNeedNoGraph() {
    assertThat(ShellOptions.parse("--help").help()).isTrue();
    assertThat(ShellOptions.parse("--version").version()).isTrue();
  }

  @Test
  void wordsRespectQuotes() {
    assertThat(Commands.words("load 'a b.csv' null=\"N A\" x"))
        .containsExactly("load", "a b.csv", "null=N A", "x");
    assertThatThrownBy(() -> Commands.words("'open")).hasMessageContaining("not closed");
  }
}
