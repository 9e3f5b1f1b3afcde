package io.omnigraph.engine.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The text of a sidecar file: a JSON object in UTF-8. Fields that this version does not know are
 * passed over by a reader and kept by {@link #confirm}.
 */
final class SidecarJson {
  static final int SCHEMA_VERSION = 1;
  static final String CONFIRMED = "EffectsConfirmed";
  static final String ARMED = "Armed";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SidecarJson() {}

  static String write(Sidecar sidecar) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema_version", SCHEMA_VERSION);
    root.put("operation_id", sidecar.operationId());
    root.put("started_at", String.valueOf(sidecar.startedAtMicros()));
    root.put("branch", sidecar.branch());
    root.put("actor_id", sidecar.actorId());
    root.put("writer_kind", sidecar.writerKind().text());
    root.put("phase", sidecar.confirmed() ? CONFIRMED : ARMED);
    root.put("commit_id", sidecar.commitId());
    root.put("rollback_commit_id", sidecar.rollbackCommitId());
    root.put("expected_head", sidecar.expectedHead());
    ArrayNode tables = root.putArray("tables");
    sidecar.tables().forEach(pin -> write(tables.addObject(), pin));
    writeGroup(root, sidecar);
    ArrayNode reads = root.putArray("read_set");
    for (Sidecar.Read read : sidecar.readSet()) {
      table(reads.addObject(), read.tableKey(), read.tableId()).put("version", read.version());
    }
    if (!sidecar.intended().isEmpty()) {
      ArrayNode intended = root.putArray("intended");
      sidecar.intended().forEach(intent -> write(intended.addObject(), intent));
    }
    writeMerge(root, sidecar);
    writeSchemaChange(root, sidecar);
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode table(ObjectNode node, String key, long id) {
    return node.put("table_key", key).put("table_id", id);
  }

  private static void write(ObjectNode node, Sidecar.Pin pin) {
    table(node, pin.tableKey(), pin.tableId());
    node.put("table_path", pin.path());
    node.put("expected_version", pin.expectedVersion());
    node.put("planned_commits", pin.plannedCommits());
    node.put("post_commit_pin", pin.postCommitPin());
    optional(node, "table_branch", pin.branch());
    if (pin.firstTouch() != null) {
      node.putObject("first_touch")
          .put("source_branch", pin.firstTouch().sourceBranch())
          .put("source_version", pin.firstTouch().sourceVersion());
    }
    if (pin.confirmedVersion() > 0) {
      node.put("confirmed_version", pin.confirmedVersion());
    }
  }

  private static void writeGroup(ObjectNode root, Sidecar sidecar) {
    if (sidecar.group().isEmpty()) {
      return;
    }
    ArrayNode group = root.putArray("group");
    for (Sidecar.GroupCommit commit : sidecar.group()) {
      ObjectNode node = group.addObject();
      node.put("commit_id", commit.commitId());
      node.put("actor_id", commit.actorId());
      node.put("created_at", String.valueOf(commit.createdAtMicros()));
      ArrayNode intended = node.putArray("intended");
      commit.intended().forEach(intent -> write(intended.addObject(), intent));
    }
  }

  private static void write(ObjectNode node, Sidecar.Intent intent) {
    node.put("op", intent.op().text());
    table(node, intent.tableKey(), intent.tableId());
    optional(node, "table_path", intent.path());
    optional(node, "table_version", intent.version());
    optional(node, "table_branch", intent.branch());
    optional(node, "row_count", intent.rowCount());
    optional(node, "folded_seq", intent.foldedSeq());
  }

  private static void writeMerge(ObjectNode root, Sidecar sidecar) {
    if (sidecar.mergeSource() != null) {
      root.put("merge_source_commit_id", sidecar.mergeSource().commitId());
      root.put("merge_source_branch", sidecar.mergeSource().branch());
    }
  }

  private static void writeSchemaChange(ObjectNode root, Sidecar sidecar) {
    if (!sidecar.registrations().isEmpty()) {
      ArrayNode made = root.putArray("additional_registrations");
      for (Sidecar.Registration table : sidecar.registrations()) {
        ObjectNode node = table(made.addObject(), table.tableKey(), table.tableId());
        node.put("table_path", table.path());
        optional(node, "table_branch", table.branch());
      }
    }
    if (!sidecar.tombstones().isEmpty()) {
      ArrayNode dropped = root.putArray("tombstones");
      for (Sidecar.Tombstone table : sidecar.tombstones()) {
        table(dropped.addObject(), table.tableKey(), table.tableId())
            .put("expected_version", table.expectedVersion());
      }
    }
    optional(root, "schema_base_hash", sidecar.schemaBaseHash());
    optional(root, "schema_target_hash", sidecar.schemaTargetHash());
  }

  private static void optional(ObjectNode node, String field, String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  private static void optional(ObjectNode node, String field, Long value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  /**
   * The text with the phase moved on; nothing else changes.
   *
   * @param achieved version each table reached, by table id
   */
  static String confirm(String armed, Map<Long, Long> achieved) {
    try {
      ObjectNode root = (ObjectNode) JSON.readTree(armed);
      root.put("phase", CONFIRMED);
      for (JsonNode table : root.path("tables")) {
        Long version = achieved.get(table.path("table_id").asLong());
        if (version != null) {
          ((ObjectNode) table).put("confirmed_version", version);
        }
      }
      return root.toPrettyString() + "\n";
    } catch (JsonProcessingException e) {
      throw new OmnigraphException(ErrorCode.INTERNAL, "confirm of no sidecar").causedBy(e);
    }
  }

  /**
   * @param stem file name without {@code .json}
   * @param directory the graph's
   * @throws OmnigraphException RECOVERY_REQUIRED when the text is not a sidecar this version knows
   */
  static Sidecar read(String stem, String text, Path directory) {
    try {
      JsonNode root = JSON.readTree(text);
      if (!root.isObject()) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      requireVersion(root);
      Sidecar sidecar = new SidecarReader(root, directory).read();
      if (!sidecar.operationId().equals(stem)) {
        throw new IllegalArgumentException(
            "it names operation " + sidecar.operationId() + " inside");
      }
      return sidecar;
    } catch (JsonProcessingException e) {
      throw refused(stem, "it is no JSON (" + e.getOriginalMessage() + ")").causedBy(e);
    } catch (IllegalArgumentException e) {
      throw refused(stem, e.getMessage()).causedBy(e);
    }
  }

  private static void requireVersion(JsonNode root) {
    JsonNode version = root.path("schema_version");
    if (!version.isInt() || version.intValue() != SCHEMA_VERSION) {
      String found = version.isMissingNode() ? "no schema_version" : "schema_version " + version;
      throw new IllegalArgumentException(
          "it has " + found + ", this version reads " + SCHEMA_VERSION);
    }
  }

  private static OmnigraphException refused(String stem, String why) {
    return new OmnigraphException(
        ErrorCode.RECOVERY_REQUIRED,
        stem,
        "its sidecar " + Sidecars.path(stem) + " cannot be used: " + why);
  }
}
