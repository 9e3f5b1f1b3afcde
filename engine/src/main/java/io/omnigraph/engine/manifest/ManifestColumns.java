package io.omnigraph.engine.manifest;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.ColumnDef;
import io.omnigraph.storage.column.ColumnType;
import io.omnigraph.storage.column.ColumnType.Kind;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.column.TableSchema;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns of {@code __manifest} (order is fixed) and their rows in memory. */
final class ManifestColumns {
  /** Storage format this code writes; a greater one is refused. */
  static final int FORMAT = 1;

  static final String FORMAT_KEY = "internal_schema_version";
  static final int OBJECT_ID = 0;
  static final int OBJECT_TYPE = 1;
  static final int SEQ = 2;
  static final int TABLE_ID = 4;
  static final int TABLE_PATH = 6;
  static final int ROW_COUNT = 9;
  static final int PAYLOAD = 19;

  /**
   * What is much alike from row to row, and kept for good, takes less than half the space: by Zstd
   * in the largest chunks (bytes) that Lance files of 2.1 allow as a power of two; by a dictionary
   * only where a hundredth of the values differ, which ids do not.
   */
  private static final Map<String, String> COMPRESSED =
      Map.of(
          "lance-encoding:compression", "zstd",
          "lance-encoding:minichunk-size", "16384",
          "lance-encoding:dict-divisor", "100");

  /** What a checkpoint of some thousand commits adds in a few rows is not to be written again. */
  private static final int WIDE_BYTES = 1 << 15;

