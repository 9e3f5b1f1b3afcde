package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * Consecutive commits of deltas alone as one row of the manifest, {@code graph_commits}, in place
 * of their {@code table_delta} and {@code graph_commit} rows: a fifth of the space. Its seq and
 * commit are those of the last one, its parent that of the first, its row count is their number.
 *
 * <p>Its payload: length of what {@link RunCodec} writes as 4 bytes, big end first; then that as a
 * zlib stream, which has a checksum.
 */
record CommitRun(CommitRecord.Commits commits) {
  /** Who wants one commit of a run reads it as a whole. */
  private static final int MOST_COMMITS = 512;

  private static final long MOST_BYTES = 1 << 17;

  /** Larger ones have a row of their own: who wants to know of commits only passes them over. */
  private static final long MOST_BYTES_OF_COMMIT = 1 << 12;

  /** Some microseconds' work. */
  private static final int PIECE_BYTES = 256;

  /** More than a run of so many commits and bytes has: refused before memory is asked for. */
  private static final int MOST_RUN_BYTES = 1 << 24;

  /** Whether a commit may be one of a run. */
  static boolean canHold(PublishRequest.Commit commit) {
    return commit.ops().stream().allMatch(op -> op instanceof ManifestOp.Delta)
        && bytes(commit) <= MOST_BYTES_OF_COMMIT;
  }

  /**
   * @param bytes sum of {@link #bytes} of its commits
   */
  static boolean isFull(int commits, long bytes) {
    return commits == MOST_COMMITS || bytes >= MOST_BYTES;
  }

  /** What has no bound of its own and is not the same in each commit. */
  static long bytes(PublishRequest.Commit commit) {
    String metadata = commit.lineage().metadata();
    long bytes = metadata == null ? 0 : metadata.length();
    for (ManifestOp op : commit.ops()) {
      bytes += op instanceof ManifestOp.Delta delta ? delta.delta().content().length : 0;
    }
    return bytes;
  }

  ManifestRow toRow() {
    return toRow(Payload.stored(deflated(RunCodec.encode(commits))));
  }

  private ManifestRow toRow(Payload payload) {
    List<PublishRequest.Commit> all = commits.commits();
    return ManifestRow.run(
        commits.baseSeq() + all.size(),
        all.get(all.size() - 1).lineage().commitId(),
        all.size(),
        commits.parentId(),
        nativeBranch(),
        payload);
  }

  /** On which they were made; a branch that began later inherits the row as it is. */
  private String nativeBranch() {
    return LanceManifest.nativeName(commits.branch());
  }

  private static byte[] deflated(byte[] run) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Integer.BYTES + 64 + run.length / 2);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(run.length).array());
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      for (int from = 0; from < run.length; from += PIECE_BYTES) {
        out.write(run, from, Math.min(PIECE_BYTES, run.length - from));
        BackgroundThread.pieceDone();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e); // nothing is written but memory
    }
    return bytes.toByteArray();
  }

  /**
   * @param row with its payload
   * @throws OmnigraphException DATA_CORRUPT
   */
  static CommitRun of(ManifestRow row) {
    CommitRun run = new CommitRun(decoded(row));
    if (!row.equals(run.toRow(row.payload()))) {
      throw damaged(row, "it does not hold the commits that it names");
    }
    return run;
  }

  private static CommitRecord.Commits decoded(ManifestRow row) {
    try {
      return RunCodec.decode(inflated(row));
    } catch (RecordInput.Malformed e) {
      throw damaged(row, e.getMessage()).causedBy(e);
    }
  }

  private static byte[] inflated(ManifestRow row) {
    byte[] payload = row.payload() == null ? new byte[0] : row.payload().bytes();
    int length = payload.length < Integer.BYTES ? -1 : ByteBuffer.wrap(payload).getInt();
    if (length < 0 || length > MOST_RUN_BYTES) {
      throw damaged(row, "its payload has no length");
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(payload, Integer.BYTES, payload.length - Integer.BYTES);
      byte[] run = new byte[length];
      int count = inflater.inflate(run);
      if (count < length
          || inflater.inflate(new byte[1]) > 0
          || !inflater.finished()
          || inflater.getRemaining() > 0) {
        throw damaged(row, "its payload has another length");
      }
      return run;
    } catch (DataFormatException e) {
      throw damaged(row, "its payload is no zlib stream: " + e.getMessage()).causedBy(e);
    } finally {
      inflater.end();
    }
  }

  private static OmnigraphException damaged(ManifestRow row, String what) {
    return new OmnigraphException(
        ErrorCode.DATA_CORRUPT, LanceManifest.PATH, "row " + row.objectId() + ": " + what);
  }

  /** The rows that it stands for, by commit. */
  List<ManifestRow> rows() {
    List<ManifestRow> rows = new ArrayList<>();
    long seq = commits.baseSeq();
    String parent = commits.parentId();
    for (PublishRequest.Commit commit : commits.commits()) {
      rows.addAll(ManifestRow.of(commit.ops(), ++seq, parent, nativeBranch(), commit.lineage()));
      parent = commit.lineage().commitId();
    }
    return rows;
  }

  /** Those of its deltas that are wanted. */
  void addDeltas(Set<DeltaId> wanted, Map<DeltaId, TableDelta> found) {
    long seq = commits.baseSeq();
    for (PublishRequest.Commit commit : commits.commits()) {
      seq++;
      for (ManifestOp op : commit.ops()) {
        DeltaId id = new DeltaId(op.tableId(), seq);
        if (op instanceof ManifestOp.Delta delta && wanted.contains(id)) {
          found.put(id, delta.delta());
        }
      }
    }
  }
}
