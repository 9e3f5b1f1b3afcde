package io.omnigraph.storage.file;

import io.omnigraph.storage.StorageOptions.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
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
 * <p>With durability OS every call does nothing.
 */
public final class Durable implements AutoCloseable {
  /** Several syncs in flight share one journal commit of the file system. */
  private static final int THREADS = 4;

  private final boolean enabled;
  private final Force force;
  private final ExecutorService executor;

  /** Brings one file or folder to the disk. */
  public interface Force {
    void force(Path path) throws IOException;
  }

  public Durable(Durability durability) {
    this(durability, Durable::force);
  }

  /** With another way to reach the disk: for tests that count, fail or lose it. */
  public Durable(Durability durability, Force force) {
    enabled = durability == Durability.FULL;
    this.force = force;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS, THREADS, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Durable::thread);
    pool.allowCoreThreadTimeOut(true);
    executor = pool;
  }

  /** Syncs all files and folders. */
  public void sync(Collection<Path> files, Collection<Path> folders) throws IOException {
    if (enabled) {
      List<Path> all = new ArrayList<>(files);
      all.addAll(folders);
      forceAll(all);
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
      try {
        other.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof UncheckedIOException io) {
          throw io.getCause();
        }
        throw e;
      }
    }
  }

  private void forceUnchecked(Path path) {
    try {
      force.force(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Works for folders too, on every POSIX system. */
  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "omnigraph-sync");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
