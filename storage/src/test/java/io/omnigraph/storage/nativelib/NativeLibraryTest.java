package io.omnigraph.storage.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeLibraryTest {
  @TempDir Path directory;

  /** A newer JVM beside the one that runs the tests; the paths of the usual packages. */
  private static final List<Path> NEWER_JAVA =
      List.of(
          Path.of("/usr/lib/jvm/temurin-25-jdk-amd64/bin/java"),
          Path.of("/usr/lib/jvm/java-25-openjdk-amd64/bin/java"));

  private record Child(Process process, Path out, Path err) {
    List<String> finish() throws Exception {
      assertThat(process.waitFor()).as(Files.readString(err)).isZero();
      return Files.readAllLines(out);
    }
  }

  private Child start(Path java, Path cache, String what) throws IOException {
    Path temporary = Files.createTempDirectory(directory, "tmp");
    Path out = temporary.resolve("stdout");
    Path err = temporary.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(),
            "-Xmx200m",
            "-Djava.io.tmpdir=" + temporary,
            "-Duser.home=" + temporary,
            "-D" + NativeCache.PROPERTY + "=" + cache,
            "-cp",
            System.getProperty("java.class.path"),
            NativeStart.class.getName(),
            what);
    builder.environment().remove("XDG_CACHE_HOME");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new Child(builder.start(), out, err);
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static List<Path> largeFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> f.toFile().length() > 10 << 20)
          .toList();
    }
  }

  @Test
  void secondStartUnpacksNothingAndNeedsNoFlag() throws Exception {
    Path cache = directory.resolve("cache");
    Child control = start(java(), cache, "control");
    control.finish();
    assertThat(cache).doesNotExist();

    Child first = start(java(), cache, "table");
    assertThat(first.finish()).contains("Committed[version=1]", "rows 0", "full text true");
    List<Path> unpacked = largeFiles(directory);
    assertThat(unpacked).hasSize(1);
    assertThat(unpacked.get(0)).startsWith(cache);
    Object file = Files.readAttributes(unpacked.get(0), "unix:ino,lastModifiedTime");

    Child second = start(java(), cache, "table");
    assertThat(second.finish()).contains("rows 0");
    assertThat(largeFiles(directory)).isEqualTo(unpacked);
    assertThat((Object) Files.readAttributes(unpacked.get(0), "unix:ino,lastModifiedTime"))
        .isEqualTo(file);
    assertThat(Files.readAllLines(second.err)).allMatch(line -> line.startsWith("SLF4J"));

    for (Path java : NEWER_JAVA) {
      if (Files.isExecutable(java)) {
        assertThat(start(java, cache, "table").finish()).contains("rows 0", "full text true");
      }
    }
  }

  @Test
  void processesThatUnpackAtTheSameTimeAgreeOnOneFile() throws Exception {
    Path cache = directory.resolve("cache");
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      children.add(start(java(), cache, "table"));
    }
    for (Child child : children) {
      assertThat(child.finish()).contains("rows 0");
    }
    assertThat(largeFiles(directory)).hasSize(1);
  }

  @Test
  void aFolderThatCannotBeUsedIsPassedOver() throws Exception {
    Path file = Files.write(directory.resolve("file"), "x".getBytes(StandardCharsets.UTF_8));
    assertThat(start(java(), file, "table").finish()).contains("rows 0");
    assertThat(largeFiles(directory)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, nativelib/linux-x86-64/liblance_jni.so",
    "Linux, aarch64, nativelib/linux-aarch64/liblance_jni.so",
    "Mac OS X, aarch64, nativelib/darwin-aarch64/liblance_jni.dylib",
  })
  void namesTheLibraryOfThePlatform(String os, String architecture, String resource) {
    assertThat(NativePlatform.resource(os, architecture)).isEqualTo(resource);
  }

  @Test
  void saysWhichPlatformsHaveNone() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> NativePlatform.resource("Windows 11", "amd64"))
        .hasMessageContaining("Windows 11")
        .hasMessageContaining("Linux");
  }
}
