package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.FileSum;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of a {@link CommitRecord}. Format 1: the byte 1, a kind, the branch, and of commits: seq
 * and id of the base, their number, then of each its lineage, the number of its operations and
 * those.
 */
final class RecordCodec {
  private static final int FORMAT = 1;

  private static final int COMMITS = 1;
  private static final int ENDING = 2;

  private static final int REGISTER = 1;
  private static final int UPDATE = 2;
  private static final int DELTA = 3;
  private static final int TOMBSTONE = 4;

  /** A delta begins with the number of its rows. */
  private static final int LEAST_DELTA_BYTES = Integer.BYTES;

  private RecordCodec() {}

  static byte[] encode(CommitRecord record) {
    RecordOutput out = new RecordOutput();
    out.octet(FORMAT);
    if (record instanceof CommitRecord.Commits commits) {
      out.octet(COMMITS);
      out.text(record.branch());
      out.number(commits.baseSeq());
      out.text(commits.parentId());
      out.number(commits.commits().size());
      commits.commits().forEach(commit -> write(out, commit));
    } else {
      out.octet(ENDING);
      out.text(record.branch());
    }
    return out.finish();
  }

  private static void write(RecordOutput out, PublishRequest.Commit commit) {
    Lineage lineage = commit.lineage();
    out.text(lineage.commitId());
    out.text(lineage.mergedParentId());
    out.text(lineage.actorId());
    out.text(lineage.operationId());
    out.text(lineage.writerKind());
    out.text(lineage.schemaHash());
    out.number(lineage.createdAtMicros());
    out.text(lineage.metadata());
    out.number(commit.ops().size());
    commit.ops().forEach(op -> write(out, op));
  }

  private static void write(RecordOutput out, ManifestOp op) {
    if (op instanceof ManifestOp.Register register) {
      begin(out, REGISTER, op, register.tableKey());
      out.text(register.path());
    } else if (op instanceof ManifestOp.Update update) {
      begin(out, UPDATE, op, update.tableKey());
      out.number(update.version());
      out.text(update.branch());
      out.number(update.rowCount());
      Payload files = Payload.of(update.files());
      out.bytes(files == null ? null : files.bytes());
      out.number(update.pinSeq());
    } else if (op instanceof ManifestOp.Delta delta) {
      begin(out, DELTA, op, delta.tableKey());
      out.number(delta.rowCount());
      out.bytes(delta.delta().content());
    } else {
      begin(out, TOMBSTONE, op, ((ManifestOp.Tombstone) op).tableKey());
    }
  }

  private static void begin(RecordOutput out, int type, ManifestOp op, String tableKey) {
    out.octet(type);
    out.number(op.tableId());
    out.text(tableKey);
  }

  /**
   * @param root of the graph, for the message
   * @throws OmnigraphException FORMAT_TOO_NEW, DATA_CORRUPT
   */
  static CommitRecord decode(byte[] bytes, String root) {
    RecordInput in = new RecordInput(bytes);
    try {
      int format = in.octet();
      if (format > FORMAT) {
        throw new OmnigraphException(
            ErrorCode.FORMAT_TOO_NEW, root, "of log records " + format, FORMAT);
      }
      if (format != FORMAT) {
        throw new RecordInput.Malformed("it has no format " + format);
      }
      CommitRecord record = record(in);
      if (!in.atEnd()) {
        throw new RecordInput.Malformed("it goes on behind its end");
      }
      return record;
    } catch (RecordInput.Malformed e) {
      throw damaged(e.getMessage()).causedBy(e);
    }
  }

  private static OmnigraphException damaged(String what) {
    return new OmnigraphException(ErrorCode.DATA_CORRUPT, "A record of the log", what);
  }

  private static CommitRecord record(RecordInput in) throws RecordInput.Malformed {
    int kind = in.octet();
    String branch = in.text();
    return switch (kind) {
      case COMMITS -> commits(in, branch);
      case ENDING -> new CommitRecord.Ending(branch);
      default -> throw new RecordInput.Malformed("it is of no kind " + kind);
    };
  }

  private static CommitRecord commits(RecordInput in, String branch) throws RecordInput.Malformed {
    long baseSeq = in.number();
    String parentId = in.text();
    int count = in.count();
    List<PublishRequest.Commit> commits = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      commits.add(commit(in));
    }
    if (commits.isEmpty()) {
      throw new RecordInput.Malformed("it has no commits");
    }
    return new CommitRecord.Commits(branch, baseSeq, parentId, commits);
  }

  private static PublishRequest.Commit commit(RecordInput in) throws RecordInput.Malformed {
    Lineage lineage =
        new Lineage(
            in.text(),
            in.textOrNull(),
            in.textOrNull(),
            in.text(),
            in.text(),
            in.text(),
            in.number(),
            in.textOrNull());
    int count = in.count();
    List<ManifestOp> ops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ops.add(op(in));
    }
    return new PublishRequest.Commit(ops, lineage);
  }

  private static ManifestOp op(RecordInput in) throws RecordInput.Malformed {
    int type = in.octet();
    long tableId = in.number();
    String key = in.text();
    return switch (type) {
      case REGISTER -> new ManifestOp.Register(tableId, key, in.text());
      case UPDATE ->
          new ManifestOp.Update(
              tableId, key, in.number(), in.textOrNull(), in.number(), files(in), in.number());
      case DELTA -> new ManifestOp.Delta(tableId, key, in.number(), delta(in));
      case TOMBSTONE -> new ManifestOp.Tombstone(tableId, key);
      default -> throw new RecordInput.Malformed("it has an operation of no type " + type);
    };
  }

  private static List<FileSum> files(RecordInput in) throws RecordInput.Malformed {
    byte[] payload = in.bytesOrNull();
    return payload == null ? List.of() : Payload.stored(payload).fileSums();
  }

  static TableDelta delta(RecordInput in) throws RecordInput.Malformed {
    byte[] content = in.bytesOrNull();
    if (content == null || content.length < LEAST_DELTA_BYTES) {
      throw new RecordInput.Malformed("a delta is missing");
    }
    return new TableDelta(content);
  }
}
