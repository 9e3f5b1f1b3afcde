package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.column.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FragmentTiersTest {
  private static final FragmentTiers TIERS =
      new FragmentTiers(4, 2, 100, 1_000, 1_000, 200, 10_000);

  private static int mergeFrom(int... rows) {
    return TIERS.mergeFrom(rows, new long[rows.length]);
  }

  @Test
  void mergesAsManyOfTheNewestAsAreWorthIt() {
    assertThat(mergeFrom(1, 1, 1)).isEqualTo(-1);
    assertThat(mergeFrom(1, 1, 1, 1)).isZero();
    assertThat(mergeFrom(50, 1, 1, 1, 1)).isEqualTo(1);
    assertThat(mergeFrom(4, 1, 1, 1, 1)).isZero();
    assertThat(mergeFrom(9, 4, 1, 1, 1)).isEqualTo(-1);
    assertThat(mergeFrom(1, 1, 1, 1, 50)).isEqualTo(-1);
  }

  @Test
  void leavesLargeFragmentsAndThoseBeforeThemAlone() {
    assertThat(mergeFrom(1, 1, 1, 1, 101)).isEqualTo(-1);
    assertThat(mergeFrom(1, 101, 1, 1, 1, 1)).isEqualTo(2);
    assertThat(mergeFrom(60, 60, 60, 60)).isEqualTo(-1);
    assertThat(mergeFrom(60, 60, 20, 30, 20)).isEqualTo(0);
    assertThat(TIERS.mergeFrom(new int[] {1, 1, 1, 1}, new long[] {0, 2_000, 0, 0})).isEqualTo(-1);
  }

  @Test
  void fragmentsThatVanishDoNotCount() {
    assertThat(mergeFrom(1, 0, 0, 0, 1, 1)).isEqualTo(-1);
    assertThat(mergeFrom(0, 1, 1, 0, 1, 1)).isEqualTo(1);
  }

  /** The promise of the class comment, on commits of one row and of all sizes. */
  @Test
  void fragmentsStayFewAndRowsAreRewrittenSeldom() {
    for (int most : new int[] {1, 3, 500}) {
      Random random = new Random(most);
      List<Integer> rows = new ArrayList<>();
      long total = 0;
      long rewritten = 0;
      for (int commit = 0; commit < 20_000; commit++) {
        int from =
            FragmentTiers.DEFAULT.mergeFrom(
                rows.stream().mapToInt(i -> i).toArray(), new long[rows.size()]);
        if (from >= 0) {
          int sum = rows.subList(from, rows.size()).stream().mapToInt(i -> i).sum();
          assertThat(sum).isLessThanOrEqualTo(1 << 14);
          rows.subList(from, rows.size()).clear();
          rows.add(sum);
          rewritten += sum;
        }
        int added = 1 + random.nextInt(most);
        rows.add(added);
        total += added;
        assertThat(rows.size()).as(rows::toString).isLessThanOrEqualTo((int) (50 + total / 4_096));
      }
      assertThat(rewritten).isLessThan(5 * total);
    }
  }

  private static int mergeFrom(String wideBytes, int rows, long bytes) {
    int[] allRows = new int[16];
    long[] allBytes = new long[16];
    Arrays.fill(allRows, rows);
    Arrays.fill(allBytes, bytes);
    TableSchema schema =
        new TableSchema(List.of(), Map.of(TableSchema.WIDE_FRAGMENT_BYTES, wideBytes));
    return FragmentTiers.DEFAULT.of(schema).mergeFrom(allRows, allBytes);
  }

  @Test
  void aTableMayCallFewerBytesOfWideRowsLarge() {
    assertThat(mergeFrom("1999", 1, 2_000)).isEqualTo(-1);
    assertThat(mergeFrom("2000", 1, 2_000)).isZero();
    assertThat(mergeFrom("1999", 2, 2_000)).isZero();
    assertThat(mergeFrom("0", 1, 1_024)).isZero();
    assertThat(mergeFrom("2000000", 1, 200_000)).isZero();
    assertThat(mergeFrom("-1", 1, 2_000)).isZero();
    assertThat(mergeFrom("10000000000", 1, 2_000)).isZero();
    TableSchema plain = new TableSchema(List.of());
    assertThat(FragmentTiers.DEFAULT.of(plain)).isEqualTo(FragmentTiers.DEFAULT);
  }
}
