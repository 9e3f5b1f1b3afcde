package io.omnigraph.engine.manifest;

import io.omnigraph.engine.schema.Ulid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bytes of a run's commits, made to be compressed: ids, times and row counts are told as what they
 * differ from the ones before, which is much the same from commit to commit.
 *
 * <p>Format 1: the byte 1, branch, seq and id of the base, number of commits; then of each its id,
 * that of its operation (told by how it differs from the commit's), merged parent, actor, writer
 * kind, schema, time, metadata, and of each of its deltas the table's id and key, row count and
 * content.
 */
final class RunCodec {
  private static final int FORMAT = 1;

  private static final int TEXT = 0;
  private static final int ULID = 1;

  /** What the next commit is told relative to; numbers may wrap around. */
  private static final class Before {
    long millis;
    long high;
    long low;
    long micros;
    long rows;

    /** Goes on to a ULID. */
    void take(long nextMillis, long nextHigh, long nextLow) {
      millis = nextMillis;
      high = nextHigh;
      low = nextLow;
    }
  }

  private RunCodec() {}

  static byte[] encode(CommitRecord.Commits run) {
    RecordOutput out = new RecordOutput();
    out.octet(FORMAT);
    out.text(run.branch());
    out.number(run.baseSeq());
    out.text(run.parentId());
    out.number(run.commits().size());
    Before before = new Before();
    for (PublishRequest.Commit commit : run.commits()) {
      write(out, before, commit);
      BackgroundThread.pieceDone();
    }
    return out.finish();
  }

  private static void write(RecordOutput out, Before before, PublishRequest.Commit commit) {
    Lineage lineage = commit.lineage();
    writeId(out, before, lineage.commitId(), true);
    writeId(out, before, lineage.operationId(), false);
    out.text(lineage.mergedParentId());
    out.text(lineage.actorId());
    out.text(lineage.writerKind());
    out.text(lineage.schemaHash());
    out.signed(lineage.createdAtMicros() - before.micros);
    before.micros = lineage.createdAtMicros();
    out.text(lineage.metadata());
    out.number(commit.ops().size());
    for (ManifestOp op : commit.ops()) {
      ManifestOp.Delta delta = (ManifestOp.Delta) op;
      out.number(delta.tableId());
      out.text(delta.tableKey());
      out.signed(delta.rowCount() - before.rows);
      before.rows = delta.rowCount();
      out.bytes(delta.delta().content());
    }
  }

  private static void writeId(RecordOutput out, Before before, String id, boolean goOn) {
    if (id == null || !Ulid.isUlid(id) || !id.equals(id.toUpperCase(Locale.ROOT))) {
      out.octet(TEXT);
      out.text(id);
      return;
    }
    ByteBuffer numbers = ByteBuffer.wrap(Ulid.parse(id));
    long first = numbers.getLong();
    long millis = first >>> 16;
    long high = first & 0xffff;
    long low = numbers.getLong();
    out.octet(ULID);
    out.signed(millis - before.millis);
    out.signed(high - before.high);
    out.signed(low - before.low);
    if (goOn) {
      before.take(millis, high, low);
    }
  }

  /**
   * @throws RecordInput.Malformed when the bytes are not a run's
   */
  static CommitRecord.Commits decode(byte[] bytes) throws RecordInput.Malformed {
    RecordInput in = new RecordInput(bytes);
    int format = in.octet();
    if (format != FORMAT) {
      throw new RecordInput.Malformed("it has the format " + format);
    }
    String branch = in.text();
    long baseSeq = in.number();
    String parentId = in.text();
    int count = in.count();
    Before before = new Before();
    List<PublishRequest.Commit> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      commits.add(commit(in, before));
      BackgroundThread.pieceDone();
    }
    if (commits.isEmpty() || !in.atEnd()) {
      throw new RecordInput.Malformed("it has no commits, or goes on behind them");
    }
    return new CommitRecord.Commits(branch, baseSeq, parentId, commits);
  }

  private static PublishRequest.Commit commit(RecordInput in, Before before)
      throws RecordInput.Malformed {
    String id = id(in, before, true);
    String operationId = id(in, before, false);
    String mergedParentId = in.textOrNull();
    String actorId = in.textOrNull();
    String writerKind = in.text();
    String schemaHash = in.text();
    before.micros += in.signed();
    String metadata = in.textOrNull();
    int count = in.count();
    List<ManifestOp> ops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ops.add(delta(in, before));
    }
    return new PublishRequest.Commit(
        ops,
        new Lineage(
            id,
            mergedParentId,
            actorId,
            operationId,
            writerKind,
            schemaHash,
            before.micros,
            metadata));
  }

  private static ManifestOp delta(RecordInput in, Before before) throws RecordInput.Malformed {
    long tableId = in.number();
    String key = in.text();
    before.rows += in.signed();
    return new ManifestOp.Delta(tableId, key, before.rows, RecordCodec.delta(in));
  }

  private static String id(RecordInput in, Before before, boolean goOn)
      throws RecordInput.Malformed {
    int kind = in.octet();
    if (kind == TEXT) {
      return in.text();
    }
    if (kind != ULID) {
      throw new RecordInput.Malformed("it has an id of no kind " + kind);
    }
    long millis = before.millis + in.signed();
    long high = before.high + in.signed();
    long low = before.low + in.signed();
    if (goOn) {
      before.take(millis, high, low);
    }
    ByteBuffer bytes = ByteBuffer.allocate(Ulid.BYTES);
    bytes.putLong(millis << 16 | (high & 0xffff)).putLong(low);
    return Ulid.text(bytes.array(), 0);
  }
}
