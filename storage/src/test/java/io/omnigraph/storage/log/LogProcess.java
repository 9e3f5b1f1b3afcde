package io.omnigraph.storage.log;

import static io.omnigraph.storage.log.CommitLogContract.append;
import static io.omnigraph.storage.log.CommitLogContract.text;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A child process that works on a log beside others. */
final class LogProcess {
  static final int SEGMENT_BYTES = 16_384;

  private LogProcess() {}

  /** Arguments: what to do, the graph's folder, how many records, a name for them. */
  public static void main(String[] args) throws IOException {
    LogFiles files = LogFiles.in(Path.of(args[1]), SEGMENT_BYTES);
    int count = Integer.parseInt(args[2]);
    try (CommitLog log = files.open()) {
      switch (args[0]) {
        case "follow" -> follow(log, count);
        case "append" -> appendAndTell(log, count);
        case "turns" -> appendInTurns(log, files.root(), args[3], count);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  /** Watches the end until that many records were seen, in order. */
  static void follow(CommitLog log, int count) {
    long position = log.end();
    System.out.println("ready");
    for (int seen = 0; seen < count; ) {
      if (log.end() != position) {
        CommitLog.Read read = log.read(position).orElseThrow();
        for (byte[] record : read.records()) {
          require(text(record).equals(record(seen)), text(record) + " is not record " + seen);
          seen++;
        }
        position = read.end();
      }
    }
  }

  /** Goes on after the records that are there; prints the number of each that is acknowledged. */
  private static void appendAndTell(CommitLog log, int count) {
    log.recover();
    List<byte[]> there = log.read(0).orElseThrow().records();
    for (int i = there.size(); i < count; i++) {
      append(log, record(i));
      System.out.println(i);
    }
  }

  static void appendInTurns(CommitLog log, Path root, String name, int count) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < count; i++) {
        try (FileLock lock = file.lock()) {
          require(lock.isValid(), "no lock");
          log.recover();
          append(log, name + i);
        }
      }
    }
  }

  static String record(int number) {
    return number + "x".repeat(number % 211);
  }

  private static void require(boolean isTrue, String what) {
    if (!isTrue) {
      throw new IllegalStateException(what);
    }
  }
}
