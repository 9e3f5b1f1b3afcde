package io.omnigraph.storage.lance;

import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.Unsynced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Brings the version file of somebody else's commit to the disk: as a new file of the same bytes,
 * which takes the name over. To sync the file that is there would prove nothing. If that failed
 * once, the kernel may have dropped its pages and call it clean, in this process or another.
 */
final class VersionCopy {
  private final Durable durable;

  VersionCopy(Durable durable) {
    this.durable = durable;
  }

  /**
   * @param others to be synced in the same waits
   * @throws IOException also when the file is not whole: then there is nothing to be kept
   */
  void take(TableFiles files, long version, Unsynced others) throws IOException {
    Path file = files.versionFile(version);
    Path copy = files.versions().resolve(".tmp-" + UUID.randomUUID());
    try {
      Files.copy(file, copy);
      if (!VersionFile.isWhole(copy, version)) {
        throw new IOException(file + " is torn");
      }
      others.add(copy);
      others.sync(durable);
      Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(copy);
    }
    Unsynced folder = new Unsynced();
    folder.add(files.versions());
    folder.sync(durable);
  }
}
