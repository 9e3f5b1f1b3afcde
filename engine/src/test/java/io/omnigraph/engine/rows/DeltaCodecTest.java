package io.omnigraph.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.manifest.TableDelta;
import io.omnigraph.engine.schema.Schemas;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class DeltaCodecTest {
  private static final TableType TYPE =
      Schemas.compile(
              "node Item { code: String @key  n: I32?  big: I64?  weight: F64?  price:"
                  + " Decimal(10, 2)?  note: String? }")
          .table("Item")
          .orElseThrow();
  private static final TableType PERSON =
      Schemas.compile("node Person { name: String @key  age: I32?  born: Date? }")
          .table("Person")
          .orElseThrow();

  /** Values by row and column; keys are distinct. */
  private static Object[][] rows(Random random, int count, int firstKey) {
    Object[][] rows = new Object[count][];
    for (int i = 0; i < count; i++) {
      rows[i] =
          new Object[] {
            "key-" + (firstKey + i),
            random.nextBoolean() ? null : (Object) random.nextInt(),
            random.nextBoolean() ? null : (Object) random.nextLong(),
            random.nextBoolean() ? null : (Object) random.nextGaussian(),
            random.nextBoolean() ? null : decimal(random),
            random.nextBoolean() ? null : "ä".repeat(random.nextInt(200))
          };
    }
    return rows;
  }

  private static byte[] decimal(Random random) {
    byte[] value = new byte[16];
    random.nextBytes(value);
    return value;
  }

  private static Column[] columns(TableType type, Object[][] rows) {
    List<ColumnDef> defs = type.storedSchema().columns();
    Column[] columns = new Column[defs.size()];
    for (int i = 0; i < columns.length; i++) {
      ColumnBuilder builder = ColumnBuilder.of(defs.get(i).type().layout(), rows.length);
      for (Object[] row : rows) {
        builder.appendBoxed(
            row[i] instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : row[i]);
      }
      columns[i] = builder.build();
    }
    return columns;
  }

  private static int[] shuffled(Random random, int count) {
    int[] positions = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      positions[i] = positions[j];
      positions[j] = i;
    }
    return positions;
  }

  private static Object value(Column column, int row) {
    if (column.isNull(row)) {
      return null;
    }
    if (column instanceof IntColumn ints) {
      return ints.values()[row];
    }
    if (column instanceof LongColumn longs) {
      return longs.values()[row];
    }
    if (column instanceof DoubleColumn doubles) {
      return Double.doubleToRawLongBits(doubles.values()[row]);
    }
    return ByteBuffer.wrap(((BytesColumn) column).copyOf(row));
  }

  private static void assertSame(Column[] decoded, Column[] source, int[] positions) {
    for (int c = 0; c < source.length; c++) {
      assertThat(decoded[c].length()).isEqualTo(positions.length);
      for (int i = 0; i < positions.length; i++) {
        assertThat(value(decoded[c], i)).isEqualTo(value(source[c], positions[i]));
      }
    }
  }

  @Property(tries = 200)
  void comesBackAsItWas(@ForAll long seed) {
    Random random = new Random(seed);
    int replacing = random.nextInt(4);
    int inserted = random.nextInt(random.nextBoolean() ? 3 : 200);
    int deletes = replacing + inserted == 0 ? 1 + random.nextInt(5) : random.nextInt(5);
    Column[] columns = columns(TYPE, rows(random, replacing + inserted + 3, 0));
    Column[] keys = {columns(TYPE, rows(random, deletes + 2, 1_000))[0]};
    int[] written = Arrays.copyOf(shuffled(random, replacing + inserted + 3), replacing + inserted);
    int[] deleted = Arrays.copyOf(shuffled(random, deletes + 2), deletes);
    TableDelta delta = DeltaCodec.encode(columns, written, replacing, keys, deleted);
    DeltaRows rows = DeltaCodec.decode(delta, TYPE);
    assertThat(delta.rows()).isEqualTo(replacing + inserted + deletes);
    assertThat(rows.replacing()).isEqualTo(replacing);
    assertThat(rows.inserted()).isEqualTo(inserted);
    assertThat(rows.deletes()).isEqualTo(deletes);
    if (rows.written() > 0) {
      assertSame(rows.columns(), columns, written);
    }
    if (deletes > 0) {
      assertSame(rows.deleted().columns(), keys, deleted);
    }
  }

  @Test
  void rowsOfADictionaryAreWrittenByValue() {
    Column texts =
        new BytesColumn(
            new int[] {0, 1, 3}, "abc".getBytes(StandardCharsets.UTF_8), new int[] {1, 0, 1}, null);
    Column[] columns = {
      texts, new IntColumn(new int[] {1, 2, 3}, null), new IntColumn(new int[3], new long[] {7})
    };
    TableDelta delta = DeltaCodec.encode(columns, new int[] {0, 1}, 0, new Column[0], new int[0]);
    BytesColumn names = (BytesColumn) DeltaCodec.decode(delta, PERSON).columns()[0];
    assertThat(names.text(0)).isEqualTo("bc");
    assertThat(names.text(1)).isEqualTo("a");
  }

  @Test
  void oneRowIsSmall() {
    Column[] columns = columns(PERSON, new Object[][] {{"a person's full name", 30, 9_000}});
    TableDelta delta = DeltaCodec.encode(columns, new int[1], 0, new Column[0], new int[0]);
    assertThat(delta.content().length).isLessThan(60);
  }

  private static TableDelta sample() {
    Random random = new Random(5);
    Column[] columns = columns(TYPE, rows(random, 9, 0));
    int[] all = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    return DeltaCodec.encode(columns, all, 4, new Column[] {columns[0]}, new int[] {1, 3});
  }

  private static void assertRefused(byte[] content, TableType type) {
    assertThatThrownBy(() -> DeltaCodec.decode(new TableDelta(content), type))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT);
              assertThat(e).hasMessageContaining("node:");
            });
  }

  @Test
  void everyCutIsNoticed() {
    byte[] content = sample().content();
    for (int length = 0; length < content.length; length++) {
      assertRefused(Arrays.copyOf(content, length), TYPE);
    }
    assertRefused(Arrays.copyOf(content, content.length + 1), TYPE);
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void damageIsRefusedOrStillADelta(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] content = sample().content();
    for (int i = random.nextInt(3); i >= 0; i--) {
      content[random.nextInt(random.nextBoolean() ? content.length : 24)] = (byte) random.nextInt();
    }
    try {
      DeltaRows rows = DeltaCodec.decode(new TableDelta(content), TYPE);
      assertThat(rows.written() + rows.deletes()).isEqualTo(new TableDelta(content).rows());
    } catch (OmnigraphException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.DATA_CORRUPT);
    }
  }

  /** The lengths that a reader would make arrays of. */
  @Test
  void hugeCountsAreRefused() {
    for (int count : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 1 << 30}) {
      byte[] content = sample().content();
      ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(0, count);
      assertRefused(content, TYPE);
    }
    byte[] endless = new byte[40];
    Arrays.fill(endless, (byte) 0xff);
    ByteBuffer.wrap(endless).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 5).put(4, (byte) 1);
    assertRefused(endless, TYPE);
  }

  @Test
  void columnsOfAnotherTypeAreRefused() {
    assertRefused(sample().content(), PERSON);
    TableType other =
        Schemas.compile("node Person { name: String @key  age: I64?  born: Date? }")
            .table("Person")
            .orElseThrow();
    Column[] columns = columns(other, new Object[][] {{"a", 30L, 9_000}});
    assertRefused(
        DeltaCodec.encode(columns, new int[1], 0, new Column[0], new int[0]).content(), PERSON);
    assertThat(other.storedSchema().columns().get(1).type().layout())
        .isEqualTo(ColumnType.Layout.LONG);
  }

  @Test
  void aKeyIsThereOnce() {
    Column[] columns = columns(PERSON, new Object[][] {{"a", 1, 2}, {"b", 1, 2}, {"a", 3, 4}});
    int[] both = {0, 1, 2};
    assertRefused(DeltaCodec.encode(columns, both, 1, new Column[0], new int[0]).content(), PERSON);
    Column[] keys = {columns[0]};
    assertRefused(DeltaCodec.encode(new Column[0], new int[0], 0, keys, both).content(), PERSON);
    Column[] nameless = columns(PERSON, new Object[][] {{null, 1, 2}});
    assertRefused(
        DeltaCodec.encode(nameless, new int[1], 0, new Column[0], new int[0]).content(), PERSON);
  }
}
