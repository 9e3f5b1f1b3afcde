package io.omnigraph.jdbc.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.load.LoadRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadOptionsTest {
  private static LoadRequest request(String... words) {
    return LoadOptions.parse(List.of(words)).request(Optional.of("t"), LoadRequest.Progress.NONE);
  }

  @Test
  void unsaidIsAppendAndTheFormatOfTheName() {
    LoadRequest csv = request("a.csv");
    assertThat(csv.mode()).isEqualTo(LoadRequest.Mode.APPEND);
    assertThat(csv.format()).isEqualTo(LoadRequest.Format.CSV);
    assertThat(csv.csv()).isEqualTo(LoadRequest.CsvOptions.defaults());
    assertThat(request("a.JSONL").format()).isEqualTo(LoadRequest.Format.JSONL);
    assertThat(request("a.jsonl", "format=csv").format()).isEqualTo(LoadRequest.Format.CSV);
  }

  @Test
  void takesEachOption() {
    LoadRequest request =
        request("a.txt", "MODE=Merge", "null=NA", "delimiter=\\t", "header=no", "rename=a:b,c:d");
    assertThat(request.file()).isEqualTo(Path.of("a.txt"));
    assertThat(request.mode()).isEqualTo(LoadRequest.Mode.MERGE);
    assertThat(request.csv())
        .isEqualTo(new LoadRequest.CsvOptions(false, '\t', "NA", Map.of("a", "b", "c", "d")));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> request("a.csv", "x")).hasMessage("Expected name=value, not x.");
    assertThatThrownBy(() -> request("a.csv", "mode=replace"))
        .hasMessage("Option mode cannot be replace.");
    assertThatThrownBy(() -> request("a.csv", "sep=;")).hasMessage("Unknown option sep.");
    assertThatThrownBy(() -> request("a.csv", "delimiter=;;"))
        .hasMessageContaining("one character");
    assertThatThrownBy(() -> request("a.csv", "header=maybe")).hasMessageContaining("yes or no");
    assertThatThrownBy(() -> request("a.csv", "rename=a")).hasMessageContaining("FROM:TO");
  }
}
