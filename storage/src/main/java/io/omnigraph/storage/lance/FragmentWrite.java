package io.omnigraph.storage.lance;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.Fragment;
import org.lance.FragmentMetadata;
import org.lance.WriteFragmentBuilder;
import org.lance.WriteParams;

/**
 * Writes one fragment on a thread of its own while batches are still being made. A few batches wait
 * between the two; whoever is faster waits for the other.
 */
final class FragmentWrite {
  /** More would only hide a disk that is too slow for the producer. */
  private static final int BATCHES_BETWEEN = 3;

  private static final long LOOK_MILLIS = 50;

  private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(BATCHES_BETWEEN);
  private final CompletableFuture<List<FragmentMetadata>> result = new CompletableFuture<>();

  /** Done when the thread holds no memory any more. */
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private sealed interface Step {}

  private record Batch(ArrowRecordBatch batch) implements Step {}

  private record End() implements Step {}

  private record Abandon() implements Step {}

  private FragmentWrite() {}

  /**
   * @param target names the table's directory
   * @param append whether Lance shall look at the table there: it then checks the schema and takes
   *     the field ids from it, else a field's id is its position
   */
  record Target(TableFiles target, Schema schema, BufferAllocator allocator, boolean append) {
    /** For rows of the schema of a table that is open anyway. */
    static Target of(OpenTable table) {
      return new Target(
          table.files(), table.arrowSchema(), table.runtime().allocator(), !table.hasPlainFields());
    }

    WriteFragmentBuilder builder() {
      WriteFragmentBuilder builder =
          Fragment.write()
              .datasetUri(target.uri())
              .allocator(allocator)
              .maxRowsPerFile(Integer.MAX_VALUE);
      return append ? builder.mode(WriteParams.WriteMode.APPEND) : builder;
    }
  }

  static FragmentWrite start(Target target) {
    FragmentWrite write = new FragmentWrite();
    Thread thread = new Thread(() -> write.run(target), "omnigraph-stage");
    thread.setDaemon(true);
    thread.start();
    return write;
  }

  /** Writes one batch as one fragment, in this thread. */
  static List<FragmentMetadata> now(Target target, ArrowRecordBatch batch) throws IOException {
    try (batch;
        VectorSchemaRoot root = VectorSchemaRoot.create(target.schema(), target.allocator())) {
      new VectorLoader(root).load(batch);
      return target.builder().data(root).execute();
    }
  }

  /** Hands a batch over; it is closed in any case. */
  void put(ArrowRecordBatch batch) {
    if (!offer(new Batch(batch))) {
      batch.close();
      finish(); // Throws what ended the writing.
      throw new OmnigraphException(
          ErrorCode.INTERNAL, "a fragment was ended before its last batch");
    }
  }

  void end() {
    offer(new End());
  }

  /** Waits for the file. */
  List<FragmentMetadata> finish() {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /**
   * Ends the thread without a result, and waits until it lets go of the memory; also when this
   * thread was interrupted, since that may be why.
   */
  void abandon() {
    boolean interrupted = Thread.interrupted();
    try {
      while (!ended.isDone()) {
        try {
          steps.offer(new Abandon(), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** False when the thread has ended and takes nothing any more. */
  private boolean offer(Step step) {
    try {
      while (!result.isDone()) {
        if (steps.offer(step, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OmnigraphException(ErrorCode.CANCELLED).causedBy(e);
    }
  }

  private void run(Target target) {
    try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(target.allocator());
        Source source = new Source(target.allocator(), target.schema())) {
      Data.exportArrayStream(target.allocator(), source, stream);
      result.complete(target.builder().data(stream).execute());
    } catch (Exception e) {
      result.completeExceptionally(
          LanceFailures.exception("Table at " + target.target().directory(), e));
    } catch (Throwable e) {
      result.completeExceptionally(e);
    } finally {
      closeLeftOver();
      ended.complete(null);
    }
  }

  private void closeLeftOver() {
    for (Step step = steps.poll(); step != null; step = steps.poll()) {
      if (step instanceof Batch left) {
        left.batch.close();
      }
    }
  }

  /** What the native side pulls. */
  private final class Source extends ArrowReader {
    private final Schema schema;
    private VectorLoader loader;

    Source(BufferAllocator allocator, Schema schema) {
      super(allocator);
      this.schema = schema;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      try {
        Step step = steps.take();
        if (step instanceof Batch next) {
          try (ArrowRecordBatch batch = next.batch) {
            if (loader == null) {
              loader = new VectorLoader(getVectorSchemaRoot());
            }
            loader.load(batch);
          }
          return true;
        }
        if (step instanceof Abandon) {
          throw new IOException("the writer was closed before its end");
        }
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
      return schema;
    }
  }
}
