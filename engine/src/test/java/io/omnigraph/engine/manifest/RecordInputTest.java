package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of records. */
class RecordInputTest {
  /** The sign that stands for bytes that are no text is one itself. */
  @ParameterizedTest
  @ValueSource(strings = {"", "node:Person", "née 🂡", "\uFFFD", "a\uFFFDb"})
  void textsComeBack(String text) throws RecordInput.Malformed {
    RecordOutput out = new RecordOutput();
    out.text(text);
    assertThat(new RecordInput(out.finish()).text()).isEqualTo(text);
  }

  @Test
  void whatIsNotUtf8IsNoText() {
    for (String hex : List.of("ff", "61c3", "c062", "eda080", "efbfbdff")) {
      RecordOutput out = new RecordOutput();
      out.bytes(HexFormat.of().parseHex(hex));
      assertThatThrownBy(() -> new RecordInput(out.finish()).text())
          .isInstanceOf(RecordInput.Malformed.class)
          .hasMessageContaining("UTF-8");
    }
  }

  /** It is stored as UTF-8, which has no place for half a pair. */
  @Test
  void halfAPairIsReplacedWhenItIsWritten() throws RecordInput.Malformed {
    RecordOutput out = new RecordOutput();
    out.text("a\uD800b");
    assertThat(new RecordInput(out.finish()).text()).isEqualTo("a?b");
  }
}
