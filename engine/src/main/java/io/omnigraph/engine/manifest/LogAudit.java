package io.omnigraph.engine.manifest;

import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The commits that the log in front of the manifest has at one moment, by branch, without those
 * that were declared void. Whether they go on from what the manifest has, {@link ManifestAudit}
 * finds out: the log is to be read first, because what it has lost by then the manifest has.
 */
public final class LogAudit {
  /** Of a graph without a log. */
  public static final LogAudit NONE = new LogAudit(Map.of(), 0);

  private final Map<String, List<Logged>> byBranch;
  private final long end;

  /** One commit; its parent is known from the record. */
  record Logged(long seq, String parentId, PublishRequest.Commit commit) {
    String id() {
      return commit.lineage().commitId();
    }

    List<ManifestRow> rows(String branch) {
      return ManifestRow.of(
          commit.ops(), seq, parentId, LanceManifest.nativeName(branch), commit.lineage());
    }
  }

  private LogAudit(Map<String, List<Logged>> byBranch, long end) {
    this.byBranch = byBranch;
    this.end = end;
  }

  /**
   * Reads and checks all records before the log's end.
   *
   * @param root of the graph, for messages
   * @throws OmnigraphException DATA_CORRUPT, FORMAT_TOO_NEW
   */
  public static LogAudit read(CommitLog log, String root) {
    return log.exists() ? of(log.readAll(root), root) : NONE;
  }

  private static LogAudit of(CommitLog.Read read, String root) {
    Map<String, List<Logged>> byBranch = new HashMap<>();
    for (byte[] bytes : read.records()) {
      CommitRecord record = RecordCodec.decode(bytes, root);
      if (record instanceof CommitRecord.Commits commits) {
        add(commits, byBranch.computeIfAbsent(record.branch(), branch -> new ArrayList<>()));
      } else {
        byBranch.remove(record.branch());
      }
    }
    return new LogAudit(byBranch, read.end());
  }

  private static void add(CommitRecord.Commits record, List<Logged> to) {
    long seq = record.baseSeq();
    String parent = record.parentId();
    for (PublishRequest.Commit commit : record.commits()) {
      Logged logged = new Logged(++seq, parent, commit);
      to.add(logged);
      parent = logged.id();
    }
  }

  /** Position in the log behind the last record. */
  public long end() {
    return end;
  }

  /** In the order of the log. */
  List<Logged> commits(String branch) {
    return byBranch.getOrDefault(branch, List.of());
  }
}
