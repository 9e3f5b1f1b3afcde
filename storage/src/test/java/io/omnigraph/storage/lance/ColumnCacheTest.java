package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.LongColumn;
import org.junit.jupiter.api.Test;

class ColumnCacheTest {
  private static Column column(int rows) {
    return new LongColumn(new long[rows], null);
  }

  private static ColumnCache.Key key(int field) {
    return new ColumnCache.Key("file", field);
  }

  @Test
  void leastRecentlyUsedGoesFirst() {
    ColumnCache cache = new ColumnCache(8 * 30);
    Column first = column(10);
    cache.put(key(1), first, null);
    cache.put(key(2), column(10), null);
    cache.put(key(3), column(10), null);
    assertThat(cache.find(key(1), null)).isSameAs(first);
    cache.put(key(4), column(10), null);
    assertThat(cache.find(key(2), null)).isNull();
    assertThat(cache.find(key(1), null)).isSameAs(first);
    assertThat(cache.used()).isEqualTo(8 * 30);
  }

  @Test
  void whatIsLargerThanTheBudgetIsNotKept() {
    ColumnCache cache = new ColumnCache(8 * 9);
    cache.put(key(1), column(5), null);
    cache.put(key(2), column(10), null);
    assertThat(cache.find(key(2), null)).isNull();
    assertThat(cache.find(key(1), null)).isNotNull();
    cache.put(key(1), column(10), null);
    assertThat(cache.find(key(1), null)).isNull();
    assertThat(cache.used()).isZero();
  }

  @Test
  void readThroughDeletionsIsGoodOnlyWhereTheseRowsAreDeleted() {
    long[] one = Bits.create(10);
    Bits.set(one, 3);
    long[] two = one.clone();
    Bits.set(two, 5);
    ColumnCache cache = new ColumnCache(1 << 20);
    cache.put(key(-1), column(10), one);
    assertThat(cache.find(key(-1), null)).isNull();
    assertThat(cache.find(key(-1), one)).isNotNull();
    assertThat(cache.find(key(-1), two)).isNotNull();
    cache.put(key(-1), column(10), two);
    assertThat(cache.find(key(-1), one)).isNull();
  }
}
