package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.column.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FragmentTiersTest {
  private static final FragmentTiers TIERS = new FragmentTiers(4, 2, 100, 1_000, 200, 10_000);

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

  private static FragmentTiers ofTable(String smallBytes) {
    return TIERS.of(
        new TableSchema(List.of(), Map.of(TableSchema.SMALL_FRAGMENT_BYTES, smallBytes)));
  }

  @Test
  void aTableMayCallFewerBytesLargeNotMore() {
    int[] rows = {1, 1, 1, 1};
    long[] bytes = {900, 900, 900, 900};
    assertThat(TIERS.mergeFrom(rows, bytes)).isZero();
    assertThat(TIERS.of(new TableSchema(List.of()))).isEqualTo(TIERS);
    assertThat(ofTable("899").mergeFrom(rows, bytes)).isEqualTo(-1);
    assertThat(ofTable("900").mergeFrom(rows, bytes)).isZero();
    assertThat(ofTable("1001")).isEqualTo(TIERS);
    assertThat(ofTable("-1")).isEqualTo(TIERS);
    assertThat(ofTable("10000000000")).isEqualTo(TIERS);
  }
}
