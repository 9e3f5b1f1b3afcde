package io.omnigraph.storage.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Prepares the file of the next segment while the current one is being filled, so that no commit
 * waits for it. The log's lock is held for every call.
 */
final class NextSegment {
  private final SegmentFiles files;
  private CompletableFuture<Path> prepared;

  NextSegment(SegmentFiles files) {
    this.files = files;
  }

  /** Starts, unless it has started already. */
  void prepare(long sizeBytes) {
    if (prepared == null) {
      prepared = CompletableFuture.supplyAsync(() -> prepared(sizeBytes), NextSegment::start);
    }
  }

  private Path prepared(long sizeBytes) {
    try {
      return files.prepare(sizeBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "omnigraph-log");
    thread.setDaemon(true);
    thread.start();
  }

  /** A file of at least this size: the prepared one, or one that is made now. */
  Path take(long sizeBytes) throws IOException {
    Path file = taken();
    if (file != null && file.toFile().length() >= sizeBytes) {
      return file;
    }
    if (file != null) {
      Files.deleteIfExists(file);
    }
    return files.prepare(sizeBytes);
  }

  /** Null when nothing was prepared, or when that failed: the next try tells why. */
  private Path taken() {
    CompletableFuture<Path> taken = prepared;
    prepared = null;
    if (taken == null) {
      return null;
    }
    try {
      return taken.join();
    } catch (CompletionException e) {
      return null;
    }
  }

  void discard() throws IOException {
    Path file = taken();
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
