package io.omnigraph.engine.manifest;

import io.omnigraph.storage.table.ChecksumSource;
import io.omnigraph.storage.table.FileSum;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableSnapshot;
import io.omnigraph.storage.table.TableStore;
import java.util.Optional;

/**
 * What all branches of the manifest say of files of tables. Reads the manifest when it is first
 * asked, and what is new in it when it does not know a file. Of the manifest's own files it knows
 * nothing: it would have to read them first.
 *
 * <p>Goes past {@link LanceManifest}, whose locks a caller may hold.
 */
public final class ManifestSums implements ChecksumSource {
  private final TableStore tables;
  private RecordedSums sums = new RecordedSums();

  public ManifestSums(TableStore tables) {
    this.tables = tables;
  }

  @Override
  public Optional<FileSum> find(String table, String file) {
    if (table.equals(LanceManifest.PATH)) {
      return Optional.empty();
    }
    synchronized (this) {
      FileSum found = sums.find(table, file);
      if (found == null) {
        takeNewest();
        found = sums.find(table, file);
      }
      return Optional.ofNullable(found);
    }
  }

  @Override
  public synchronized Optional<FileSum> findAnew(String table, String file) {
    sums = new RecordedSums();
    return find(table, file);
  }

  private void takeNewest() {
    takeNewest(null);
    tables.branches(LanceManifest.PATH).forEach(this::takeNewest);
  }

  private void takeNewest(String branch) {
    long version = tables.latestOfUnbroken(LanceManifest.PATH, branch);
    if (version > 0) {
      try (TableSnapshot manifest =
          tables.open(new TableRef(LanceManifest.PATH, branch, version))) {
        sums.take(manifest);
      }
    }
  }
}
