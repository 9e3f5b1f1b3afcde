package io.omnigraph.engine.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a sidecar from its JSON; what is missing or has another type is refused by name. */
final class SidecarReader {
  private final JsonNode root;
  private final String directory;

  /**
   * @param directory the graph's, absolute; foreign writers name tables by absolute paths
   */
  SidecarReader(JsonNode root, Path directory) {
    this.root = root;
    this.directory = directory + "/";
  }

  /**
   * @throws IllegalArgumentException saying what is wrong
   */
  Sidecar read() {
    String kind = text(root, "writer_kind");
    String phase = text(root, "phase");
    if (!phase.equals(SidecarJson.ARMED) && !phase.equals(SidecarJson.CONFIRMED)) {
      throw new IllegalArgumentException("phase " + phase + " is not known");
    }
    return new Sidecar(
        text(root, "operation_id"),
        micros(root, "started_at"),
        nullable(root, "branch"),
        nullable(root, "actor_id"),
        WriterKind.of(kind)
            .orElseThrow(
                () -> new IllegalArgumentException("writer_kind " + kind + " is not known")),
        phase.equals(SidecarJson.CONFIRMED),
        text(root, "commit_id"),
        text(root, "rollback_commit_id"),
        text(root, "expected_head"),
        required("tables", this::pin),
        list(root, "group", this::groupCommit),
        list(root, "read_set", SidecarReader::read),
        list(root, "intended", this::intent),
        mergeSource(),
        list(root, "additional_registrations", this::registration),
        list(root, "tombstones", SidecarReader::tombstone),
        optional(root, "schema_base_hash"),
        optional(root, "schema_target_hash"));
  }

  private Sidecar.Pin pin(JsonNode node) {
    long expected = number(node, "expected_version");
    JsonNode touch = node.path("first_touch");
    return new Sidecar.Pin(
        text(node, "table_key"),
        number(node, "table_id"),
        path(node),
        expected,
        Math.toIntExact(optionalNumber(node, "planned_commits", 1L)),
        number(node, "post_commit_pin"),
        optional(node, "table_branch"),
        touch.isObject()
            ? new Sidecar.FirstTouch(
                optional(touch, "source_branch"), number(touch, "source_version"))
            : null,
        optionalNumber(node, "confirmed_version", 0L));
  }

  private Sidecar.GroupCommit groupCommit(JsonNode node) {
    return new Sidecar.GroupCommit(
        text(node, "commit_id"),
        nullable(node, "actor_id"),
        micros(node, "created_at"),
        list(node, "intended", this::intent));
  }

  private static Sidecar.Read read(JsonNode node) {
    return new Sidecar.Read(
        text(node, "table_key"), number(node, "table_id"), number(node, "version"));
  }

  private Sidecar.Intent intent(JsonNode node) {
    String op = text(node, "op");
    return new Sidecar.Intent(
        op(op),
        text(node, "table_key"),
        number(node, "table_id"),
        node.hasNonNull("table_path") || op.equals("register") ? path(node) : null,
        optionalNumber(node, "table_version", null),
        optional(node, "table_branch"),
        optionalNumber(node, "row_count", null),
        optionalNumber(node, "folded_seq", null));
  }

  private static Sidecar.Op op(String text) {
    for (Sidecar.Op op : Sidecar.Op.values()) {
      if (op.text().equals(text)) {
        return op;
      }
    }
    throw new IllegalArgumentException("op " + text + " is not known");
  }

  private Sidecar.Registration registration(JsonNode node) {
    return new Sidecar.Registration(
        text(node, "table_key"),
        number(node, "table_id"),
        path(node),
        optional(node, "table_branch"));
  }

  private static Sidecar.Tombstone tombstone(JsonNode node) {
    return new Sidecar.Tombstone(
        text(node, "table_key"), number(node, "table_id"), number(node, "expected_version"));
  }

  private Sidecar.MergeSource mergeSource() {
    String commit = optional(root, "merge_source_commit_id");
    return commit == null
        ? null
        : new Sidecar.MergeSource(commit, optional(root, "merge_source_branch"));
  }

  /** Deletes and restores happen at these paths: none may lead out of the graph. */
  private String path(JsonNode node) {
    String given = text(node, "table_path");
    String path = given.startsWith(directory) ? given.substring(directory.length()) : given;
    boolean inside = !path.contains("\\") && !path.contains(":");
    for (String part : path.split("/", -1)) {
      inside &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    if (!inside) {
      throw new IllegalArgumentException("table_path " + path + " is not a path under the root");
    }
    return path;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw missing(field);
    }
    return value.textValue();
  }

  /** Must be there, but may be null. */
  private static String nullable(JsonNode node, String field) {
    if (!node.has(field)) {
      throw missing(field);
    }
    return node.get(field).isNull() ? null : text(node, field);
  }

  private static String optional(JsonNode node, String field) {
    return node.hasNonNull(field) ? text(node, field) : null;
  }

  private static long number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw missing(field);
    }
    return value.longValue();
  }

  private static Long optionalNumber(JsonNode node, String field, Long absent) {
    return node.hasNonNull(field) ? Long.valueOf(number(node, field)) : absent;
  }

  private static long micros(JsonNode node, String field) {
    String text = text(node, field);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(field + " is " + text + ", not microseconds", e);
    }
  }

  private <T> List<T> required(String field, Function<JsonNode, T> element) {
    if (!root.path(field).isArray()) {
      throw missing(field);
    }
    return list(root, field, element);
  }

  private static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> element) {
    List<T> all = new ArrayList<>();
    node.path(field).forEach(child -> all.add(element.apply(child)));
    return all;
  }

  private static IllegalArgumentException missing(String field) {
    return new IllegalArgumentException(field + " is missing or has another type");
  }
}
