package io.omnigraph.storage.lance;

import io.omnigraph.storage.table.StagedRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.lance.FragmentMetadata;
import org.lance.fragment.DataFile;

/** Fragments that no version names yet, and where they lie. */
final class LanceStagedRows implements StagedRows {
  private final TableFiles files;
  private final List<FragmentMetadata> fragments;
  private final long rowCount;
  private final AtomicBoolean committed = new AtomicBoolean();

  LanceStagedRows(TableFiles files, List<FragmentMetadata> fragments, long rowCount) {
    this.files = files;
    this.fragments = List.copyOf(fragments);
    this.rowCount = rowCount;
  }

  TableFiles files() {
    return files;
  }

  List<FragmentMetadata> fragments() {
    return fragments;
  }

  /** They are synced when a change takes them, together with its other files. */
  void addTo(StagedFiles staged) {
    List<Path> paths = new ArrayList<>();
    for (FragmentMetadata fragment : fragments) {
      for (DataFile file : fragment.getFiles()) {
        paths.add(files.data().resolve(file.getPath()));
      }
    }
    staged.add(files.data(), paths);
  }

  /** One file in two fragments would break what is known by file name: row ids, cached columns. */
  boolean isCommitted() {
    return committed.get();
  }

  void markCommitted() {
    committed.set(true);
  }

  @Override
  public long rowCount() {
    return rowCount;
  }

  @Override
  public long sizeBytes() {
    long bytes = 0;
    for (FragmentMetadata fragment : fragments) {
      for (DataFile file : fragment.getFiles()) {
        bytes += file.getFileSizeBytes() == null ? 0 : file.getFileSizeBytes();
      }
    }
    return bytes;
  }
}
