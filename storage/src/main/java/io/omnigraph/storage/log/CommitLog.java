package io.omnigraph.storage.log;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A durable sequence of records in the graph's folder {@code __log}, written by one process at a
 * time (the caller holds the writer lock) and followed by any number of others. Thread-safe.
 *
 * <p>A position is an opaque number that grows with each record, through all lives of the log; 0 is
 * before the first. What is before {@link #end()} is on the disk and never changes.
 */
public interface CommitLog extends AutoCloseable {
  /** Times that the log may be cut while all of it is read. */
  int MAX_CUTS = 100;

  /**
   * What was read.
   *
   * @param records bytes of each, oldest first
   * @param end position behind the last of them
   */
  record Read(List<byte[]> records, long end) {}

  /** What became of an append that was not refused. */
  sealed interface AppendOutcome {
    /** The records are on the disk, and the last of them ends there. */
    record Appended(long end) implements AppendOutcome {}

    /** They may be there or not; this log takes no more until it is opened again. */
    record Unknown(Throwable cause) implements AppendOutcome {}
  }

  /**
   * Whether a log is there; one that is not has no records, and append makes it.
   *
   * @throws OmnigraphException DATA_CORRUPT when it has an end and nothing before it
   */
  boolean exists();

  /**
   * Where the records end that are known to be on the disk. Costs no system call while the log is
   * open and nobody appends.
   */
  long end();

  /** Position before the oldest record that is still there. */
  long start();

  /**
   * Records after a position and before {@link #end()}; empty when some of them are gone: the
   * manifest has them. Empty also for a position behind the end, which is another log's.
   *
   * @throws OmnigraphException DATA_CORRUPT when a record within is damaged
   */
  Optional<Read> read(long after);

  /**
   * All records that are there, however often the log is cut meanwhile.
   *
   * @param of what the log belongs to, for messages
   * @throws OmnigraphException DATA_CORRUPT
   */
  default Read readAll(Object of) {
    for (int cut = 0; cut < MAX_CUTS; cut++) {
      Optional<Read> read = read(start());
      if (read.isPresent()) {
        return read.get();
      }
    }
    throw new OmnigraphException(
        ErrorCode.DATA_CORRUPT, "The log of " + of, "no record after its start can be read");
  }

  /**
   * Takes over what a writer that died has left behind the end: whole records become part of the
   * log, as if they had been acknowledged, the rest is cut off. Never trusts pages of a file whose
   * sync may have failed: it writes them anew. To be called with the writer lock held, at a
   * read-write open and whenever the lock was held by another process meanwhile; cheap when nothing
   * is there.
   */
  void recover();

  /**
   * Appends records together: when it returns they are on the disk and others see them. The writer
   * lock is held.
   *
   * @param showing is given the last step, which moves {@link #end()}, and runs it: so that whoever
   *     keeps what the log tells can have no look between that and the records; until it has,
   *     nobody sees them
   * @throws OmnigraphException STORE_FULL, PERMISSION_DENIED, STORAGE_FAULT: nothing was appended
   */
  AppendOutcome append(List<byte[]> records, Consumer<Runnable> showing);

  default AppendOutcome append(List<byte[]> records) {
    return append(records, Runnable::run);
  }

  /** Removes files that hold nothing after a position; what remains may begin before it. */
  void trim(long upTo);

  @Override
  void close();
}
