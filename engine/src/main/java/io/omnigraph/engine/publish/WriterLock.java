package io.omnigraph.engine.publish;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The lock between processes that write one local graph. All writers of this process share one
 * holding, which ends with the last of them, or is given up after a burst so that other processes
 * get their turn. The operating system drops it when the process dies. Thread-safe.
 */
public final class WriterLock implements AutoCloseable {
  public static final String FILE = "__writer.lock";

  private static final long MAX_BURST_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LONGEST_PAUSE_MILLIS = 20;

  private final Path file;
  private FileChannel channel;
  private FileLock lock;
  private int holders;
  private long heldSince;

  public WriterLock(Path root) {
    this.file = root.resolve(FILE);
  }

  /** One writer's share of the lock. */
  public interface Share extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws OmnigraphException LOCK_TIMEOUT with the holder, PERMISSION_DENIED
   */
  public synchronized Share acquire(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    long pause = 1;
    try {
      while (!join()) {
        if (System.nanoTime() >= deadline) {
          throw new OmnigraphException(
              ErrorCode.LOCK_TIMEOUT, holder(), file.getParent(), timeout.toMillis());
        }
        wait(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
    }
    return this::release;
  }

  private boolean join() {
    if (holders > 0) {
      if (System.nanoTime() - heldSince > MAX_BURST_NANOS) {
        return false;
      }
      holders++;
      return true;
    }
    try {
      if (channel == null) {
        channel =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      }
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return false; // another class loader's copy of this class holds it
    } catch (AccessDeniedException e) {
      throw new OmnigraphException(ErrorCode.PERMISSION_DENIED, file.getParent()).causedBy(e);
    } catch (IOException e) {
      throw new OmnigraphException(ErrorCode.STORAGE_FAULT, file, e.getMessage()).causedBy(e);
    }
    if (lock == null) {
      return false;
    }
    note();
    holders = 1;
    heldSince = System.nanoTime();
    return true;
  }

  /** For messages of waiting processes only, so that a failure here does not matter. */
  private void note() {
    String text = "pid " + ProcessHandle.current().pid() + "\n";
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      return;
    }
  }

  private String holder() {
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? "unknown" : text;
    } catch (IOException e) {
      return "unknown";
    }
  }

  private synchronized void release() {
    if (--holders == 0) {
      try {
        lock.release();
      } catch (IOException e) {
        closeChannel(); // which gives the lock back too
      }
    }
    notifyAll();
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      return;
    } finally {
      channel = null;
    }
  }

  @Override
  public synchronized void close() {
    if (channel != null) {
      closeChannel();
    }
  }
}
