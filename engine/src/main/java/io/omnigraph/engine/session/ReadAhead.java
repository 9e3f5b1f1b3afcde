package io.omnigraph.engine.session;

import io.omnigraph.engine.load.RowBatch;
import io.omnigraph.engine.load.RowSource;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Parses a file on a thread of its own, a few batches ahead of the reader. */
final class ReadAhead implements RowSource {
  private static final int BATCHES_AHEAD = 4;

  /** A batch, or why there is none: the end (null) or an error. */
  private record Item(RowBatch batch, Throwable error) {}

  private final RowSource source;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(BATCHES_AHEAD);
  private final Thread parser;
  private volatile boolean stopped;

  ReadAhead(RowSource source) {
    this.source = source;
    this.parser = new Thread(this::parse, "omnigraph-load");
    parser.setDaemon(true);
    parser.start();
  }

  private void parse() {
    try {
      while (!stopped) {
        Item item = read();
        queue.put(item);
        if (item.batch() == null) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private Item read() {
    try {
      return new Item(source.next(), null);
    } catch (RuntimeException | Error e) {
      return new Item(null, e);
    }
  }

  @Override
  public RowBatch next() {
    try {
      Item item = queue.take();
      if (item.error() instanceof RuntimeException e) {
        throw e;
      }
      if (item.error() instanceof Error e) {
        throw e;
      }
      return item.batch();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
    }
  }

  @Override
  public String place(long line) {
    return source.place(line);
  }

  @Override
  public void close() {
    stopped = true;
    parser.interrupt();
    try {
      parser.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    source.close();
  }
}
