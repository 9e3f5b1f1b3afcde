package io.omnigraph.engine.manifest;

import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.TableFragment;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sums in the payloads of versions of the manifest, each fragment read once, and in its log.
 */
public final class RecordedSums {
  private final Set<String> known = new HashSet<>();
  private final Map<Long, String> paths = new HashMap<>();
  private final Map<Long, Map<String, FileSum>> byTable = new HashMap<>();
  private final Map<String, FileSum> ofManifest = new LinkedHashMap<>();

  /** Takes up what is new in a version. Rows that a fragment has no more are in another one. */
  public void take(TableSnapshot manifest) {
    for (TableFragment fragment : manifest.fragments()) {
      if (known.add(fragment.dataKey())) {
        take(fragment);
      }
    }
  }

  /** Takes up what only the log has of a branch. */
  public void take(ManifestAudit audit) {
    for (ManifestOp op : audit.loggedOps()) {
      if (op instanceof ManifestOp.Register register) {
        paths.put(op.tableId(), register.path());
      } else if (op instanceof ManifestOp.Update update) {
        add(ManifestRow.TABLE_VERSION, op.tableId(), update.files());
      }
    }
  }

  private void take(TableFragment fragment) {
    BytesColumn types = (BytesColumn) fragment.column(ManifestColumns.OBJECT_TYPE);
    LongColumn ids = (LongColumn) fragment.column(ManifestColumns.TABLE_ID);
    BytesColumn tablePaths = (BytesColumn) fragment.column(ManifestColumns.TABLE_PATH);
    BytesColumn payloads = (BytesColumn) fragment.column(ManifestColumns.PAYLOAD);
    for (int at = 0; at < fragment.physicalRows(); at++) {
      String type = types.text(at);
      if (type.equals(ManifestRow.TABLE)) {
        paths.put(ids.values()[at], tablePaths.text(at));
      } else if (hasSums(type) && !payloads.isNull(at)) {
        add(type, ids.values()[at], Payload.stored(payloads.copyOf(at)).fileSums());
      }
    }
  }

  /** The payload of other rows is something else. */
  private static boolean hasSums(String type) {
    return type.equals(ManifestRow.TABLE_VERSION) || type.equals(ManifestRow.GRAPH_COMMIT);
  }

  private void add(String type, long tableId, List<FileSum> sums) {
    Map<String, FileSum> to =
        type.equals(ManifestRow.GRAPH_COMMIT)
            ? ofManifest
            : byTable.computeIfAbsent(tableId, id -> new LinkedHashMap<>());
    sums.forEach(sum -> to.put(sum.path(), sum));
  }

  /** Sums by table path; the manifest's own are under its path. */
  public Map<String, List<FileSum>> byPath() {
    Map<String, List<FileSum>> result = new HashMap<>();
    byTable.forEach(
        (id, sums) -> {
          if (paths.containsKey(id)) {
            result.put(paths.get(id), List.copyOf(sums.values()));
          }
        });
    result.put(LanceManifest.PATH, List.copyOf(ofManifest.values()));
    return result;
  }

  /** What was recorded of a table's file, or null. */
  FileSum find(String path, String file) {
    for (Map.Entry<Long, Map<String, FileSum>> table : byTable.entrySet()) {
      if (path.equals(paths.get(table.getKey())) && table.getValue().containsKey(file)) {
        return table.getValue().get(file);
      }
    }
    return null;
  }
}
