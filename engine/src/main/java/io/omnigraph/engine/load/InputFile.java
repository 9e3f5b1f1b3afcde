package io.omnigraph.engine.load;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A window of a file's bytes that moves forward: {@code bytes[position .. limit)} is unread.
 * Readers work in the array itself.
 */
final class InputFile implements AutoCloseable {
  /** Longest line or record. */
  static final int MAX_RECORD = 32 << 20;

  private static final int WINDOW = 1 << 20;
  private static final long PROGRESS_NANOS = 100_000_000;

  private final Path path;
  private final InputStream in;
  private final long sizeBytes;
  private final LoadRequest.Progress progress;
  byte[] bytes;
  int position;
  int limit;
  private long discarded;
  private boolean ended;
  private long lastProgress = System.nanoTime();

  private InputFile(
      Path path, InputStream in, long sizeBytes, LoadRequest.Progress progress, int window)
      throws IOException {
    this.path = path;
    this.bytes = new byte[window];
    this.in = in;
    this.sizeBytes = sizeBytes;
    this.progress = progress;
    refill();
    boolean mark =
        limit >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    position = mark ? 3 : 0;
  }

  static InputFile open(Path path, LoadRequest.Progress progress) {
    return open(path, progress, WINDOW);
  }

  /**
   * @param window bytes to begin with, at least 4; grows to the longest record
   */
  static InputFile open(Path path, LoadRequest.Progress progress, int window) {
    if (Files.isDirectory(path)) {
      throw unreadable(path, "it is a directory", null);
    }
    InputStream in = null;
    try {
      in = Files.newInputStream(path);
      return new InputFile(path, in, Files.size(path), progress, window);
    } catch (NoSuchFileException e) {
      throw unreadable(path, "there is no such file", e);
    } catch (AccessDeniedException e) {
      throw unreadable(path, "permission denied", e);
    } catch (IOException e) {
      if (in != null) {
        closeQuietly(in);
      }
      throw unreadable(path, String.valueOf(e.getMessage()), e);
    }
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OmnigraphException unreadable(Path path, String why, Throwable cause) {
    OmnigraphException error =
        new OmnigraphException(ErrorCode.LOAD_FILE_NOT_FOUND, path.toString(), why);
    return cause == null ? error : error.causedBy(cause);
  }

  /** The last part of its name, for messages. */
  String name() {
    Path last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }

  /** Whether nothing comes behind {@link #limit}. */
  boolean ended() {
    return ended;
  }

  /** Offset in the file of a place in {@link #bytes}. */
  long offset(int at) {
    return discarded + at;
  }

  /**
   * Drops what lies before {@link #position} and reads more behind {@link #limit}; makes the window
   * larger when it is full. Places in the array become invalid.
   *
   * @param line of the unread record, for the message when it is too long
   */
  void more(long line) {
    try {
      System.arraycopy(bytes, position, bytes, 0, limit - position);
      discarded += position;
      limit -= position;
      position = 0;
      if (limit == bytes.length) {
        if (limit > MAX_RECORD) {
          throw new OmnigraphException(
              ErrorCode.LIMIT_EXCEEDED,
              "%s:%d: the record is longer than 32 MiB. Split it, or load the value another way."
                  .formatted(name(), line));
        }
        bytes = Arrays.copyOf(bytes, Math.min(2 * bytes.length, MAX_RECORD + WINDOW));
      }
      refill();
    } catch (IOException e) {
      throw unreadable(path, String.valueOf(e.getMessage()), e);
    }
  }

  private void refill() throws IOException {
    while (limit < bytes.length && !ended) {
      int count = in.read(bytes, limit, bytes.length - limit);
      if (count < 0) {
        ended = true;
      } else {
        limit += count;
      }
    }
  }

  /** Tells the listener, if it is time. */
  void progress(long rows) {
    long now = System.nanoTime();
    if (now - lastProgress >= PROGRESS_NANOS) {
      lastProgress = now;
      progress.at(offset(position), sizeBytes, rows);
    }
  }

  /** Tells the listener that all was read. */
  void finished(long rows) {
    progress.at(offset(position), Math.max(sizeBytes, offset(position)), rows);
  }

  @Override
  public void close() {
    closeQuietly(in);
  }
}
