package io.omnigraph.engine.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.omnigraph.engine.keys.RowBits;
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
import io.omnigraph.storage.table.TableFragment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The columns of the audit table (order is fixed) and its rows in memory. */
final class AuditColumns {
  static final int OPERATION_ID = 3;

  static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              column("graph_commit_id", Kind.STRING, true),
              column("recovery_kind", Kind.STRING, false),
              column("recovery_for_actor", Kind.STRING, true),
              new ColumnDef(
                  "operation_id",
                  ColumnType.of(Kind.STRING),
                  false,
                  Map.of("lance-schema:unenforced-primary-key", "true")),
              column("sidecar_writer_kind", Kind.STRING, false),
              column("per_table_outcomes_json", Kind.STRING, false),
              column("created_at", Kind.TIMESTAMP, false),
              column("branch", Kind.STRING, true)),
          Map.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditColumns() {}

  private static ColumnDef column(String name, Kind kind, boolean nullable) {
    return new ColumnDef(name, ColumnType.of(kind), nullable);
  }

  static ColumnBatch batch(List<AuditRow> rows) {
    int width = SCHEMA.columns().size();
    Column[] columns = new Column[width];
    for (int i = 0; i < width; i++) {
      ColumnBuilder builder =
          ColumnBuilder.of(SCHEMA.columns().get(i).type().layout(), rows.size());
      for (AuditRow row : rows) {
        Object value = value(row, i);
        builder.appendBoxed(
            value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value);
      }
      columns[i] = builder.build();
    }
    return new ColumnBatch(columns, 0, rows.size(), null);
  }

  private static Object value(AuditRow row, int column) {
    return switch (column) {
      case 0 -> row.graphCommitId();
      case 1 -> row.kind().text();
      case 2 -> row.forActor();
      case 3 -> row.operationId();
      case 4 -> row.writerKind();
      case 5 -> outcomes(row.outcomes());
      case 6 -> row.createdAtMicros();
      default -> row.branch();
    };
  }

  private static String outcomes(List<AuditRow.TableOutcome> outcomes) {
    ArrayNode json = JSON.createArrayNode();
    for (AuditRow.TableOutcome outcome : outcomes) {
      json.addObject()
          .put("table_key", outcome.tableKey())
          .put("from_version", outcome.fromVersion())
          .put("to_version", outcome.toVersion());
    }
    return json.toString();
  }

  /** Rows of a fragment that are not deleted, with their offsets kept by position in the list. */
  static List<AuditRow> rows(TableFragment fragment) {
    Column[] columns = new Column[SCHEMA.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = fragment.column(i);
    }
    List<AuditRow> rows = new ArrayList<>();
    for (int at = 0; at < fragment.physicalRows(); at++) {
      if (!RowBits.get(fragment.deletions(), at)) {
        rows.add(row(columns, at));
      }
    }
    return rows;
  }

  private static AuditRow row(Column[] columns, int at) {
    String kind = text(columns[1], at);
    if (!(columns[6] instanceof LongColumn times)) {
      throw damaged("created_at has another type");
    }
    return new AuditRow(
        text(columns[0], at),
        AuditRow.Kind.ROLLED_FORWARD.text().equals(kind)
            ? AuditRow.Kind.ROLLED_FORWARD
            : AuditRow.Kind.ROLLED_BACK,
        text(columns[7], at),
        text(columns[2], at),
        text(columns[3], at),
        text(columns[4], at),
        outcomes(text(columns[5], at)),
        times.values()[at]);
  }

  private static List<AuditRow.TableOutcome> outcomes(String text) {
    try {
      List<AuditRow.TableOutcome> outcomes = new ArrayList<>();
      for (JsonNode node : JSON.readTree(text)) {
        outcomes.add(
            new AuditRow.TableOutcome(
                node.path("table_key").asText(),
                node.path("from_version").asLong(),
                node.path("to_version").asLong()));
      }
      return outcomes;
    } catch (JsonProcessingException e) {
      throw damaged("an outcome is no JSON");
    }
  }

  static String text(Column column, int at) {
    if (!(column instanceof BytesColumn texts)) {
      throw damaged("a column has another type");
    }
    return texts.isNull(at) ? null : texts.text(at);
  }

  private static OmnigraphException damaged(String what) {
    return new OmnigraphException(ErrorCode.DATA_CORRUPT, RecoveryAudit.PATH, what);
  }
}
