package io.omnigraph.engine.manifest;

import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.BytesColumn;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.LongColumn;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.ScanSpec;
import io.omnigraph.storage.table.TableSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the payloads of a whole version of the manifest. */
final class RecordedSums {
  private static final ScanSpec COLUMNS =
      ScanSpec.of(
          ManifestColumns.OBJECT_TYPE,
          ManifestColumns.TABLE_ID,
          ManifestColumns.TABLE_PATH,
          ManifestColumns.PAYLOAD);

  private final Map<Long, String> paths = new HashMap<>();
  private final Map<Long, List<FileSum>> byTable = new HashMap<>();
  private final List<FileSum> ofManifest = new ArrayList<>();

  private RecordedSums() {}

  /** Sums by table path; the manifest's own are under its path. */
  static Map<String, List<FileSum>> of(TableSnapshot manifest) {
    RecordedSums sums = new RecordedSums();
    try (BatchCursor cursor = manifest.scan(COLUMNS)) {
      for (ColumnBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int i = 0; i < batch.rowCount(); i++) {
          sums.take(batch, batch.position(i));
        }
      }
    }
    return sums.byPath();
  }

  private void take(ColumnBatch batch, int at) {
    String type = ((BytesColumn) batch.column(0)).text(at);
    LongColumn ids = (LongColumn) batch.column(1);
    BytesColumn payloads = (BytesColumn) batch.column(3);
    if (type.equals(ManifestRow.TABLE)) {
      paths.put(ids.values()[at], ((BytesColumn) batch.column(2)).text(at));
    } else if (!payloads.isNull(at)) {
      List<FileSum> files = Payload.stored(payloads.copyOf(at)).fileSums();
      if (type.equals(ManifestRow.TABLE_VERSION)) {
        byTable.computeIfAbsent(ids.values()[at], id -> new ArrayList<>()).addAll(files);
      } else if (type.equals(ManifestRow.GRAPH_COMMIT)) {
        ofManifest.addAll(files);
      }
    }
  }

  private Map<String, List<FileSum>> byPath() {
    Map<String, List<FileSum>> result = new HashMap<>();
    byTable.forEach(
        (id, files) -> {
          if (paths.containsKey(id)) {
            result.computeIfAbsent(paths.get(id), path -> new ArrayList<>()).addAll(files);
          }
        });
    result.put(LanceManifest.PATH, ofManifest);
    return result;
  }
}
