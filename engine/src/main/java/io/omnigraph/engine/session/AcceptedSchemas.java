package io.omnigraph.engine.session;

import io.omnigraph.engine.publish.SchemaFiles;
import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.SchemaContract;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Schema versions by hash, and the watch over the three files at the root. Thread-safe.
 *
 * <p>The files are read again only when size or time of one of them changed.
 */
public final class AcceptedSchemas {
  private static final String[] WATCHED = {SchemaFiles.SOURCE, SchemaFiles.IR, SchemaFiles.STATE};

  /** How stale the answer for a read may be. */
  private static final long PAUSE_NANOS = 20_000_000;

  /** A promotion is three renames and as many syncs. */
  private static final int PROMOTION_LOOKS = 10;

  private final ControlStore files;
  private final Path root;
  private final Path[] paths;
  private final Map<String, GraphSchema> byHash = new ConcurrentHashMap<>();
  private volatile long[] seen;
  private volatile long checkedAtNanos;
  private volatile long checkedIn = -1;

  AcceptedSchemas(ControlStore files, Path root) {
    this.files = files;
    this.root = root;
    this.paths = new Path[WATCHED.length];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = root.resolve(WATCHED[i]);
    }
  }

  /**
   * @throws OmnigraphException DATA_CORRUPT when the version's object is missing or wrong
   */
  public GraphSchema schema(String hash) {
    GraphSchema schema = byHash.get(hash);
    if (schema == null) {
      schema = read(hash);
      byHash.put(hash, schema);
    }
    return schema;
  }

  private GraphSchema read(String hash) {
    Optional<String> source = files.read(SchemaFiles.objectSource(hash));
    Optional<String> ir = files.read(SchemaFiles.objectIr(hash));
    if (source.isEmpty() || ir.isEmpty()) {
      throw new OmnigraphException(
          ErrorCode.DATA_CORRUPT, "Schema version " + hash + " of " + root, "its file is missing");
    }
    return SchemaContract.accept(root.toString(), source.get(), ir.get(), hash);
  }

  /** {@link #check}, unless that was a moment ago: three look-ups for a read are too many. */
  void checkNowAndThen() {
    if (seen == null || System.nanoTime() - checkedAtNanos > PAUSE_NANOS) {
      check();
    }
  }

  /**
   * {@link #check}, once a holding of the writer lock.
   *
   * @param tenure of the lock, which is held
   */
  void check(long tenure) {
    if (tenure != checkedIn) {
      check();
      checkedIn = tenure;
    }
  }

  /**
   * Checks that source, IR and state at the root still belong together.
   *
   * @throws OmnigraphException SCHEMA_CONTRACT, SCHEMA_FILES_MISSING
   */
  public void check() {
    long startedAt = System.nanoTime();
    long[] now = stamps();
    long[] before = seen;
    if (before == null || !Arrays.equals(now, before)) {
      acceptUnlessPromoting();
      seen = now;
    }
    checkedAtNanos = startedAt;
  }

  /** Another process may be between the three renames that make a schema main's accepted one. */
  private void acceptUnlessPromoting() {
    for (int attempt = 0; ; attempt++) {
      long[] before = stamps();
      try {
        accept();
        return;
      } catch (OmnigraphException e) {
        if (isHalfPromoted()) {
          return;
        }
        boolean promoting =
            files.exists(SchemaFiles.STATE + SchemaFiles.STAGING)
                || !Arrays.equals(before, stamps());
        if (!promoting || attempt == PROMOTION_LOOKS) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Whether the files agree as soon as those that are staged are in place: somebody is renaming
   * them, or died in between, and the manifest had named their schema before.
   */
  private boolean isHalfPromoted() {
    try {
      SchemaContract.accept(
          root.toString(),
          stagedOr(SchemaFiles.SOURCE),
          stagedOr(SchemaFiles.IR),
          stagedOr(SchemaFiles.STATE));
      return true;
    } catch (OmnigraphException e) {
      return false;
    }
  }

  private Optional<String> stagedOr(String name) {
    return files.read(name + SchemaFiles.STAGING).or(() -> files.read(name));
  }

  /**
   * Writes IR and state anew when both are gone and the source still is main's accepted schema.
   *
   * @throws OmnigraphException SCHEMA_CONTRACT when it is another one
   */
  public void rebuildIfLost(String hash, boolean readOnly) {
    Optional<String> source = files.read(SchemaFiles.SOURCE);
    boolean lost = !files.exists(SchemaFiles.IR) && !files.exists(SchemaFiles.STATE);
    if (source.isEmpty() || !lost) {
      return; // the check that follows says what is wrong, if anything
    }
    GraphSchema accepted = schema(hash);
    GraphSchema rebuilt = SchemaContract.accept(root.toString(), source.get(), accepted.ir(), hash);
    if (!readOnly) {
      files.write(SchemaFiles.IR, rebuilt.ir());
      files.write(SchemaFiles.STATE, SchemaContract.state(rebuilt));
    }
  }

  /** The schema that the three files state, after checking them. */
  public GraphSchema accept() {
    return SchemaContract.accept(
        root.toString(),
        files.read(SchemaFiles.SOURCE),
        files.read(SchemaFiles.IR),
        files.read(SchemaFiles.STATE));
  }

  private long[] stamps() {
    long[] stamps = new long[2 * paths.length];
    for (int i = 0; i < paths.length; i++) {
      try {
        BasicFileAttributes file = Files.readAttributes(paths[i], BasicFileAttributes.class);
        stamps[2 * i] = file.size();
        stamps[2 * i + 1] = file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
      } catch (IOException e) {
        stamps[2 * i] = -1; // the check that follows says what is wrong
      }
    }
    return stamps;
  }
}
