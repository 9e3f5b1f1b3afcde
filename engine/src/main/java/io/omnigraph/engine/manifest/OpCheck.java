package io.omnigraph.engine.manifest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Step 4 of a publish: each operation against the head's tables. */
final class OpCheck {
  private final PublishRequest request;
  private final GraphSnapshot head;

  /** Live tables as the commits go, and the versions that their files hold. */
  private final Map<Long, String> live = new HashMap<>();

  /** Their ids are not used again. */
  private final Set<Long> dropped = new HashSet<>();

  private final Map<Long, Long> pins = new HashMap<>();
  private final Set<String> paths = new HashSet<>();
  private final Set<String> aliases = new HashSet<>();

  /** Tables that the current commit has named, and registered. */
  private final Set<Long> named = new HashSet<>();

  private final Set<Long> registered = new HashSet<>();

  OpCheck(PublishRequest request, GraphSnapshot head) {
    this.request = request;
    this.head = head;
    for (TableEntry entry : head.entries().values()) {
      live.put(entry.tableId(), entry.tableKey());
      pins.put(entry.tableId(), entry.pinSeq());
      paths.add(entry.path());
      aliases.add(entry.tableKey());
    }
  }

  void run() {
    long seq = head.seq();
    for (PublishRequest.Commit commit : request.commits()) {
      check(commit.ops(), ++seq);
      BackgroundThread.pieceDone();
    }
  }

  private void check(List<ManifestOp> ops, long seq) {
    named.clear();
    registered.clear();
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Tombstone tombstone) {
        existing(tombstone.tableId(), tombstone.tableKey());
        once(tombstone.tableId(), tombstone.tableKey());
        aliases.remove(tombstone.tableKey());
        dropped.add(tombstone.tableId());
      } else if (op instanceof ManifestOp.Delta delta) {
        existing(delta.tableId(), delta.tableKey());
        once(delta.tableId(), delta.tableKey());
      }
    }
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Register register) {
        register(register);
      }
    }
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Update update) {
        existing(update.tableId(), update.tableKey());
        once(update.tableId(), update.tableKey());
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
      throw request.conflict(
          update.tableKey(),
          "version %d cannot be one that holds everything up to %d: it is at %s, the commit %d"
              .formatted(update.version(), pinSeq, before, seq));
    }
  }

  private void existing(long tableId, String key) {
    if (!live.containsKey(tableId)) {
      throw request.notThere(key);
    }
  }

  private void once(long tableId, String key) {
    if (!named.add(tableId)) {
      throw request.twice(key);
    }
  }

  private void register(ManifestOp.Register op) {
    String same = live.put(op.tableId(), op.tableKey());
    boolean moved = same != null && same.equals(op.tableKey());
    boolean taken = dropped.contains(op.tableId()) || (same != null && !moved);
    if (!registered.add(op.tableId()) || taken) {
      throw request.conflict(op.tableKey(), "its table id is taken");
    }
    if (!aliases.add(op.tableKey()) && !moved) {
      throw request.conflict(op.tableKey(), "another table has that name");
    }
    if (!paths.add(op.path())) {
      throw request.conflict(op.tableKey(), "another table lies at " + op.path());
    }
  }
}
