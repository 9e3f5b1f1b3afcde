package io.omnigraph.engine.rows;

import io.omnigraph.engine.keys.KeyColumns;
import io.omnigraph.engine.keys.KeyIndex;
import io.omnigraph.engine.manifest.TableDelta;
import io.omnigraph.engine.rows.DeltaReader.Malformed;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType.Layout;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a {@link TableDelta}. Numbers are little-endian, lengths and counts are varints:
 *
 * <ol>
 *   <li>rows written and keys deleted (int32), then the format, 1 (one byte);
 *   <li>how many of the written rows take the place of a row, and how many are new;
 *   <li>if rows are written: how many columns, then each;
 *   <li>if keys are deleted: how many key columns, then each.
 * </ol>
 *
 * <p>A column is a byte (layout, and whether there are NULLs), a bitmap of the NULLs if there are
 * any, and one value a row; of texts all lengths come before all bytes.
 */
public final class DeltaCodec {
  private static final int FORMAT = 1;

  /** Bit of a column's first byte. */
  static final int WITH_NULLS = 0x10;

  private DeltaCodec() {}

  /** Independent of the order of the enum. */
  static int code(Layout layout) {
    return switch (layout) {
      case INT -> 0;
      case LONG -> 1;
      case DOUBLE -> 2;
      case BYTES -> 3;
    };
  }

  /**
   * What a transaction changes in a table that is published.
   *
   * @param net of {@code rows}; not empty
   */
  public static TableDelta encode(RowsView rows, NetChange net) {
    int replacing = net.replacements().length;
    int[] pending = Arrays.copyOf(net.replacements(), replacing + net.inserted().length);
    System.arraycopy(net.inserted(), 0, pending, replacing, net.inserted().length);
    Column[] columns = new Column[pending.length == 0 ? 0 : rows.type().columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = rows.pendingColumn(i);
    }
    int[] key = rows.type().keyColumns();
    Column[] keys = new Column[net.deleted().length == 0 ? 0 : key.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = rows.stored().column(key[i]);
    }
    return encode(columns, pending, replacing, keys, net.deleted());
  }

  /**
   * @param written positions in {@code columns}, first those of the {@code replacing} rows
   * @param deleted positions in {@code keys}
   */
  static TableDelta encode(
      Column[] columns, int[] written, int replacing, Column[] keys, int[] deleted) {
    DeltaWriter out = new DeltaWriter();
    out.int32(Math.addExact(written.length, deleted.length));
    out.int8(FORMAT);
    out.varint(replacing);
    out.varint(written.length - replacing);
    if (written.length > 0) {
      out.columns(columns, written);
    }
    if (deleted.length > 0) {
      out.columns(keys, deleted);
    }
    return new TableDelta(out.finish());
  }

  /**
   * @param type of the table in the schema of the delta's commit
   * @throws OmnigraphException DATA_CORRUPT when the bytes are not those of a delta of that table
   */
  static DeltaRows decode(TableDelta delta, TableType type) {
    try {
      return decode(new DeltaReader(delta.content()), type);
    } catch (Malformed e) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, "A delta of table " + type.tableKey(), e.getMessage());
    }
  }

  private static DeltaRows decode(DeltaReader in, TableType type) {
    int changed = in.int32();
    int format = in.int8();
    if (format != FORMAT) {
      throw new Malformed("its format is " + format + ", not " + FORMAT);
    }
    int replacing = in.varint();
    int inserted = in.varint();
    long deletes = (long) changed - replacing - inserted;
    if (changed <= 0 || deletes < 0) {
      throw new Malformed(
          "of " + changed + " rows " + replacing + " are replaced and " + inserted + " inserted");
    }
    List<ColumnDef> defs = type.storedSchema().columns();
    int[] all = new int[defs.size()];
    Arrays.setAll(all, i -> i);
    int written = replacing + inserted;
    Column[] columns = written == 0 ? new Column[0] : columns(in, defs, all, written);
    KeyColumns deleted =
        deletes == 0 ? null : new KeyColumns(columns(in, defs, type.keyColumns(), (int) deletes));
    if (!in.isAtEnd()) {
      throw new Malformed("there is something behind its end");
    }
    DeltaRows rows = new DeltaRows(columns, replacing, inserted, deleted, (int) deletes);
    requireKeys(rows, new OrdinalList(type.keyColumns()));
    return rows;
  }

  private static Column[] columns(DeltaReader in, List<ColumnDef> defs, int[] ordinals, int rows) {
    int width = in.varint();
    if (width != ordinals.length) {
      throw new Malformed("it has " + width + " columns where the table has " + ordinals.length);
    }
    Column[] columns = new Column[width];
    for (int i = 0; i < width; i++) {
      columns[i] = in.column(defs.get(ordinals[i]).type(), rows);
    }
    return columns;
  }

  /** Each row has a key, no two the same one. */
  private static void requireKeys(DeltaRows rows, OrdinalList key) {
    if (rows.written() > 0) {
      KeyColumns written = rows.keys(key);
      requireNoNull(written, rows.written());
      requireDistinct(written, rows.written());
    }
    if (rows.deletes() > 0) {
      requireNoNull(rows.deleted(), rows.deletes());
      requireDistinct(rows.deleted(), rows.deletes());
    }
  }

  private static void requireNoNull(KeyColumns keys, int rows) {
    for (int row = 0; row < rows; row++) {
      if (keys.hasNull(row)) {
        throw new Malformed("a key is NULL");
      }
    }
  }

  private static void requireDistinct(KeyColumns keys, int rows) {
    if (rows == 1) {
      return;
    }
    KeyIndex index = new KeyIndex(rows);
    for (int row = 0; row < rows; row++) {
      if (index.find(keys, row, null, keys, row) >= 0) {
        throw new Malformed("two of its rows have the same key");
      }
      index.add(keys, row, row + 1);
    }
  }
}
