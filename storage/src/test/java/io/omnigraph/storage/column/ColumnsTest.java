package io.omnigraph.storage.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Property(tries = 200)
  void buildersGatherSliceAndConcatAgreeWithLists(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 300) int rows) {
    Random random = new Random(seed);
    for (ColumnType.Layout layout : ColumnType.Layout.values()) {
      List<Object> model = model(random, layout, rows);
      Column column = build(layout, model);
      assertThat(values(column)).isEqualTo(printable(model));

      int from = random.nextInt(rows + 1);
      int count = random.nextInt(rows - from + 1);
      assertThat(values(Columns.slice(column, from, count)))
          .isEqualTo(printable(model.subList(from, from + count)));

      int[] positions =
          random.ints(rows, -1, Math.max(rows, 1)).map(p -> rows == 0 ? -1 : p).toArray();
      List<Object> expected = new ArrayList<>();
      for (int p : positions) {
        expected.add(p < 0 ? null : model.get(p));
      }
      assertThat(values(Columns.gather(column, positions, rows))).isEqualTo(printable(expected));

      List<Object> twice = new ArrayList<>(model);
      twice.addAll(model.subList(from, from + count));
      assertThat(values(Columns.concat(List.of(column, Columns.slice(column, from, count)))))
          .isEqualTo(printable(twice));
    }
  }

  @Test
  void dictionariesAreSharedByGatherAndConcat() {
    BytesColumn column =
        new BytesColumn(
            new int[] {0, 1, 3}, "abb".getBytes(StandardCharsets.UTF_8), new int[] {1, 0, 1}, null);
    BytesColumn gathered = (BytesColumn) Columns.gather(column, new int[] {2, 1}, 2);
    assertThat(gathered.bytes()).isSameAs(column.bytes());
    BytesColumn both = (BytesColumn) Columns.concat(List.of(column, gathered));
    assertThat(both.bytes()).isSameAs(column.bytes());
    assertThat(values(both)).containsExactly("bb", "a", "bb", "bb", "a");
  }

  @Test
  void containsIsAboutEveryBit() {
    long[] inner = Bits.create(130);
    long[] outer = Bits.create(130);
    Bits.set(inner, 128);
    assertThat(Bits.contains(outer, inner)).isFalse();
    Bits.set(outer, 128);
    Bits.set(outer, 3);
    assertThat(Bits.contains(outer, inner)).isTrue();
    assertThat(Bits.contains(inner, outer)).isFalse();
    assertThat(Bits.contains(null, null)).isTrue();
    assertThat(Bits.contains(null, inner)).isFalse();
    assertThat(Bits.count(outer)).isEqualTo(2);
  }

  static List<Object> model(Random random, ColumnType.Layout layout, int rows) {
    boolean nulls = random.nextBoolean();
    Object[] values = new Object[rows];
    for (int i = 0; i < rows; i++) {
      values[i] =
          nulls && random.nextInt(3) == 0
              ? null
              : switch (layout) {
                case INT -> (Object) random.nextInt();
                case LONG -> random.nextLong();
                case DOUBLE -> random.nextDouble();
                case BYTES -> "é".repeat(random.nextInt(4)).getBytes(StandardCharsets.UTF_8);
              };
    }
    return Arrays.asList(values);
  }

  static Column build(ColumnType.Layout layout, List<Object> model) {
    ColumnBuilder builder = ColumnBuilder.of(layout, 1);
    model.forEach(builder::appendBoxed);
    return builder.build();
  }

  static List<Object> printable(List<Object> model) {
    List<Object> result = new ArrayList<>();
    for (Object value : model) {
      result.add(value instanceof byte[] b ? new String(b, StandardCharsets.UTF_8) : value);
    }
    return result;
  }

  static List<Object> values(Column column) {
    List<Object> result = new ArrayList<>();
    for (int i = 0; i < column.length(); i++) {
      if (column.isNull(i)) {
        result.add(null);
      } else if (column instanceof IntColumn c) {
        result.add(c.values()[i]);
      } else if (column instanceof LongColumn c) {
        result.add(c.values()[i]);
      } else if (column instanceof DoubleColumn c) {
        result.add(c.values()[i]);
      } else {
        result.add(((BytesColumn) column).text(i));
      }
    }
    return result;
  }
}
