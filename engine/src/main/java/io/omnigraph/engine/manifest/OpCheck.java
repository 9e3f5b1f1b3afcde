package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Steps 3 and 4 of a publish: expectations, then each operation against the head's tables. */
final class OpCheck {
  private final PublishRequest request;
  private final Map<Long, TableEntry> live = new HashMap<>();
  private final Set<String> paths = new HashSet<>();
  private final Set<String> aliases = new HashSet<>();

  OpCheck(PublishRequest request, GraphSnapshot head) {
    this.request = request;
    for (TableEntry entry : head.entries().values()) {
      live.put(entry.tableId(), entry);
      paths.add(entry.path());
      aliases.add(entry.tableKey());
    }
  }

  void run() {
    request.expectations().forEach(this::expect);
    request.commits().forEach(commit -> check(commit.ops()));
  }

  private void check(List<ManifestOp> ops) {
    Set<Long> updated = new HashSet<>();
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Tombstone tombstone) {
        existing(tombstone.tableId(), tombstone.tableKey());
        once(updated, tombstone.tableId(), tombstone.tableKey());
        aliases.remove(tombstone.tableKey());
      }
    }
    Set<Long> registered = new HashSet<>();
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Register register) {
        register(registered, register);
      }
    }
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Update update) {
        if (!registered.contains(update.tableId())) {
          existing(update.tableId(), update.tableKey());
        }
        once(updated, update.tableId(), update.tableKey());
      }
    }
  }

  private void expect(long tableId, PublishRequest.Expectation expected) {
    TableEntry actual = live.get(tableId);
    long version = actual == null ? 0 : actual.version();
    String branch = actual == null ? expected.branch() : actual.branch();
    if (version != expected.version() || !Objects.equals(branch, expected.branch())) {
      throw conflict(
          expected.tableKey(), "expected version " + expected.version() + ", actual " + version);
    }
  }

  private void existing(long tableId, String key) {
    if (!live.containsKey(tableId)) {
      throw new OmnigraphException(ErrorCode.TABLE_NOT_FOUND, key, request.branch(), "");
    }
  }

  private void once(Set<Long> seen, long tableId, String key) {
    if (!seen.add(tableId)) {
      throw conflict(key, "one publish names it twice");
    }
  }

  private void register(Set<Long> registered, ManifestOp.Register op) {
    TableEntry same = live.get(op.tableId());
    boolean moved = same != null && same.tableKey().equals(op.tableKey());
    if (!registered.add(op.tableId()) || (same != null && !moved)) {
      throw conflict(op.tableKey(), "its table id is taken");
    }
    if (!aliases.add(op.tableKey()) && !moved) {
      throw conflict(op.tableKey(), "another table has that name");
    }
    if (!paths.add(op.path())) {
      throw conflict(op.tableKey(), "another table lies at " + op.path());
    }
  }

  private OmnigraphException conflict(String key, String what) {
    return new OmnigraphException(ErrorCode.COMMIT_CONFLICT, key, request.branch(), what);
  }
}
