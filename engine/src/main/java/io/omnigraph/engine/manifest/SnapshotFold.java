package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/**
 * A graph version with the commits after it, one by one: costs what they change, and for each table
 * that they change a copy of the list of all. Says the same as a fold of all their rows. Not
 * thread-safe.
 */
final class SnapshotFold {
  private final String branch;
  private TableEntries entries;
  private long seq;
  private String commitId;
  private String schemaHash;

  SnapshotFold(GraphSnapshot from) {
    this.branch = from.branch();
    this.entries = from.entries();
    this.seq = from.seq();
    this.commitId = from.commitId();
    this.schemaHash = from.schemaHash();
  }

  long seq() {
    return seq;
  }

  String commitId() {
    return commitId;
  }

  /**
   * Adds the next version.
   *
   * @throws OmnigraphException DATA_CORRUPT when it changes a table that is not there
   */
  void take(PublishRequest.Commit commit) {
    seq++;
    commitId = commit.lineage().commitId();
    schemaHash = commit.lineage().schemaHash();
    // Names may pass from a table that is dropped to one that comes.
    commit.ops().forEach(this::drop);
    commit.ops().forEach(this::register);
    commit.ops().forEach(this::change);
  }

  private void drop(ManifestOp op) {
    if (op instanceof ManifestOp.Tombstone) {
      entries = entries.without(known(op).tableKey());
    }
  }

  private void register(ManifestOp op) {
    if (op instanceof ManifestOp.Register register) {
      TableEntry before = entries.byId(op.tableId());
      if (before != null) {
        entries = entries.without(before.tableKey());
      }
      entries =
          entries.with(
              new TableEntry(
                  op.tableId(),
                  register.tableKey(),
                  register.path(),
                  before == null ? 0 : before.version(),
                  before == null ? null : before.branch(),
                  before == null ? 0 : before.rowCount(),
                  before == null ? seq : before.pinSeq(),
                  before == null ? DeltaChain.NONE : before.deltas()));
    }
  }

  private void change(ManifestOp op) {
    if (op instanceof ManifestOp.Delta delta) {
      entries = entries.with(known(op).with(seq, commitId, delta));
    } else if (op instanceof ManifestOp.Update update) {
      TableEntry before = known(op);
      long pinSeq = update.pinSeq() == 0 ? seq : update.pinSeq();
      DeltaChain left = before.deltas().after(pinSeq);
      // A pin below deltas counts the rows of its files only.
      long rows = left.isEmpty() ? update.rowCount() : before.rowCount();
      entries =
          entries.with(
              new TableEntry(
                  before.tableId(),
                  before.tableKey(),
                  before.path(),
                  update.version(),
                  update.branch(),
                  rows,
                  pinSeq,
                  left));
    }
  }

  private TableEntry known(ManifestOp op) {
    TableEntry entry = entries.find(op.tableId(), op.tableKey());
    if (entry == null) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT,
          "The log of branch \"" + branch + "\"",
          "commit " + commitId + " changes " + op.tableKey() + ", which is not there");
    }
    return entry;
  }

  GraphSnapshot snapshot() {
    return new GraphSnapshot(branch, seq, commitId, schemaHash, entries);
  }
}
