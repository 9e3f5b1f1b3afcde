package io.omnigraph.engine.publish;

import io.omnigraph.storage.file.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A lock of the operating system on a file, which names its holder. */
final class FileProcessLock implements ProcessLock {
  private static final int MAX_NOTE_BYTES = 100;

  /** Bytes that are locked: the first by the holder, the second by all who wait. */
  private static final long HELD = 0;

  private static final long AWAITED = 1;

  private final Path file;
  private final long pid = ProcessHandle.current().pid();
  private FileChannel channel;
  private FileLock lock;
  private FileLock waiting;

  /** Which file is open. */
  private Object key;

  private long tenure;

  FileProcessLock(Path file) {
    this.file = file;
  }

  @Override
  public boolean tryLock() {
    try {
      if (channel == null || !channel.isOpen() || !isStill()) {
        close();
        channel =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      }
      lock = channel.tryLock(HELD, 1, false);
    } catch (OverlappingFileLockException e) {
      return false; // another class loader's copy of this class holds it
    } catch (IOException e) {
      throw FileFailure.of(file, e);
    }
    if (lock == null) {
      return false;
    }
    tenure++;
    uninterrupted(this::note);
    return lock.isValid();
  }

  @Override
  public long tenure() {
    return tenure;
  }

  /** A lock on a file that others cannot find any more keeps nobody out. */
  private boolean isStill() throws IOException {
    try {
      return Objects.equals(key, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** An interrupt would close the channel, and the lock goes with it. */
  private static void uninterrupted(Runnable io) {
    boolean interrupted = Thread.interrupted();
    try {
      io.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** For messages of waiting processes only, so that a failure here does not matter. */
  private void note() {
    String text = "pid " + pid + "\n";
    try {
      ByteBuffer there = ByteBuffer.allocate(MAX_NOTE_BYTES);
      int length = channel.read(there, 0);
      if (length > 0 && text.equals(new String(there.array(), 0, length, StandardCharsets.UTF_8))) {
        return; // a new size is a change of the file system, and takes as long as all the rest
      }
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
  @Override
  public String holder() {
    ByteBuffer text = ByteBuffer.allocate(MAX_NOTE_BYTES);
    uninterrupted(() -> read(text));
    String note = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    return note.isEmpty() ? "unknown" : note;
  }

  private void read(ByteBuffer text) {
    try {
      channel.read(text, 0);
    } catch (IOException e) {
      text.clear(); // then the holder is unknown
    }
  }

  @Override
  public void unlock() {
    try {
      lock.release();
    } catch (IOException e) {
      close(); // which gives the lock back too
    }
  }

  /** Who cannot is passed over now and then. */
  @Override
  public void announce() {
    if (waiting == null) {
      try {
        waiting = channel.tryLock(AWAITED, 1, true);
      } catch (OverlappingFileLockException | IOException e) {
        waiting = null;
      }
    }
  }

  @Override
  public void withdraw() {
    if (waiting == null) {
      return;
    }
    try {
      waiting.release();
    } catch (IOException e) {
      // Then the holder makes room for nobody. To close the channel would give up the lock itself.
    }
    waiting = null;
  }

  @Override
  public boolean isAwaited() {
    if (channel == null) {
      return false; // closed while it was held
    }
    try (FileLock alone = channel.tryLock(AWAITED, 1, false)) {
      return alone == null;
    } catch (OverlappingFileLockException | IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    waiting = null; // it goes with the channel
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
}
