package io.omnigraph.engine.publish;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
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
  private static final long OTHERS_TURN_NANOS =
      Duration.ofMillis(LONGEST_PAUSE_MILLIS + 5).toNanos();
  private static final int MAX_NOTE_BYTES = 100;

  private final Path file;
  private FileChannel channel;
  private FileLock lock;
  private int holders;
  private long heldSince;
  private long notBefore = System.nanoTime();

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
      if (isBurstOver()) {
        return false;
      }
      holders++;
      return true;
    }
    if (System.nanoTime() - notBefore < 0) {
      return false;
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
    } catch (IOException e) {
      throw FileFailure.of(file, e);
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

  /**
   * Read through the channel that is open: to close another one of this file would take away the
   * lock that this process may hold, as POSIX has it.
   */
  private String holder() {
    try {
      ByteBuffer text = ByteBuffer.allocate(MAX_NOTE_BYTES);
      channel.read(text, 0);
      String note = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
      return note.isEmpty() ? "unknown" : note;
    } catch (IOException e) {
      return "unknown";
    }
  }

  private synchronized void release() {
    if (--holders == 0) {
      if (isBurstOver()) {
        // Other processes look every LONGEST_PAUSE_MILLIS; waiters of this one would be faster.
        notBefore = System.nanoTime() + OTHERS_TURN_NANOS;
      }
      try {
        lock.release();
      } catch (IOException e) {
        closeChannel(); // which gives the lock back too
      }
    }
    notifyAll();
  }

  private boolean isBurstOver() {
    return System.nanoTime() - heldSince > MAX_BURST_NANOS;
  }

  private void closeChannel() {
    if (channel == null) {
      return;
    }
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
    closeChannel();
  }
}
