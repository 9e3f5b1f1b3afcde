package io.omnigraph.engine.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;

/** The text of a sidecar file. */
final class SidecarJson {
  private static final int SCHEMA_VERSION = 1;
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
    root.put("phase", sidecar.confirmed() ? "EffectsConfirmed" : "Armed");
    root.put("commit_id", sidecar.commitId());
    root.put("rollback_commit_id", sidecar.rollbackCommitId());
    root.put("expected_head", sidecar.expectedHead());
    ArrayNode tables = root.putArray("tables");
    sidecar.tables().forEach(pin -> write(tables.addObject(), pin));
    ArrayNode reads = root.putArray("read_set");
    for (Sidecar.Read read : sidecar.readSet()) {
      reads
          .addObject()
          .put("table_key", read.tableKey())
          .put("table_id", read.tableId())
          .put("version", read.version());
    }
    if (sidecar.schemaTargetHash() != null) {
      writeSchemaChange(root, sidecar);
    }
    return root.toPrettyString() + "\n";
  }

  private static void write(ObjectNode node, Sidecar.Pin pin) {
    node.put("table_key", pin.tableKey());
    node.put("table_id", pin.tableId());
    node.put("table_path", pin.path());
    node.put("expected_version", pin.expectedVersion());
    node.put("planned_commits", 1);
    node.put("post_commit_pin", pin.expectedVersion() + 1);
    if (pin.branch() != null) {
      node.put("table_branch", pin.branch());
    }
    if (pin.firstTouch() != null) {
      node.putObject("first_touch")
          .put("source_branch", pin.firstTouch().sourceBranch())
          .put("source_version", pin.firstTouch().sourceVersion());
    }
    if (pin.confirmedVersion() > 0) {
      node.put("confirmed_version", pin.confirmedVersion());
    }
  }

  private static void writeSchemaChange(ObjectNode root, Sidecar sidecar) {
    ArrayNode intended = root.putArray("intended");
    ArrayNode registrations = root.putArray("additional_registrations");
    ArrayNode tombstones = root.putArray("tombstones");
    for (Sidecar.Intent intent : sidecar.intended()) {
      write(intended.addObject().put("op", intent.op()), intent);
      if (intent.op().equals("register")) {
        write(registrations.addObject(), intent);
      } else if (intent.op().equals("tombstone")) {
        tombstones
            .addObject()
            .put("table_key", intent.tableKey())
            .put("table_id", intent.tableId());
      }
    }
    root.put("schema_base_hash", sidecar.schemaBaseHash());
    root.put("schema_target_hash", sidecar.schemaTargetHash());
  }

  private static void write(ObjectNode node, Sidecar.Intent intent) {
    node.put("table_key", intent.tableKey());
    node.put("table_id", intent.tableId());
    if (intent.path() != null) {
      node.put("table_path", intent.path());
    }
    if (intent.branch() != null) {
      node.put("table_branch", intent.branch());
    }
  }

  /**
   * @param stem file name without {@code .json}
   * @throws OmnigraphException RECOVERY_REQUIRED when the text is not a sidecar this version knows
   */
  static Sidecar read(String stem, String text) {
    try {
      JsonNode root = JSON.readTree(text);
      int version = root.path("schema_version").asInt(-1);
      if (version != SCHEMA_VERSION) {
        throw refused(
            stem,
            "its sidecar has schema_version " + version + ", this version reads " + SCHEMA_VERSION);
      }
      if (!stem.equals(root.path("operation_id").asText())
          || root.path("commit_id").asText().isEmpty()) {
        throw refused(stem, "its sidecar is not consistent");
      }
      return read(root);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw refused(stem, "its sidecar cannot be read: " + e.getMessage()).causedBy(e);
    }
  }

  private static OmnigraphException refused(String stem, String why) {
    return new OmnigraphException(ErrorCode.RECOVERY_REQUIRED, stem, why);
  }

  private static Sidecar read(JsonNode root) {
    List<Sidecar.Pin> pins = new ArrayList<>();
    root.path("tables").forEach(node -> pins.add(readPin(node)));
    List<Sidecar.Read> reads = new ArrayList<>();
    root.path("read_set")
        .forEach(
            node ->
                reads.add(
                    new Sidecar.Read(
                        node.path("table_key").asText(),
                        node.path("table_id").asLong(),
                        node.path("version").asLong())));
    List<Sidecar.Intent> intended = new ArrayList<>();
    root.path("intended")
        .forEach(
            node ->
                intended.add(
                    new Sidecar.Intent(
                        node.path("op").asText(),
                        node.path("table_key").asText(),
                        node.path("table_id").asLong(),
                        text(node, "table_path"),
                        text(node, "table_branch"))));
    return new Sidecar(
        root.path("operation_id").asText(),
        Long.parseLong(root.path("started_at").asText()),
        text(root, "branch"),
        text(root, "actor_id"),
        kind(root.path("writer_kind").asText()),
        root.path("phase").asText().equals("EffectsConfirmed"),
        root.path("commit_id").asText(),
        root.path("rollback_commit_id").asText(),
        root.path("expected_head").asText(),
        pins,
        reads,
        intended,
        text(root, "schema_base_hash"),
        text(root, "schema_target_hash"));
  }

  private static Sidecar.Pin readPin(JsonNode node) {
    JsonNode touch = node.path("first_touch");
    return new Sidecar.Pin(
        node.path("table_key").asText(),
        node.path("table_id").asLong(),
        node.path("table_path").asText(),
        node.path("expected_version").asLong(),
        text(node, "table_branch"),
        touch.isObject()
            ? new Sidecar.FirstTouch(
                text(touch, "source_branch"), touch.path("source_version").asLong())
            : null,
        node.path("confirmed_version").asLong(0));
  }

  private static WriterKind kind(String text) {
    for (WriterKind kind : WriterKind.values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown writer kind " + text);
  }

  private static String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.get(field).asText() : null;
  }
}
