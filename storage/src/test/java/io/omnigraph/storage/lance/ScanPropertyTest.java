package io.omnigraph.storage.lance;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.Storage;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.Columns;
import io.omnigraph.storage.column.DoubleColumn;
import io.omnigraph.storage.column.IntColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.RowFilter;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random tables, changes and filters against rows in a map; cached and streaming scans alike. */
class ScanPropertyTest {
  private static final String PATH = "edges/00000000000000aa";
  private static final TableSchema SCHEMA = schema();
  private static final int ID = 0;

  /** What a row is expected to be, besides its values. */
  private record Row(Object[] values, long rowId, long created, long updated) {}

  private final Map<Long, Row> model = new LinkedHashMap<>();
  private Random random;
  private long nextId;

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void scansAgreeWithTheModelWhateverTheBudget(@ForAll long seed) throws Exception {
    random = new Random(seed);
    model.clear();
    nextId = 0;
    Path root = Files.createTempDirectory("scan");
    try (Storage cached = Storage.open(root, options(256 << 20));
        Storage streaming = Storage.open(root, options(0))) {
      long version = create(cached.tables());
      for (int step = 0; step < 6; step++) {
        check(cached.tables(), streaming.tables(), version);
        version = change(cached.tables(), version);
      }
      check(cached.tables(), streaming.tables(), version);
    } finally {
      io.omnigraph.storage.control.LocalControlStore.deleteTree(root);
    }
  }

  private static StorageOptions options(long budget) {
    return new StorageOptions(Durability.OS, budget, null);
  }

  private static TableSchema schema() {
    List<ColumnDef> columns = new ArrayList<>();
    columns.add(new ColumnDef("id", ColumnType.of(Kind.INT64), false));
    for (Kind kind : Kind.values()) {
      ColumnType type =
          switch (kind) {
            case FIXED_BINARY -> new ColumnType(kind, 3, 0);
            case DECIMAL -> new ColumnType(kind, 38, 2);
            default -> ColumnType.of(kind);
          };
      columns.add(new ColumnDef("c_" + kind, type, true));
    }
    return new TableSchema(columns);
  }

