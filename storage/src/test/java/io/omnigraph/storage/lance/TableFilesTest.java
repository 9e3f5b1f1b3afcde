package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFilesTest {
  @TempDir Path root;

  private TableFiles with(String... names) throws IOException {
    TableFiles files = TableFiles.of(root, "nodes/a", null);
    Files.createDirectories(files.versions());
    for (String name : names) {
      Files.createFile(files.versions().resolve(name));
    }
    return files;
  }

  @Test
  void readsBothNamingsAndIgnoresLeftOvers() throws IOException {
    TableFiles files =
        with(
            "18446744073709551614.manifest",
            "18446744073709551613.manifest",
            "18446744073709551612.manifest#1",
            ".tmpabc",
            "latest_version_hint.json",
            "x.manifest");
    assertThat(files.latestVersion()).isEqualTo(2);
    assertThat(files.hasVersion(2)).isTrue();
    assertThat(files.hasVersion(3)).isFalse();
    with("7.manifest");
    assertThat(files.latestVersion()).isEqualTo(7);
    assertThat(files.hasVersion(7)).isTrue();
  }

  @Test
  void nothingIsThereBeforeTheFirstVersion() throws IOException {
    TableFiles absent = TableFiles.of(root, "nodes/b", null);
    assertThat(absent.exists()).isFalse();
    assertThat(absent.latestVersion()).isZero();
    assertThat(with(".tmpabc").exists()).isFalse();
  }

  @Test
  void pathsCannotLeaveTheRoot() {
    assertThatThrownBy(() -> TableFiles.of(root, "../x", null))
        .isInstanceOf(OmnigraphException.class);
    assertThatThrownBy(() -> TableFiles.of(root, "", null)).isInstanceOf(OmnigraphException.class);
  }
}
