package io.omnigraph.storage.log;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A log in memory, for tests of what stands above. Handles on one {@link Disk} are what processes
 * are on one folder. Faults are put in by the disk; without any it is a log as others.
 */
public final class InMemoryCommitLog implements CommitLog {
  private static final int HEAD_BYTES = RecordSum.HEAD_BYTES;

  /** What goes wrong with an append. */
  public enum Fault {
    /** It fails, and nothing of it is there. */
    REFUSED,
    /** It is there and others see it, but the caller does not learn of it. */
    LOST_REPLY,
    /** All of it is there, behind the end: who recovers takes it over. */
    FAILED_SYNC,
    /** Some of its records are there, behind the end. */
    TORN
  }

  /** Outlives the handles. Thread-safe, as they are. */
  public static final class Disk {
    private final List<byte[]> records = new ArrayList<>();
    private final List<byte[]> behindEnd = new ArrayList<>();

    /** How many of those behind the end were acknowledged, before a power cut lost the end. */
    private int acknowledgedBehind;

    private boolean exists;
    private long start;
    private long end;
    private Fault fault;
    private Random random = new Random(0);

    /** The next append that has records meets it. */
    public synchronized void failNext(Fault what, Random chance) {
      fault = what;
      random = chance;
    }

    private synchronized void addAll(List<byte[]> added) {
      added.forEach(this::add);
    }

    private synchronized long end() {
      return end;
    }

    /** Whether the fault has not happened yet. */
    public synchronized boolean isFaultPending() {
      return fault != null;
    }

    /** Whether who recovers would find any. */
    public synchronized boolean hasRecordsBehindEnd() {
      return !behindEnd.isEmpty();
    }

    /**
     * What a power cut leaves: all that was acknowledged, some of what was not, and maybe an old
     * notion of the end.
     */
    public synchronized Disk powerCut(Random chance) {
      Disk left = new Disk();
      left.exists = exists;
      left.start = start;
      left.end = start;
      int known = chance.nextBoolean() ? records.size() : chance.nextInt(records.size() + 1);
      for (int i = 0; i < records.size(); i++) {
        if (i < known) {
          left.add(records.get(i));
        } else {
          left.behindEnd.add(records.get(i));
        }
      }
      left.acknowledgedBehind = records.size() - known + acknowledgedBehind;
      int inDoubt = behindEnd.size() - acknowledgedBehind;
      int kept = inDoubt == 0 ? 0 : chance.nextInt(inDoubt + 1);
      left.behindEnd.addAll(behindEnd.subList(0, acknowledgedBehind + kept));
      return left;
    }

    private void add(byte[] record) {
      records.add(record.clone());
      end += HEAD_BYTES + record.length;
    }
  }

  private final Disk disk;
  private volatile Throwable failure;
  private volatile boolean isClosed;

  public InMemoryCommitLog(Disk disk) {
    this.disk = disk;
  }

  @Override
  public boolean exists() {
    synchronized (disk) {
      return disk.exists;
    }
  }

  @Override
  public long end() {
    synchronized (disk) {
      return disk.end;
    }
  }

  @Override
  public long start() {
    synchronized (disk) {
      return disk.start;
    }
  }

  @Override
  public Optional<Read> read(long after) {
    requireOpen();
    synchronized (disk) {
      if (after < disk.start || after > disk.end) {
        return Optional.empty();
      }
      List<byte[]> found = new ArrayList<>();
      long position = disk.start;
      for (byte[] record : disk.records) {
        if (position >= after) {
          found.add(record.clone());
        } else if (position + HEAD_BYTES + record.length > after) {
          throw new OmnigraphException(
              ErrorCode.DATA_CORRUPT, "log", "no record begins at position " + after);
        }
        position += HEAD_BYTES + record.length;
      }
      return Optional.of(new Read(found, disk.end));
    }
  }

  @Override
  public void recover() {
    requireUsable();
    synchronized (disk) {
      disk.behindEnd.forEach(disk::add);
      disk.behindEnd.clear();
      disk.acknowledgedBehind = 0;
    }
  }

  @Override
  public AppendOutcome append(List<byte[]> records, Consumer<Runnable> showing) {
    recover();
    Fault fault;
    synchronized (disk) {
      disk.exists = true;
      fault = records.isEmpty() ? null : disk.fault;
      if (fault != null) {
        disk.fault = null;
        return fail(fault, records);
      }
    }
    showing.accept(() -> disk.addAll(records)); // without the disk's monitor: others wait for it
    return new AppendOutcome.Appended(disk.end());
  }

  private AppendOutcome fail(Fault fault, List<byte[]> records) {
    if (fault == Fault.REFUSED) {
      throw new OmnigraphException(ErrorCode.STORAGE_FAULT, "log", "a fault before the append");
    }
    switch (fault) {
      case LOST_REPLY -> records.forEach(disk::add);
      case FAILED_SYNC -> records.forEach(record -> disk.behindEnd.add(record.clone()));
      case TORN ->
          records
              .subList(0, disk.random.nextInt(records.size() + 1))
              .forEach(record -> disk.behindEnd.add(record.clone()));
      default -> throw new IllegalStateException("no such fault: " + fault);
    }
    failure = new IOException("fault in the append: " + fault);
    return new AppendOutcome.Unknown(failure);
  }

  @Override
  public void trim(long upTo) {
    requireOpen();
    synchronized (disk) {
      while (!disk.records.isEmpty()
          && disk.start + HEAD_BYTES + disk.records.get(0).length <= upTo) {
        disk.start += HEAD_BYTES + disk.records.remove(0).length;
      }
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new OmnigraphException(ErrorCode.OBJECT_CLOSED, "log");
    }
  }

  private void requireUsable() {
    requireOpen();
    if (failure != null) {
      throw new OmnigraphException(
              ErrorCode.STORAGE_FAULT, "log", "an earlier append failed; open the graph again")
          .causedBy(failure);
    }
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
