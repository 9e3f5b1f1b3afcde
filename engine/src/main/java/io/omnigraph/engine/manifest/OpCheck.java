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
  private final GraphSnapshot head;
  private final Map<Long, TableEntry> atHead = new HashMap<>();

  /** Live tables as the commits go, and the versions that their files hold. */
  private final Map<Long, String> live = new HashMap<>();

  /** Their ids are not used again. */
  private final Set<Long> dropped = new HashSet<>();

  private final Map<Long, Long> pins = new HashMap<>();
  private final Set<String> paths = new HashSet<>();
  private final Set<String> aliases = new HashSet<>();

  OpCheck(PublishRequest request, GraphSnapshot head) {
    this.request = request;
    this.head = head;
    for (TableEntry entry : head.entries().values()) {
      atHead.put(entry.tableId(), entry);
      live.put(entry.tableId(), entry.tableKey());
      pins.put(entry.tableId(), entry.pinSeq());
      paths.add(entry.path());
      aliases.add(entry.tableKey());
    }
  }

  void run() {
    request.expectations().forEach(this::expect);
    long seq = head.seq();
    for (PublishRequest.Commit commit : request.commits()) {
      check(commit.ops(), ++seq);
    }
  }

  private void check(List<ManifestOp> ops, long seq) {
    Set<Long> named = new HashSet<>();
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Tombstone tombstone) {
        existing(tombstone.tableId(), tombstone.tableKey());
        once(named, tombstone.tableId(), tombstone.tableKey());
        aliases.remove(tombstone.tableKey());
        dropped.add(tombstone.tableId());
      } else if (op instanceof ManifestOp.Delta delta) {
        existing(delta.tableId(), delta.tableKey());
        once(named, delta.tableId(), delta.tableKey());
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
        existing(update.tableId(), update.tableKey());
        once(named, update.tableId(), update.tableKey());
        pin(update, seq);
      }
    }
    live.keySet().removeAll(dropped);
  }

  /** What a pin held once it holds for ever: those deltas are read no more. */
  private void pin(ManifestOp.Update update, long seq) {
    long pinSeq = update.pinSeq() == 0 ? seq : update.pinSeq();
    Long before = pins.put(update.tableId(), pinSeq);
    if (pinSeq > seq || (before != null && pinSeq < before)) {
      throw conflict(
          update.tableKey(),
          "version %d cannot be one that holds everything up to %d: it is at %s, the commit %d"
              .formatted(update.version(), pinSeq, before, seq));
    }
  }

  private void expect(long tableId, PublishRequest.Expectation expected) {
    TableEntry actual = atHead.get(tableId);
    long version = actual == null ? 0 : actual.version();
    String branch = actual == null ? expected.branch() : actual.branch();
    if (version != expected.version() || !Objects.equals(branch, expected.branch())) {
      throw conflict(
          expected.tableKey(), "expected version " + expected.version() + ", actual " + version);
    }
    long content = actual == null ? 0 : actual.contentSeq();
    boolean any = expected.contentSeq() == PublishRequest.Expectation.ANY_CONTENT;
    if (!any && expected.contentSeq() != content) {
      throw conflict(
          expected.tableKey(),
          "expected rows of graph version " + expected.contentSeq() + ", actual " + content);
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
    String same = live.put(op.tableId(), op.tableKey());
    boolean moved = same != null && same.equals(op.tableKey());
    boolean taken = dropped.contains(op.tableId()) || (same != null && !moved);
    if (!registered.add(op.tableId()) || taken) {
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
