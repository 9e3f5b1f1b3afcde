package io.omnigraph.engine.recovery;

import io.omnigraph.engine.keys.RowBits;
import io.omnigraph.engine.step.PublishStep;
import io.omnigraph.engine.step.Steps;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.RowStager;
import io.omnigraph.storage.table.StagedRows;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableChange;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of what recovery did: one row for each operation, added under the same locks as the
 * recovery itself. Made with the first row. Thread-safe.
 *
 * <p>A row costs one small commit; every few of them the small fragments are rewritten as one, so
 * that their number, and with it the cost of a version, grows a thousand times slower than rows.
 */
public final class RecoveryAudit {
  public static final String PATH = "_graph_commit_recoveries.lance";

  /** More fragments than this: the next row rewrites the small ones along with it. */
  private static final int MAX_SMALL_FRAGMENTS = 16;

  /** A fragment of fewer rows is small. */
  private static final int SMALL_FRAGMENT = 1_024;

  private final TableStore tables;
  private final TornVersions torn;
  private final Steps steps;

  /** Operations by the data key of the fragment that names them, of the newest version seen. */
  private final Map<String, Set<String>> known = new HashMap<>();

  RecoveryAudit(TableStore tables, TornVersions torn, Steps steps) {
    this.tables = tables;
    this.torn = torn;
    this.steps = steps;
  }

  /** All rows, oldest first. */
  public synchronized List<AuditRow> rows() {
    return read(tables);
  }

  /** All rows, oldest first; none when nothing was ever recovered. */
  public static List<AuditRow> read(TableStore tables) {
    long version = tables.latestVersion(PATH, null);
    List<AuditRow> rows = new ArrayList<>();
    if (version > 0) {
      try (TableSnapshot open = tables.open(new TableRef(PATH, null, version))) {
        open.fragments().forEach(fragment -> rows.addAll(AuditColumns.rows(fragment)));
      }
    }
    rows.sort((a, b) -> Long.compare(a.createdAtMicros(), b.createdAtMicros()));
    return rows;
  }

  /**
   * Adds the row unless its operation has one. Durable when it returns.
   *
   * @throws OmnigraphException when that could not be done; a later attempt repairs it
   */
  synchronized void record(AuditRow row) {
    steps.at(PublishStep.RECOVERY_RECORD_AUDIT);
    long version = tables.latestVersion(PATH, null);
    if (version > 0) {
      version = torn.removeAbove(new TableRef(PATH, null, version), 0);
    }
    if (version == 0) {
      known.clear();
      create(row);
      return;
    }
    try (TableSnapshot open = tables.open(new TableRef(PATH, null, version))) {
      look(open);
      if (known.values().stream().noneMatch(ids -> ids.contains(row.operationId()))) {
        append(open, row);
      } else {
        tables.syncVersion(open.ref()); // whoever added it may have died before it did
      }
    }
  }

  private void look(TableSnapshot open) {
    Set<String> now = new HashSet<>();
    for (TableFragment fragment : open.fragments()) {
      now.add(fragment.dataKey());
      if (!known.containsKey(fragment.dataKey())) {
        known.put(fragment.dataKey(), operations(fragment));
      }
    }
    known.keySet().retainAll(now);
  }

  private static Set<String> operations(TableFragment fragment) {
    var column = fragment.column(AuditColumns.OPERATION_ID);
    Set<String> ids = new HashSet<>();
    for (int at = 0; at < fragment.physicalRows(); at++) {
      ids.add(AuditColumns.text(column, at));
    }
    return ids;
  }

  private void create(AuditRow row) {
    try (RowStager stager = tables.stager(PATH, null, AuditColumns.SCHEMA)) {
      stager.write(AuditColumns.batch(List.of(row)));
      try (StagedWrite write =
          tables.stageCreate(
              PATH, AuditColumns.SCHEMA, List.of(stager.finish()), properties(row))) {
        commit(write);
      }
    }
  }

  private void append(TableSnapshot open, AuditRow row) {
    List<AuditRow> rows = new ArrayList<>();
    long[] rewritten = smallFragments(open, rows);
    rows.add(row);
    try (RowStager stager = tables.stager(PATH, null, AuditColumns.SCHEMA)) {
      stager.write(AuditColumns.batch(rows));
      StagedRows staged = stager.finish();
      TableChange change = new TableChange(false, rewritten, new long[0], null, List.of(staged));
      try (StagedWrite write = tables.stage(open, change, properties(row))) {
        commit(write);
      }
    }
  }

  /** Adds the rows of small fragments, when there are many, and answers their addresses. */
  private static long[] smallFragments(TableSnapshot open, List<AuditRow> rows) {
    List<TableFragment> small =
        open.fragments().stream().filter(f -> f.physicalRows() < SMALL_FRAGMENT).toList();
    if (small.size() < MAX_SMALL_FRAGMENTS) {
      return new long[0];
    }
    List<Long> addresses = new ArrayList<>();
    for (TableFragment fragment : small) {
      rows.addAll(AuditColumns.rows(fragment));
      for (int at = 0; at < fragment.physicalRows(); at++) {
        if (!RowBits.get(fragment.deletions(), at)) {
          addresses.add(((long) fragment.id() << 32) | at);
        }
      }
    }
    return addresses.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static Map<String, String> properties(AuditRow row) {
    return Map.of("operation_id", row.operationId());
  }

  private void commit(StagedWrite write) {
    CommitOutcome outcome = tables.commit(write);
    if (outcome instanceof CommitOutcome.Unknown unknown) {
      throw new OmnigraphException(ErrorCode.STORAGE_FAULT, PATH, unknown.cause().getMessage())
          .causedBy(unknown.cause());
    }
    if (outcome instanceof CommitOutcome.Conflict conflict) {
      throw new OmnigraphException(ErrorCode.STORAGE_FAULT, PATH, conflict.what());
    }
  }
}
