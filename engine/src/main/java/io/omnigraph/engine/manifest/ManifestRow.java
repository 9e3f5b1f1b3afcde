package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One row of {@code __manifest}, columns in stored order; absent values are null. */
record ManifestRow(
    String objectId,
    String objectType,
    long seq,
    String commitId,
    Long tableId,
    String tableKey,
    String tablePath,
    Long tableVersion,
    String tableBranch,
    Long rowCount,
    String parentCommitId,
    String mergedParentCommitId,
    String branch,
    String actorId,
    String operationId,
    String writerKind,
    String schemaHash,
    Long createdAt,
    String metadata,
    Payload payload) {

  static final String TABLE = "table";
  static final String TABLE_VERSION = "table_version";
  static final String TABLE_DELTA = "table_delta";
  static final String TABLE_TOMBSTONE = "table_tombstone";
  static final String GRAPH_COMMIT = "graph_commit";
  static final String GRAPH_COMMITS = "graph_commits";
  static final String GRAPH_HEAD = "graph_head";
  static final String GRAPH_CHECKPOINT = "graph_checkpoint";

  /** Witnesses of the physical version; none are known to this store. */
  private static final String NO_WITNESS =
      "\"manifest_path\":null,\"manifest_size\":null,\"e_tag\":null,\"naming_scheme\":null}";

  private static final String FOLDED_SEQ = "\"folded_seq\"";
  private static final Pattern FOLDED = Pattern.compile(FOLDED_SEQ + "\\s*:\\s*(\\d{1,18})\\b");

  /** Of one commit. */
  static List<ManifestRow> of(
      List<ManifestOp> ops, long seq, String parentId, String nativeBranch, Lineage lineage) {
    List<ManifestRow> rows = new ArrayList<>();
    for (ManifestOp op : ops) {
      if (op instanceof ManifestOp.Register register) {
        rows.add(table(seq, lineage.commitId(), register));
      } else if (op instanceof ManifestOp.Update update) {
        rows.add(version(seq, lineage.commitId(), update));
      } else if (op instanceof ManifestOp.Delta delta) {
        rows.add(delta(seq, lineage.commitId(), delta));
      } else {
        rows.add(tombstone(seq, lineage.commitId(), (ManifestOp.Tombstone) op));
      }
    }
    rows.add(commit(seq, parentId, nativeBranch, lineage));
    return rows;
  }

  static ManifestRow table(long seq, String commitId, ManifestOp.Register op) {
    return ofTable(
        TABLE, seq, commitId, op.tableId(), op.tableKey(), op.path(), null, null, null, null, null);
  }

  static ManifestRow version(long seq, String commitId, ManifestOp.Update op) {
    return ofTable(
        TABLE_VERSION,
        seq,
        commitId,
        op.tableId(),
        op.tableKey(),
        null,
        op.version(),
        op.branch(),
        op.rowCount(),
        op.pinSeq() == 0
            ? "{" + NO_WITNESS
            : "{" + FOLDED_SEQ + ":" + op.pinSeq() + "," + NO_WITNESS,
        Payload.of(op.files()));
  }

  static ManifestRow delta(long seq, String commitId, ManifestOp.Delta op) {
    return ofTable(
        TABLE_DELTA,
        seq,
        commitId,
        op.tableId(),
        op.tableKey(),
        null,
        null,
        null,
        op.rowCount(),
        null,
        Payload.stored(op.delta().content()));
  }

  static ManifestRow tombstone(long seq, String commitId, ManifestOp.Tombstone op) {
    return ofTable(
        TABLE_TOMBSTONE,
        seq,
        commitId,
        op.tableId(),
        op.tableKey(),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static ManifestRow ofTable(
      String type,
      long seq,
      String commitId,
      long tableId,
      String key,
      String path,
      Long version,
      String branch,
      Long rowCount,
      String metadata,
      Payload payload) {
    return new ManifestRow(
        tableObjectId(type, tableId, seq),
        type,
        seq,
        commitId,
        tableId,
        key,
        path,
        version,
        branch,
        rowCount,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        metadata,
        payload);
  }

  static ManifestRow commit(long seq, String parentId, String nativeBranch, Lineage lineage) {
    return new ManifestRow(
        GRAPH_COMMIT + ":" + lineage.commitId(),
        GRAPH_COMMIT,
        seq,
        lineage.commitId(),
        null,
        null,
        null,
        null,
        null,
        null,
        parentId,
        lineage.mergedParentId(),
        nativeBranch,
        lineage.actorId(),
        lineage.operationId(),
        lineage.writerKind(),
        lineage.schemaHash(),
        lineage.createdAtMicros(),
        lineage.metadata(),
        null);
  }

  /**
   * Of a {@link CommitRun}.
   *
   * @param count of its commits
   */
  static ManifestRow run(
      long seq, String lastId, long count, String parentId, String nativeBranch, Payload payload) {
    return new ManifestRow(
        GRAPH_COMMITS + ":" + digits(seq),
        GRAPH_COMMITS,
        seq,
        lastId,
        null,
        null,
        null,
        null,
        null,
        count,
        parentId,
        null,
        nativeBranch,
        null,
        null,
        null,
        null,
        null,
        null,
        payload);
  }

  static ManifestRow head(long seq, String commitId) {
    return bare(GRAPH_HEAD, GRAPH_HEAD, seq, commitId, null);
  }

  static ManifestRow checkpoint(Checkpoint checkpoint) {
    return bare(
        GRAPH_CHECKPOINT + ":" + digits(checkpoint.seq()),
        GRAPH_CHECKPOINT,
        checkpoint.seq(),
        checkpoint.commitId(),
        checkpoint.toJson());
  }

  /** A row about no table and no commit of its own. */
  private static ManifestRow bare(
      String id, String type, long seq, String commitId, String metadata) {
    return new ManifestRow(
        id, type, seq, commitId, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, metadata, null);
  }

  static String tableObjectId(String type, long tableId, long seq) {
    return type + ":" + HexFormat.of().toHexDigits(tableId) + ":" + digits(seq);
  }

  /** Twenty of them: ids are sorted. */
  private static String digits(long seq) {
    String text = Long.toString(seq);
    return "0".repeat(20 - text.length()) + text;
  }

  /**
   * Of a {@code table_version}: the graph version up to which it holds everything.
   *
   * @throws OmnigraphException DATA_CORRUPT
   */
  long foldedSeq() {
    if (metadata == null || !metadata.contains(FOLDED_SEQ)) {
      return seq;
    }
    Matcher folded = FOLDED.matcher(metadata);
    if (!folded.find()) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, "__manifest", "row " + objectId + " has a damaged folded_seq");
    }
    return Long.parseLong(folded.group(1));
  }

  boolean isCommit() {
    return objectType.equals(GRAPH_COMMIT);
  }

  ManifestRow withPayload(Payload other) {
    return new ManifestRow(
        objectId,
        objectType,
        seq,
        commitId,
        tableId,
        tableKey,
        tablePath,
        tableVersion,
        tableBranch,
        rowCount,
        parentCommitId,
        mergedParentCommitId,
        branch,
        actorId,
        operationId,
        writerKind,
        schemaHash,
        createdAt,
        metadata,
        other);
  }

  GraphCommit asCommit() {
    return new GraphCommit(
        commitId,
        seq,
        parentCommitId,
        mergedParentCommitId,
        branch,
        actorId,
        operationId,
        writerKind,
        schemaHash,
        createdAt == null ? 0 : createdAt,
        metadata);
  }
}
