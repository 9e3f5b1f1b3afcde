package io.omnigraph.storage.lance;

import io.omnigraph.storage.table.StagedRows;
import java.util.List;
import org.lance.FragmentMetadata;

/** Fragments that no version names yet, and where they lie. */
record LanceStagedRows(TableFiles files, List<FragmentMetadata> fragments, long rowCount)
    implements StagedRows {
  @Override
  public long sizeBytes() {
    long bytes = 0;
    for (FragmentMetadata fragment : fragments) {
      bytes +=
          fragment.getFiles().stream()
              .mapToLong(file -> file.getFileSizeBytes() == null ? 0 : file.getFileSizeBytes())
              .sum();
    }
    return bytes;
  }
}
