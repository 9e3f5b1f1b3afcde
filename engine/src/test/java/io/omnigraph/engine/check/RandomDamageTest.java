package io.omnigraph.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file deleted, cut or with a flipped bit: the check comes to its end. Bits of the manifest
 * stay whole: it must be read before its checksums are known, and Lance may end the process over
 * them.
 */
class RandomDamageTest {
  private static final int CASES = Integer.getInteger("omnigraph.damage.cases", 12);
  private static final long FIRST_SEED = Long.getLong("omnigraph.damage.seed", 0L);

  @TempDir static Path template;
  @TempDir Path folder;

  @BeforeAll
  static void create() {
    Damaged.create(template.resolve("g")).recoverOnce();
  }

  static IntStream seeds() {
    return IntStream.range(0, CASES);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @Timeout(60)
  @DisplayName("A check ends whatever file is damaged, and tells what is broken")
  void ends(int seed) throws IOException {
    Damaged graph = Damaged.copy(template.resolve("g"), folder.resolve("g"));
    Random random = new Random(FIRST_SEED + seed);
    List<Path> files;
    try (Stream<Path> all = Files.walk(graph.root)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    int size = (int) Files.size(file);
    boolean manifest = file.startsWith(graph.root.resolve("__manifest"));
    int kind = size == 0 ? 0 : random.nextInt(manifest ? 2 : 3);
    switch (kind) {
      case 0 -> Files.delete(file);
      case 1 -> graph.cut(file, random.nextInt(size));
      default -> graph.flip(file, random.nextInt(size));
    }
    String what = List.of("deleted", "cut", "flipped").get(kind) + " " + file;
    List<Finding> findings = graph.checkDeeply();
    assertThat(findings).as(what).noneMatch(f -> f.kind() == FindingKind.NOT_CHECKED);
    if (kind > 0 && !manifest && isRecorded(file)) {
      assertThat(findings).as(what).anyMatch(f -> f.kind() == FindingKind.CHECKSUM);
    }
  }

  /** Whether a commit recorded its checksum: not what recovery writes about itself. */
  private boolean isRecorded(Path file) {
    String path = folder.resolve("g").relativize(file).toString();
    return (path.startsWith("nodes") || path.startsWith("edges"))
        && (path.contains("/data/") || path.contains("/_deletions/"));
  }
}
