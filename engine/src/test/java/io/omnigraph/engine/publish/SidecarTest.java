package io.omnigraph.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.StorageOptions;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.control.LocalControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.Unsynced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SidecarTest {
  private static final String OLD = "01ARZ3NDEKTSV4RRFFQ69G5FA0";
  private static final String MIDDLE = "01ARZ3NDEKTSV4RRFFQ69G5FA5";
  private static final String NEW = "01ARZ3NDEKTSV4RRFFQ69G5FAZ";

  private static final List<String> REQUIRED =
      List.of(
          "operation_id",
          "started_at",
          "branch",
          "actor_id",
          "writer_kind",
          "phase",
          "commit_id",
          "rollback_commit_id",
          "expected_head",
          "tables",
          "table_key",
          "table_id",
          "table_path",
          "expected_version",
          "post_commit_pin");

  /** And the version, which is looked at before anything else. */
  private static final List<String> OPTIONAL =
      List.of(
          "schema_version",
          "planned_commits",
          "table_branch",
          "first_touch",
          "source_branch",
          "source_version",
          "confirmed_version",
          "group",
          "created_at",
          "intended",
          "op",
          "table_version",
          "row_count",
          "folded_seq",
          "read_set",
          "merge_source_commit_id",
          "merge_source_branch",
          "additional_registrations",
          "tombstones",
          "schema_base_hash",
          "schema_target_hash");

  @TempDir Path root;
  private ControlStore files;
  private Sidecars sidecars;

  @BeforeEach
  void open() {
    files = new LocalControlStore(root, new Durable(StorageOptions.Durability.OS));
    sidecars = new Sidecars(files, root, Steps.NONE);
  }

  private static Sidecar.Intent intent(Sidecar.Op op, String path, Long version, Long rows) {
    return new Sidecar.Intent(op, "node:T", 7, path, version, "feature", rows, null);
  }

  /** Every field has a value of its own. */
  private static Sidecar full(String id, WriterKind kind, boolean confirmed) {
    return new Sidecar(
        id,
        1_700_000_000_000_001L,
        "feature",
        "act-alice",
        kind,
        confirmed,
        "COMMIT",
        "ROLLBACK",
        "HEAD",
        List.of(
            new Sidecar.Pin(
                "node:Person",
                11,
                "nodes/0123",
                4,
                3,
                7,
                "feature",
                new Sidecar.FirstTouch("parent", 4),
                confirmed ? 7 : 0),
            new Sidecar.Pin(
                "edge:Knows", 12, "edges/4567", 5, 1, 6, null, new Sidecar.FirstTouch(null, 5), 0)),
        List.of(
            new Sidecar.GroupCommit(
                "EARLIER", null, 12, List.of(intent(Sidecar.Op.UPDATE, null, 5L, 3L)))),
        List.of(new Sidecar.Read("node:Company", 13, 9)),
        List.of(
            intent(Sidecar.Op.REGISTER, "nodes/89ab", null, null),
            intent(Sidecar.Op.RENAME, "nodes/89ab", null, null),
            new Sidecar.Intent(Sidecar.Op.UPDATE, "node:T", 7, null, 3L, null, 8L, 77L),
            intent(Sidecar.Op.TOMBSTONE, null, null, null)),
        new Sidecar.MergeSource("SOURCE", "other"),
        List.of(new Sidecar.Registration("node:T", 7, "nodes/89ab", "feature")),
        List.of(new Sidecar.Tombstone("node:Gone", 8, 2)),
        "sha256:aa",
        "sha256:bb");
  }

  private Sidecar read(String id, String text) throws IOException {
    write(id + ".json", text);
    return sidecars.read(id).orElseThrow();
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(Sidecars.FOLDER).resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void assertRefused(String id, String text, String... says) {
    assertThatThrownBy(() -> read(id, text))
        .isInstanceOfSatisfying(
            OmnigraphException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.RECOVERY_REQUIRED);
              assertThat(e).hasMessageContaining(id);
              for (String word : says) {
                assertThat(e).hasMessageContaining(word);
              }
            });
    assertThat(root.resolve(Sidecars.path(id))).hasContent(text);
  }

  @ParameterizedTest
  @EnumSource(WriterKind.class)
  @DisplayName("SID-01 a sidecar that is written and parsed is the same, for every kind")
  void roundTrip(WriterKind kind) throws IOException {
    for (boolean confirmed : new boolean[] {false, true}) {
      Sidecar sidecar = full(OLD, kind, confirmed);
      assertThat(read(OLD, SidecarJson.write(sidecar))).isEqualTo(sidecar);
    }
  }

  @Test
  @DisplayName("SID-01 the fields are named as the protocol names them")
  void fieldNames() {
    String text = SidecarJson.write(full(OLD, WriterKind.BRANCH_MERGE, true));
    for (String field : Stream.concat(REQUIRED.stream(), OPTIONAL.stream()).toList()) {
      assertThat(text).contains("\"" + field + "\" :");
    }
  }

  @Test
  @DisplayName("SID-02 another schema_version is refused with both numbers, before anything else")
  void newerVersion() {
    assertRefused(OLD, "{\"schema_version\": 99}", "99", "reads 1");
    assertRefused(OLD, "{}", "no schema_version");
  }

  @Test
  @DisplayName("SID-03 no folder: an empty list, and none is made")
  void noFolder() {
    assertThat(sidecars.list()).isEmpty();
    assertThat(root.resolve(Sidecars.FOLDER)).doesNotExist();
  }

  @Test
  @DisplayName("SID-04 list, delete, list; to delete again is fine")
  void listAndDelete() {
    sidecars.arm(full(OLD, WriterKind.MUTATION, false), new Unsynced());
    assertThat(sidecars.list()).containsExactly(OLD);
    sidecars.retire(OLD);
    assertThat(sidecars.list()).isEmpty();
    sidecars.retire(OLD);
    assertThat(sidecars.read(OLD)).isEmpty();
  }

  @Test
  @DisplayName("SID-05 files that are no sidecars are passed over")
  void otherFiles() throws IOException {
    write(".DS_Store", "x");
    write("readme.txt", "x");
    write(".hidden.json", "x");
    assertThat(sidecars.list()).isEmpty();
  }

  @Test
  @DisplayName("SID-06 the list is in order of age, whatever was written first")
  void order() {
    for (String id : List.of(NEW, MIDDLE, OLD)) {
      sidecars.arm(full(id, WriterKind.MUTATION, false), new Unsynced());
    }
    assertThat(sidecars.list()).containsExactly(OLD, MIDDLE, NEW);
  }

  private static final String SMALLEST =
      """
      {"schema_version": 1, "operation_id": "%s", "started_at": "5", "branch": null,
       "actor_id": null, "writer_kind": "Mutation", "phase": "Armed", "commit_id": "C",
       "rollback_commit_id": "R", "expected_head": "H", "future_field": {"a": [1, 2]},
       "tables": [{"table_key": "node:P", "table_id": 3, "table_path": "nodes/ab",
                   "expected_version": 2, "post_commit_pin": 3, "later": true}]}
      """
          .formatted(OLD);

  @Test
  @DisplayName("SID-07 fields that may be absent have defaults")
  void defaults() throws IOException {
    Sidecar sidecar = read(OLD, SMALLEST);
    assertThat(sidecar.group()).isEmpty();
    assertThat(sidecar.readSet()).isEmpty();
    assertThat(sidecar.intended()).isEmpty();
    assertThat(sidecar.mergeSource()).isNull();
    Sidecar.Pin pin = sidecar.tables().get(0);
    assertThat(pin.plannedCommits()).isEqualTo(1);
    assertThat(pin.branch()).isNull();
    assertThat(pin.firstTouch()).isNull();
    assertThat(pin.confirmedVersion()).isZero();
  }

  @Test
  @DisplayName("SID-08 a name that does not fit and fields that are missing or wrong are refused")
  void refused() {
    assertRefused(NEW, SMALLEST, OLD);
    assertRefused(OLD, SMALLEST.replace("\"Mutation\"", "\"Vacuum\""), "Vacuum");
    assertRefused(OLD, SMALLEST.replace("\"Armed\"", "\"Sleeping\""), "Sleeping");
    assertRefused(OLD, "[]", "no JSON object");
    assertRefused(OLD, "not json", "JSON");
    assertRefused(OLD, "");
    for (String field : REQUIRED) {
      assertRefused(OLD, SMALLEST.replace("\"" + field + "\"", "\"x\""), field);
    }
  }

  @ParameterizedTest
  @CsvSource({"/etc", "../x", "nodes/../../x", "nodes//x", "nodes/.", "C:\\x"})
  @DisplayName("SID-08 a table path that leads out of the graph is refused")
  void pathsOutside(String path) {
    assertRefused(OLD, SMALLEST.replace("nodes/ab", path.replace("\\", "\\\\")), "table_path");
  }

  @Test
  @DisplayName("SID-08 an absolute path under the root is taken as relative")
  void absolutePath() throws IOException {
    Sidecar sidecar = read(OLD, SMALLEST.replace("nodes/ab", root + "/nodes/ab"));
    assertThat(sidecar.tables().get(0).path()).isEqualTo("nodes/ab");
  }

  @Test
  @DisplayName("a confirm keeps fields it does not know and changes nothing else")
  void confirmKeepsUnknownFields() throws IOException {
    String confirmed = SidecarJson.confirm(SMALLEST, Map.of(3L, 3L));
    assertThat(confirmed).contains("future_field", "later");
    Sidecar sidecar = read(OLD, confirmed);
    assertThat(sidecar.confirmed()).isTrue();
    assertThat(sidecar.tables().get(0).confirmedVersion()).isEqualTo(3);
    assertThat(SidecarJson.confirm(confirmed, Map.of())).isEqualTo(confirmed);
  }

  @Test
  void confirmReplacesTheArmedFile() {
    Sidecar armed = full(OLD, WriterKind.SCHEMA_APPLY, false);
    sidecars.arm(armed, new Unsynced());
    assertThat(sidecars.isLive(OLD)).isTrue();
    assertThat(sidecars.left(1)).isEmpty();
    sidecars.confirm(OLD, Optional.of(Map.of(11L, 7L)), new Unsynced());
    assertThat(sidecars.read(OLD)).hasValueSatisfying(s -> assertThat(s.confirmed()).isTrue());
    assertThat(sidecars.anyFailedHere()).isFalse();
    sidecars.release(OLD);
    assertThat(sidecars.left(1)).containsExactly(OLD);
    assertThat(sidecars.anyFailedHere()).isTrue();
    sidecars.retire(OLD);
    assertThat(sidecars.anyFailedHere()).isFalse();
  }

  @Test
  void theFolderIsLookedAtOnceAHolding() {
    assertThat(sidecars.left(1)).isEmpty();
    files.write(Sidecars.path(OLD), "{}");
    assertThat(sidecars.left(1)).isEmpty(); // nobody else can write it meanwhile
    assertThat(sidecars.left(2)).containsExactly(OLD);
    files.delete(Sidecars.path(OLD));
    assertThat(sidecars.left(2)).isEmpty();
  }
}
