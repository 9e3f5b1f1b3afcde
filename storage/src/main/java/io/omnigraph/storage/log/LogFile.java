package io.omnigraph.storage.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A file that is read and written at given places. An ordinary file channel is closed when a thread
 * that uses it is interrupted, and nobody knows then whether the write, or the sync, was done; this
 * one does not notice. Thread-safe.
 */
class LogFile implements LogOutput {
  /** Opens files: tests put failing ones in. */
  @FunctionalInterface
  interface Opener {
    LogFile open(Path path, OpenOption... options) throws IOException;
  }

  private final AsynchronousFileChannel channel;

  LogFile(Path path, OpenOption... options) throws IOException {
    channel = AsynchronousFileChannel.open(path, Set.of(options), new OwnThread());
  }

  @Override
  public void write(ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += await(channel.write(bytes, at));
    }
  }

  /** Fills a buffer up. */
  void read(ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      int read = await(channel.read(bytes, at));
      if (read < 0) {
        throw new EOFException("it ends at byte " + at);
      }
      at += read;
    }
  }

  long sizeBytes() throws IOException {
    return channel.size();
  }

  @Override
  public void forceBytes() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Nothing is waited for: the work was done by this thread. */
  private static int await(Future<Integer> done) throws IOException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Does at once what it is given. */
  private static final class OwnThread extends AbstractExecutorService implements ExecutorService {
    @Override
    public void execute(Runnable command) {
      command.run();
    }

    @Override
    public void shutdown() {
      // It has no threads.
    }

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
