package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lance.fragment.RowIdMeta;

class RowIdSequenceTest {
  @BeforeAll
  static void load() {
    io.omnigraph.storage.nativelib.NativeLibrary.load(null);
  }

  /** Lance's own encoder writes, we read. */
  @Property(tries = 300)
  void readsWhatLanceWrites(@ForAll long seed) {
    io.omnigraph.storage.nativelib.NativeLibrary.load(null);
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(300);
    long base = random.nextInt(4) == 0 ? 1L << 40 : random.nextInt(1000);
    int spread = 1 << random.nextInt(30);
    LongStream ids =
        LongStream.generate(() -> base + random.nextInt(spread))
            .distinct()
            .limit(Math.min(rows, spread));
    long[] expected = (random.nextBoolean() ? ids.sorted() : ids).toArray();
    long[] decoded =
        RowIdSequence.decode(RowIdMeta.fromRowIds(expected).getMetadata(), expected.length);
    assertThat(decoded).isEqualTo(expected);
  }

  /** Rows that were deleted leave holes of all densities. */
  @Property(tries = 300)
  void readsRangesWithHoles(@ForAll long seed) {
    io.omnigraph.storage.nativelib.NativeLibrary.load(null);
    Random random = new Random(seed);
    int oneIn = 1 + random.nextInt(400);
    long[] expected =
        LongStream.range(random.nextInt(100), 200 + random.nextInt(2000))
            .filter(id -> random.nextInt(oneIn) > 0 || id == 199)
            .toArray();
    assertThat(RowIdSequence.decode(RowIdMeta.fromRowIds(expected).getMetadata(), expected.length))
        .isEqualTo(expected);
  }

  @Test
  void knowsTheUsualForms() {
    for (long[] ids :
        new long[][] {
          LongStream.range(0, 1000).toArray(),
          LongStream.range(5_000_000, 5_000_100).toArray(),
          LongStream.range(0, 1000).filter(id -> id != 500).toArray(),
          {7},
          {2, 4, 15},
          {2, 25, 1},
          {100_000, 5, 70_000},
          {1L << 40, 3}
        }) {
      assertThat(RowIdSequence.decode(RowIdMeta.fromRowIds(ids).getMetadata(), ids.length))
          .isEqualTo(ids);
    }
  }

  @Test
  void anythingElseIsLeftToAScan() {
    assertThat(RowIdSequence.decode(null, 1)).isNull();
    assertThat(RowIdSequence.decode("{\"External\":{}}", 1)).isNull();
    assertThat(RowIdSequence.decode("{\"Inline\":[10,6,10,4,8]}", 1)).isNull();
    assertThat(RowIdSequence.decode("{\"Inline\":[10,4,10,2,16,10]}", 9)).isNull();
    assertThat(RowIdSequence.decode("{\"Inline\":[10,4,10,2,16,10]}", 10))
        .isEqualTo(LongStream.range(0, 10).toArray());
  }
}