  private long create(TableStore store) {
    List<Object[]> rows = newRows();
    try (StagedWrite write =
        store.stageCreate(PATH, SCHEMA, List.of(stage(store, rows)), Map.of())) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(1));
    }
    rows.forEach(row -> model.put((Long) row[ID], new Row(row, -1, 1, 1)));
    learnRowIds(store, 1);
    return 1;
  }

  private long change(TableStore store, long version) {
    Map<Long, Long> addresses = addresses(store, version);
    boolean overwrite = random.nextInt(8) == 0;
    List<Long> ids = new ArrayList<>(model.keySet());
    Collections.shuffle(ids, random);
    int deletes = overwrite ? 0 : random.nextInt(ids.size() / 2 + 1);
    int updates = overwrite ? 0 : random.nextInt(ids.size() / 2 + 1);
    List<Object[]> inserts = newRows();
    List<Long> deleted = byAddress(ids.subList(0, deletes), addresses);
    List<Long> replaced = byAddress(ids.subList(deletes, deletes + updates), addresses);
    List<Object[]> replacements = new ArrayList<>();
    replaced.forEach(id -> replacements.add(row(id)));

    try (TableSnapshot base = store.open(new TableRef(PATH, null, version));
        StagedWrite write =
            store.stage(
                base,
                new TableChange(
                    overwrite,
                    deleted.stream().mapToLong(addresses::get).toArray(),
                    replaced.stream().mapToLong(addresses::get).toArray(),
                    replaced.isEmpty() ? null : batch(replacements),
                    List.of(stage(store, inserts))),
                Map.of())) {
      assertThat(store.commit(write)).isEqualTo(new CommitOutcome.Committed(version + 1));
      if (overwrite) {
        model.clear();
      }
      deleted.forEach(model::remove);
      for (Object[] values : replacements) {
        Row old = model.get((Long) values[ID]);
        model.put((Long) values[ID], new Row(values, old.rowId, old.created, version + 1));
      }
      inserts.forEach(row -> model.put((Long) row[ID], new Row(row, -1, version + 1, version + 1)));
      assertThat(write.rowCountAfter()).isEqualTo(model.size());
    }
    learnRowIds(store, version + 1);
    return version + 1;
  }

  private static List<Long> byAddress(List<Long> ids, Map<Long, Long> addresses) {
    return ids.stream().sorted((a, b) -> Long.compare(addresses.get(a), addresses.get(b))).toList();
  }

  private List<Object[]> newRows() {
    int count = random.nextInt(3) == 0 ? 2_000 + random.nextInt(2_000) : 1 + random.nextInt(50);
    return IntStream.range(0, count).mapToObj(i -> row(nextId++)).toList();
  }

  private Object[] row(long id) {
    Object[] values = new Object[SCHEMA.columns().size()];
    values[ID] = id;
    for (int c = 1; c < values.length; c++) {
      values[c] = random.nextInt(5) == 0 ? null : value(SCHEMA.columns().get(c).type());
    }
    return values;
  }

  private Object value(ColumnType type) {
    int small = random.nextInt(20) - 10;
    return switch (type.kind()) {
      case BOOL -> random.nextInt(2);
      case INT8, INT16, INT32, DATE -> small;
      case INT64, UINT64, TIMESTAMP, TIMESTAMP_TZ -> (long) small;
      case UINT32 -> (random.nextInt() & 0xffff_ffffL) % 7 + 0xffff_fff0L;
      case TIME -> (long) (small + 10);
      case FLOAT32 -> (double) (float) (small / 4.0);
      case FLOAT64 -> small == 9 ? Double.NaN : small / 3.0;
      case STRING, TEXT, BINARY -> new byte[Math.abs(small)];
      case FIXED_BINARY -> new byte[] {(byte) small, 1, 2};
      case DECIMAL -> {
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, (byte) (small < 0 ? -1 : 0));
        bytes[0] = (byte) small;
        yield bytes;
      }
    };
  }

  private static StagedRows stage(TableStore store, List<Object[]> rows) {
    try (RowStager stager = store.stager(PATH, null, SCHEMA)) {
      int cut = rows.size() / 3;
      stager.write(batch(rows.subList(0, cut)));
      int[] selection = IntStream.range(cut, rows.size()).toArray();
      stager.write(new ColumnBatch(batch(rows).columns(), 0, selection.length, selection));
      return stager.finish();
    }
  }

  private static ColumnBatch batch(List<Object[]> rows) {
    Column[] columns = new Column[SCHEMA.columns().size()];
    for (int c = 0; c < columns.length; c++) {
      ColumnBuilder builder = ColumnBuilder.of(SCHEMA.columns().get(c).type().layout());
      for (Object[] row : rows) {
        builder.appendBoxed(row[c]);
      }
      columns[c] = builder.build();
    }
    return new ColumnBatch(columns, 0, rows.size(), null);
  }

  private Map<Long, Long> addresses(TableStore store, long version) {
    Map<Long, Long> result = new TreeMap<>();
    forEachRow(
        store,
        version,
        ScanSpec.of(ID, ScanSpec.ROW_ADDRESS),
        row -> result.put((Long) row[0], (Long) row[1]));
    return result;
  }

  private void learnRowIds(TableStore store, long version) {
    forEachRow(
        store,
        version,
        ScanSpec.of(ID, ScanSpec.ROW_ID),
        row -> {
          Row known = model.get((Long) row[0]);
          if (known.rowId < 0) {
            model.put(
                (Long) row[0], new Row(known.values, (Long) row[1], known.created, known.updated));
          }
        });
  }

  private void check(TableStore cached, TableStore streaming, long version) {
    int[] all = IntStream.range(0, SCHEMA.columns().size()).toArray();
    int[] columns = Arrays.copyOf(all, all.length + 3);
    columns[all.length] = ScanSpec.ROW_ID;
    columns[all.length + 1] = ScanSpec.CREATED_AT_VERSION;
    columns[all.length + 2] = ScanSpec.UPDATED_AT_VERSION;
    for (int i = 0; i < 4; i++) {
      RowFilter filter = i == 0 ? null : filter(2);
      List<List<Object>> expected = expected(filter);
      ScanSpec spec = new ScanSpec(columns, filter, -1);
      assertThat(sorted(rows(cached, version, spec))).as("%s", filter).isEqualTo(expected);
      assertThat(rows(streaming, version, spec)).isEqualTo(rows(cached, version, spec));

      int limit = random.nextInt(30);
      ScanSpec limited = new ScanSpec(new int[] {ID}, filter, limit);
      List<List<Object>> some = rows(streaming, version, limited);
      assertThat(some).hasSize(Math.min(limit, expected.size()));
      assertThat(rows(cached, version, limited)).isEqualTo(some);
    }
  }

  private List<List<Object>> expected(RowFilter filter) {
    List<List<Object>> rows = new ArrayList<>();
    for (Row row : model.values()) {
      if (filter == null || test(filter, row.values)) {
        List<Object> values = new ArrayList<>();
        for (Object value : row.values) {
          values.add(printable(value));
        }
        values.add(row.rowId);
        values.add(row.created);
        values.add(row.updated);
        rows.add(values);
      }
    }
    return sorted(rows);
  }

  private static List<List<Object>> sorted(List<List<Object>> rows) {
    List<List<Object>> result = new ArrayList<>(rows);
    result.sort((a, b) -> Long.compare((Long) a.get(ID), (Long) b.get(ID)));
    return result;
  }

  private RowFilter filter(int depth) {
    int choice = random.nextInt(depth == 0 ? 4 : 6);
    int column = random.nextInt(SCHEMA.columns().size());
    ColumnType type = SCHEMA.columns().get(column).type();
    boolean ordered = type.kind() != Kind.DECIMAL && type.kind() != Kind.UINT64;
    return switch (choice) {
      case 0 -> new RowFilter.IsNull(column);
      case 1 -> new RowFilter.IsNotNull(column);
      case 2 -> new RowFilter.In(column, List.of(value(type), value(type), value(type)));
      case 3 -> {
        RowFilter.Operator[] operators = RowFilter.Operator.values();
        yield new RowFilter.Compare(
            column, operators[random.nextInt(ordered ? operators.length : 2)], value(type));
      }
      case 4 -> new RowFilter.And(List.of(filter(depth - 1), filter(depth - 1)));
      default -> new RowFilter.Or(List.of(filter(depth - 1), filter(depth - 1)));
    };
  }

  private static boolean test(RowFilter filter, Object[] row) {
    if (filter instanceof RowFilter.And and) {
      return and.terms().stream().allMatch(term -> test(term, row));
    }
    if (filter instanceof RowFilter.Or or) {
      return or.terms().stream().anyMatch(term -> test(term, row));
    }
    if (filter instanceof RowFilter.IsNull isNull) {
      return row[isNull.column()] == null;
    }
    if (filter instanceof RowFilter.IsNotNull isNotNull) {
      return row[isNotNull.column()] != null;
    }
    if (filter instanceof RowFilter.In in) {
      return in.values().stream()
          .anyMatch(v -> test(new RowFilter.Compare(in.column(), RowFilter.Operator.EQ, v), row));
    }
    RowFilter.Compare compare = (RowFilter.Compare) filter;
    Object value = row[compare.column()];
    if (value == null) {
      return false;
    }
    if (value instanceof Double a && (a.isNaN() || ((Double) compare.value()).isNaN())) {
      return compare.operator() == RowFilter.Operator.NE;
    }
    int sign = compareValues(value, compare.value());
    return switch (compare.operator()) {
      case EQ -> sign == 0;
      case NE -> sign != 0;
      case LT -> sign < 0;
      case LE -> sign <= 0;
      case GT -> sign > 0;
      case GE -> sign >= 0;
    };
  }

  private static int compareValues(Object a, Object b) {
    if (a instanceof byte[] bytes) {
      return Arrays.compareUnsigned(bytes, (byte[]) b);
    }
    if (a instanceof Double d) {
      return d.doubleValue() == (Double) b ? 0 : Double.compare(d, (Double) b);
    }
    return Long.compare(((Number) a).longValue(), ((Number) b).longValue());
  }

  private static List<List<Object>> rows(TableStore store, long version, ScanSpec spec) {
    List<List<Object>> rows = new ArrayList<>();
    forEachRow(
        store,
        version,
        spec,
        row -> rows.add(Arrays.stream(row).map(ScanPropertyTest::printable).toList()));
    return rows;
  }

  private static Object printable(Object value) {
    if (value == null) {
      return "NULL";
    }
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : value;
  }

  private interface RowConsumer {
    void accept(Object[] row);
  }

  private static void forEachRow(
      TableStore store, long version, ScanSpec spec, RowConsumer consumer) {
    try (TableSnapshot snapshot = store.open(new TableRef(PATH, null, version));
        BatchCursor cursor = snapshot.scan(spec)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        assertThat(batch.rowCount()).isBetween(1, ColumnBatch.MAX_ROWS);
        ColumnBatch compact = Columns.compact(batch);
        for (int r = 0; r < batch.rowCount(); r++) {
          Object[] row = new Object[spec.columns().length];
          for (int c = 0; c < row.length; c++) {
            row[c] = value(compact.column(c), r);
          }
          consumer.accept(row);
        }
      }
    }
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
      return doubles.values()[row];
    }
    return ((BytesColumn) column).copyOf(row);
  }
}
