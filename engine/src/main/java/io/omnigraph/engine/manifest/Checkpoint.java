package io.omnigraph.engine.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a branch's state was at one commit, stored as one row now and then, so that opening reads
 * the rows after it instead of all. It adds nothing that the rows before it do not say; a reader
 * may pass it over.
 *
 * @param tables live ones, without what their deltas hold
 * @param deltasFrom graph version after which there are deltas that no table's pin holds; {@code
 *     seq} = there are none
 * @param origins native branches that commits up to then were made on, without main
 */
record Checkpoint(
    long seq,
    String commitId,
    List<TableEntry> tables,
    SortedSet<String> origins,
    long deltasFrom) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Checkpoint of(GraphSnapshot snapshot, Collection<String> origins) {
    return new Checkpoint(
        snapshot.seq(),
        snapshot.commitId(),
        snapshot.entries().values(),
        new TreeSet<>(origins),
        deltasFrom(snapshot));
  }

  private static long deltasFrom(GraphSnapshot snapshot) {
    return snapshot.entries().values().stream()
        .filter(entry -> !entry.deltas().isEmpty())
        .mapToLong(entry -> entry.deltas().firstSeq() - 1)
        .min()
        .orElse(snapshot.seq());
  }

  String toJson() {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode all = root.putArray("tables");
    for (TableEntry entry : tables) {
      ObjectNode table = all.addObject();
      table.put("table_id", entry.tableId());
      table.put("table_key", entry.tableKey());
      table.put("table_path", entry.path());
      table.put("table_version", entry.version());
      table.put("table_branch", entry.branch());
      table.put("row_count", entry.rowCount());
      table.put("pin_seq", entry.pinSeq());
    }
    root.put("deltas_from", deltasFrom);
    ArrayNode branches = root.putArray("origins");
    origins.forEach(branches::add);
    return root.toString();
  }

  static Checkpoint of(ManifestRow row) {
    JsonNode root;
    try {
      root = JSON.readTree(String.valueOf(row.metadata()));
    } catch (JsonProcessingException e) {
      throw damaged(row).causedBy(e);
    }
    List<TableEntry> tables = new ArrayList<>();
    for (JsonNode table : root.path("tables")) {
      tables.add(
          new TableEntry(
              number(row, table, "table_id"),
              text(row, table, "table_key"),
              text(row, table, "table_path"),
              number(row, table, "table_version"),
              table.path("table_branch").textValue(),
              number(row, table, "row_count"),
              number(row, table, "pin_seq")));
    }
    SortedSet<String> origins = new TreeSet<>();
    root.path("origins").forEach(origin -> origins.add(origin.asText()));
    if (!root.path("tables").isArray()) {
      throw damaged(row);
    }
    return new Checkpoint(
        row.seq(), row.commitId(), tables, origins, number(row, root, "deltas_from"));
  }

  private static long number(ManifestRow row, JsonNode table, String field) {
    JsonNode value = table.path(field);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw damaged(row);
    }
    return value.longValue();
  }

  private static String text(ManifestRow row, JsonNode table, String field) {
    String value = table.path(field).textValue();
    if (value == null) {
      throw damaged(row);
    }
    return value;
  }

  private static OmnigraphException damaged(ManifestRow row) {
    return new OmnigraphException(
        ErrorCode.DATA_CORRUPT, "__manifest", "row " + row.objectId() + " cannot be read");
  }
}
