package io.omnigraph.storage.file;

import io.omnigraph.storage.StorageOptions.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Brings files and folders to the disk. Those of one call in any order, and so in parallel: the
 * kernel may write a folder before a file that it names whenever it likes, so that nothing may rely
 * on an order before the call returns. A sync that fails is never repeated: the kernel may have
 * dropped the dirty pages, a second call would succeed and prove nothing.
 *
 * <p>With durability OS nothing is synced.
 */
public final class Durable implements AutoCloseable {
  /** Several syncs in flight share one journal commit of the file system. */
  private static final int THREADS = 4;

  /** Summing is work for a core, not waiting: more of them would not be faster. */
  private static final int SUMMING_THREADS = 2;

  private final boolean enabled;
  private final Force force;
  private final ExecutorService executor;
  private final ExecutorService summing;

  /** Brings one file or folder to the disk. */
  public interface Force {
    void force(Path path) throws IOException;

    /** Brings the bytes of a file to the disk whose size has not changed since it was forced. */
    default void forceBytes(Path path, OpenFile file) throws IOException {
      force(path);
    }
  }

  /** A file that is open for writing. */
  public interface OpenFile {
    /** Brings its bytes to the disk, but not what is said of it, such as times. */
    void forceBytes() throws IOException;
  }

  /** The disk itself. */
  private static final class Disk implements Force {
    /**
     * Works for folders too, on every POSIX system. With an ordinary file channel a thread that is
     * interrupted would not learn how it ended; this kind does not notice.
     */
    @Override
    public void force(Path path) throws IOException {
      try (AsynchronousFileChannel channel =
          AsynchronousFileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void forceBytes(Path path, OpenFile file) throws IOException {
      file.forceBytes();
    }
  }

  public Durable(Durability durability) {
    this(durability, new Disk());
  }

  /** With another way to reach the disk: for tests that count, fail or lose it. */
  public Durable(Durability durability, Force force) {
    enabled = durability == Durability.FULL;
    this.force = force;
    executor = threads(THREADS, "omnigraph-sync");
    summing = threads(SUMMING_THREADS, "omnigraph-sum");
  }

  private static ExecutorService threads(int count, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            2,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Whether anything is brought to the disk. */
  public boolean isEnabled() {
    return enabled;
  }

  /** Syncs all files and folders. */
  public void sync(Collection<Path> files, Collection<Path> folders) throws IOException {
    if (enabled) {
      List<Path> all = new ArrayList<>(files);
      all.addAll(folders);
      forceAll(all);
    }
  }

  /** Syncs what was written into a file without a change of its size; the caller's thread waits. */
  public void syncBytes(Path path, OpenFile file) throws IOException {
    if (enabled) {
      force.forceBytes(path, file);
    }
  }

  /**
   * {@link #sync}, and what is in the files: summed from memory while the disk is busy. With
   * durability OS they are summed all the same.
   */
  public List<Checksum> syncAndSum(List<Path> files, Collection<Path> folders) throws IOException {
    List<Checksum> sums = new ArrayList<>();
    if (!enabled) {
      for (Path file : files) {
        sums.add(Checksum.of(file));
      }
      return sums;
    }
    List<CompletableFuture<Checksum>> pending = new ArrayList<>();
    for (Path file : files) {
      pending.add(CompletableFuture.supplyAsync(() -> sumUnchecked(file), summing));
    }
    try {
      sync(files, folders);
    } finally {
      pending.forEach(sum -> sum.exceptionally(e -> null).join());
    }
    for (CompletableFuture<Checksum> sum : pending) {
      sums.add(joined(sum));
    }
    return sums;
  }

  private static Checksum sumUnchecked(Path file) {
    try {
      return Checksum.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T joined(CompletableFuture<T> task) throws IOException {
    try {
      return task.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException io) {
        throw io.getCause();
      }
      throw e;
    }
  }

  private void forceAll(Collection<Path> paths) throws IOException {
    List<Path> rest = new ArrayList<>(paths);
    if (rest.isEmpty()) {
      return;
    }
    Path own = rest.remove(rest.size() - 1);
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (Path path : rest) {
      others.add(CompletableFuture.runAsync(() -> forceUnchecked(path), executor));
    }
    force.force(own);
    for (CompletableFuture<Void> other : others) {
      joined(other);
    }
  }

  private void forceUnchecked(Path path) {
    try {
      force.force(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    summing.shutdown();
  }
}
