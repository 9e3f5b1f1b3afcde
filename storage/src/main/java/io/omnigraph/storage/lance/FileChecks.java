package io.omnigraph.storage.lance;

import io.omnigraph.storage.StorageOptions.Checksums;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.table.ChecksumSource;
import io.omnigraph.storage.table.FileFault;
import io.omnigraph.storage.table.FileSum;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares a file with what was recorded of it before Lance reads it for the first time: damage
 * becomes an error, where Lance could answer with other values or end the process. Files of which
 * nothing was recorded pass.
 */
final class FileChecks {
  private final boolean enabled;
  private final Set<Path> sound = ConcurrentHashMap.newKeySet();

  /** Of this store's own commits: the source may not have them yet. */
  private final Map<Path, FileSum> own = new ConcurrentHashMap<>();

  private volatile ChecksumSource source = (table, file) -> Optional.empty();

  FileChecks(Checksums checksums) {
    enabled = checksums == Checksums.FIRST_READ;
  }

  boolean isEnabled() {
    return enabled;
  }

  void use(ChecksumSource other) {
    source = other;
  }

  void remember(TableFiles files, List<FileSum> sums) {
    if (enabled) {
      sums.forEach(sum -> own.put(files.table().resolve(sum.path()), sum));
    }
  }

  /** The next branch of a name has version files of the same names: records may be of the last. */
  private static boolean isReusable(TableFiles files, Path file) {
    return !files.directory().equals(files.table()) && file.startsWith(files.versions());
  }

  /** What is below has been removed, or is being made anew: its names come back. */
  void forget(Path top) {
    sound.removeIf(file -> file.startsWith(top));
    own.keySet().removeIf(file -> file.startsWith(top));
  }

  /**
   * To be called without a lock held: the source may have to read the manifest.
   *
   * @throws OmnigraphException DATA_CORRUPT
   */
  void require(TableFiles files, Path file) {
    if (!enabled || sound.contains(file)) {
      return;
    }
    String path =
        files.root().relativize(files.table()).toString().replace(File.separatorChar, '/');
    FileSum mine = own.get(file);
    Optional<FileSum> recorded =
        mine == null ? source.find(path, files.relative(file)) : Optional.of(mine);
    FileFault fault = fault(files, recorded);
    if (fault != null && isReusable(files, file)) {
      recorded = source.findAnew(path, files.relative(file));
      fault = fault(files, recorded);
    }
    if (fault != null) {
      throw new OmnigraphException(ErrorCode.DATA_CORRUPT, "Table " + path, fault.text());
    }
    if (recorded.isPresent()) {
      sound.add(file);
      own.remove(file);
    }
  }

  private static FileFault fault(TableFiles files, Optional<FileSum> recorded) {
    return recorded.map(sum -> TableInventory.fault(files.table(), sum)).orElse(null);
  }
}
