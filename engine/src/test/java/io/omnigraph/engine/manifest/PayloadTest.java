package io.omnigraph.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.FileSum;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PayloadTest {
  @Provide
  Arbitrary<List<FileSum>> sums() {
    Arbitrary<String> folder =
        Arbitraries.of("data/", "_deletions/", "tree/winter/data/", "", "tree/ä/b/_versions/");
    Arbitrary<String> path =
        Combinators.combine(folder, Arbitraries.strings().ofMaxLength(300))
            .as((start, end) -> (start + end).replaceAll("[\\ud800-\\udfff]", "x"));
    return Combinators.combine(path, Arbitraries.longs().greaterOrEqual(0), Arbitraries.integers())
        .as(FileSum::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 200)
  void readsWhatItWrote(@ForAll("sums") List<FileSum> sums) {
    byte[] bytes = Payload.of(sums).bytes();
    assertThat(Payload.stored(bytes).fileSums()).isEqualTo(sums);
    assertThat(Payload.stored(bytes)).isEqualTo(Payload.of(sums));
  }

  @Property(tries = 200)
  void aPartIsDamage(@ForAll("sums") List<FileSum> sums, @ForAll int at) {
    byte[] bytes = Payload.of(sums).bytes();
    byte[] part = Arrays.copyOf(bytes, 1 + Math.floorMod(at, bytes.length - 1));
    assertThatThrownBy(() -> Payload.stored(part).fileSums())
        .isInstanceOf(OmnigraphException.class);
    assertThatThrownBy(() -> Payload.stored(Arrays.copyOf(bytes, bytes.length + 1)).fileSums())
        .isInstanceOf(OmnigraphException.class);
  }

  /** What a stored list looks like must not change without a new format number. */
  @Test
  void formatOne() {
    Payload payload =
        Payload.of(List.of(new FileSum("data/a", 300, 1), new FileSum("data/bc", 5, -1)));
    assertThat(payload.bytes())
        .containsExactly(
            1,
            2,
            0,
            6,
            'd',
            'a',
            't',
            'a',
            '/',
            'a',
            0xac - 256,
            2,
            0,
            0,
            0,
            1,
            5,
            2,
            'b',
            'c',
            5,
            -1,
            -1,
            -1,
            -1);
  }

  @Test
  void nothingIsNoPayloadAndOtherKindsHoldNoSums() {
    assertThat(Payload.of(List.of())).isNull();
    assertThat(Payload.stored(new byte[] {9, 1, 2}).fileSums()).isEmpty();
    assertThat(Payload.stored(new byte[0]).fileSums()).isEmpty();
  }
}
