package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.FileFailure;
import io.omnigraph.storage.table.TableRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.lance.Dataset;
import org.lance.ReadOptions;

/**
 * Version files that a power cut has torn: as long as one is the newest, Lance opens nothing of the
 * table that does not name a version.
 */
final class TornVersions {
  private final LanceRuntime runtime;
  private final Durable durable;

  TornVersions(LanceRuntime runtime, Durable durable) {
    this.runtime = runtime;
    this.durable = durable;
  }

  /** Looks at the file's shape first: what Lance does with damage is not always an exception. */
  boolean isReadable(TableFiles files, TableRef ref) {
    Path file = files.existingVersionFile(ref.version());
    try {
      if (file == null || !VersionFile.isWhole(file, ref.version())) {
        return false;
      }
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw FileFailure.of(file, e); // who cannot read it now must not take it for torn
    }
    try (Dataset dataset =
        Dataset.open()
            .allocator(runtime.allocator())
            .uri(files.uri())
            .readOptions(new ReadOptions.Builder().setVersion(ref.version()).build())
            .build()) {
      return dataset.version() == ref.version();
    } catch (Exception e) {
      return false;
    }
  }

  void remove(TableFiles files, TableRef ref) {
    Path file = files.existingVersionFile(ref.version());
    String what = files.versions().resolve(String.valueOf(ref.version())).toString();
    if (files.hasVersion(ref.version() + 1)) {
      throw new OmnigraphException(ErrorCode.INTERNAL, what + " is not the newest version");
    }
    if (file == null) {
      return; // of several that were never synced some may have no name
    }
    if (isReadable(files, ref)) {
      throw new OmnigraphException(ErrorCode.INTERNAL, what + " can be read and is not torn");
    }
    try {
      Files.delete(file);
      durable.sync(List.of(), List.of(files.versions()));
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
  }
}