  static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              new ColumnDef(
                  "object_id",
                  ColumnType.of(Kind.STRING),
                  false,
                  compressed("lance-schema:unenforced-primary-key", "true")),
              required("object_type", Kind.STRING),
              required("seq", Kind.INT64),
              required("commit_id", Kind.STRING),
              optional("table_id", Kind.INT64),
              optional("table_key", Kind.STRING),
              optional("table_path", Kind.STRING),
              optional("table_version", Kind.INT64),
              optional("table_branch", Kind.STRING),
              optional("row_count", Kind.INT64),
              optional("parent_commit_id", Kind.STRING),
              optional("merged_parent_commit_id", Kind.STRING),
              optional("branch", Kind.STRING),
              optional("actor_id", Kind.STRING),
              optional("operation_id", Kind.STRING),
              optional("writer_kind", Kind.STRING),
              optional("schema_hash", Kind.STRING),
              optional("created_at", Kind.TIMESTAMP),
              optional("metadata", Kind.STRING),
              optional("payload", Kind.BINARY)),
          Map.of(
              FORMAT_KEY,
              String.valueOf(FORMAT),
              TableSchema.WIDE_FRAGMENT_BYTES,
              String.valueOf(WIDE_BYTES)));

  private ManifestColumns() {}

  private static Map<String, String> compressed(String key, String value) {
    Map<String, String> metadata = new HashMap<>(COMPRESSED);
    metadata.put(key, value);
    return metadata;
  }

  private static ColumnDef required(String name, Kind kind) {
    return new ColumnDef(name, ColumnType.of(kind), false, COMPRESSED);
  }

  private static ColumnDef optional(String name, Kind kind) {
    return new ColumnDef(name, ColumnType.of(kind), true, COMPRESSED);
  }

  static ColumnBatch batch(List<ManifestRow> rows) {
    int width = SCHEMA.columns().size();
    ColumnBuilder[] builders = new ColumnBuilder[width];
    for (int i = 0; i < width; i++) {
      builders[i] = ColumnBuilder.of(SCHEMA.columns().get(i).type().layout(), rows.size());
    }
    for (ManifestRow row : rows) {
      Object[] values = values(row);
      for (int i = 0; i < width; i++) {
        Object value = values[i];
        builders[i].appendBoxed(
            value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value);
      }
    }
    Column[] columns = new Column[width];
    for (int i = 0; i < width; i++) {
      columns[i] = builders[i].build();
    }
    return new ColumnBatch(columns, 0, rows.size(), null);
  }

  private static Object[] values(ManifestRow row) {
    return new Object[] {
      row.objectId(),
      row.objectType(),
      row.seq(),
      row.commitId(),
      row.tableId(),
      row.tableKey(),
      row.tablePath(),
      row.tableVersion(),
      row.tableBranch(),
      row.rowCount(),
      row.parentCommitId(),
      row.mergedParentCommitId(),
      row.branch(),
      row.actorId(),
      row.operationId(),
      row.writerKind(),
      row.schemaHash(),
      row.createdAt(),
      row.metadata(),
      row.payload() == null ? null : row.payload().bytes()
    };
  }

  /** Row at a position of all columns, or of all but the payload. */
  static ManifestRow row(Column[] columns, int at) {
    return new ManifestRow(
        text(columns, 0, at),
        text(columns, 1, at),
        required(columns, 2, at),
        text(columns, 3, at),
        number(columns, 4, at),
        text(columns, 5, at),
        text(columns, 6, at),
        number(columns, 7, at),
        text(columns, 8, at),
        number(columns, 9, at),
        text(columns, 10, at),
        text(columns, 11, at),
        text(columns, 12, at),
        text(columns, 13, at),
        text(columns, 14, at),
        text(columns, 15, at),
        text(columns, 16, at),
        number(columns, 17, at),
        text(columns, 18, at),
        columns.length > PAYLOAD ? payload(columns[PAYLOAD], at) : null);
  }

  private static Payload payload(Column payloads, int at) {
    if (!(payloads instanceof BytesColumn bytes)) {
      throw damaged(PAYLOAD, "it has another type");
    }
    return bytes.isNull(at) ? null : Payload.stored(bytes.copyOf(at));
  }

  /** Without making a text of it. */
  static boolean isOfType(Column[] columns, int at, String type) {
    if (!(columns[1] instanceof BytesColumn types)) {
      throw damaged(1, "it has another type");
    }
    if (types.isNull(at)) {
      return false;
    }
    int slot = types.slot(at);
    int length = types.offsets()[slot + 1] - types.offsets()[slot];
    return length == type.length() && types.text(at).equals(type);
  }

  static long seq(Column[] columns, int at) {
    return required(columns, 2, at);
  }

  /** 0 when it has none. */
  static long rowCount(Column[] columns, int at) {
    Long count = number(columns, ROW_COUNT, at);
    return count == null ? 0 : count;
  }

  /** Of a {@code table_delta}. */
  static DeltaId deltaId(Column[] columns, int at) {
    return new DeltaId(required(columns, TABLE_ID, at), seq(columns, at));
  }

  /** Of the same row. */
  static TableDelta delta(Column payloads, int at) {
    Payload payload = payload(payloads, at);
    return delta(payload == null ? new byte[0] : payload.bytes());
  }

  static TableDelta delta(byte[] content) {
    TableDelta delta = new TableDelta(content);
    if (content.length < Integer.BYTES || delta.rows() < 0) {
      throw damaged(PAYLOAD, "that of a table_delta is not a delta");
    }
    return delta;
  }

  private static long required(Column[] columns, int column, int at) {
    Long value = number(columns, column, at);
    if (value == null) {
      throw damaged(column, "it is NULL");
    }
    return value;
  }

  private static String text(Column[] columns, int column, int at) {
    if (!(columns[column] instanceof BytesColumn texts)) {
      throw damaged(column, "it has another type");
    }
    return texts.isNull(at) ? null : texts.text(at);
  }

  private static Long number(Column[] columns, int column, int at) {
    if (!(columns[column] instanceof LongColumn numbers)) {
      throw damaged(column, "it has another type");
    }
    return numbers.isNull(at) ? null : Long.valueOf(numbers.values()[at]);
  }

  private static OmnigraphException damaged(int column, String what) {
    return new OmnigraphException(
        ErrorCode.DATA_CORRUPT,
        "__manifest",
        "column " + SCHEMA.columns().get(column).name() + ": " + what);
  }

  /** Checks column names and types of a stored manifest, and its format number. */
  static void check(TableSchema stored, String root) {
    int format = format(stored.metadata().get(FORMAT_KEY));
    if (format > FORMAT) {
      throw new OmnigraphException(ErrorCode.FORMAT_TOO_NEW, root, format, FORMAT);
    }
    if (format < FORMAT) {
      throw new OmnigraphException(ErrorCode.FORMAT_TOO_OLD, root, format, FORMAT);
    }
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < SCHEMA.columns().size(); i++) {
      ColumnDef wanted = SCHEMA.columns().get(i);
      boolean fits =
          i < stored.columns().size()
              && stored.columns().get(i).name().equals(wanted.name())
              && stored.columns().get(i).type().kind() == wanted.type().kind();
      if (!fits) {
        wrong.add(wanted.name());
      }
    }
    if (!wrong.isEmpty()) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          "__manifest",
          "column " + String.join(", ", wrong) + " has another type");
    }
  }

  private static int format(String text) {
    if (text == null || !text.matches("\\d{1,9}")) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, "__manifest", "it carries no " + FORMAT_KEY);
    }
    return Integer.parseInt(text);
  }
}
