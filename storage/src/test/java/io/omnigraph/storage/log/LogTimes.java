package io.omnigraph.storage.log;

import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.file.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Prints what the log costs: a program to run by hand, not a test. Arguments: a folder on the disk
 * in question, number of appends.
 */
final class LogTimes {
  private static final int LOOKS = 50_000_000;

  private LogTimes() {}

  public static void main(String[] args) throws IOException {
    Path disk = Path.of(args.length > 0 ? args[0] : "/tmp");
    int appends = args.length > 1 ? Integer.parseInt(args[1]) : 30_000;
    for (Durability durability : Durability.values()) {
      Path root = Files.createTempDirectory(disk, "log-times");
      try (Durable durable = new Durable(durability);
          CommitLog log = open(root, durable)) {
        append(log, durability, appends);
        if (durability == Durability.FULL) {
          look(log);
        }
      }
      try (Durable durable = new Durable(durability);
          CommitLog log = open(root, durable)) {
        long before = System.nanoTime();
        log.recover();
        long recovered = System.nanoTime();
        int records = log.read(log.start()).orElseThrow().records().size();
        System.out.printf(
            "opening: recovery %.1f ms, reading %d records %.1f ms%n",
            (recovered - before) / 1e6, records, (System.nanoTime() - recovered) / 1e6);
      }
    }
  }

  private static CommitLog open(Path root, Durable durable) {
    return new LocalCommitLog(
        root.resolve(LocalCommitLog.FOLDER), durable, LocalCommitLog.DEFAULT_SEGMENT_BYTES, null);
  }

  private static void append(CommitLog log, Durability durability, int appends) {
    List<byte[]> record = List.of(new byte[300]);
    long[] nanos = new long[appends];
    for (int i = 0; i < appends; i++) {
      long before = System.nanoTime();
      log.append(record);
      nanos[i] = System.nanoTime() - before;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "append of 300 bytes, durability %s: median %.1f us, 99 %% %.1f us, most %.1f us%n",
        durability,
        nanos[appends / 2] / 1e3,
        nanos[appends * 99 / 100] / 1e3,
        nanos[appends - 1] / 1e3);
  }

  private static void look(CommitLog log) {
    for (int round = 0; round < 3; round++) {
      long sum = 0;
      long before = System.nanoTime();
      for (int i = 0; i < LOOKS; i++) {
        sum += log.end();
      }
      System.out.printf(
          "look at the end: %.2f ns (%d)%n",
          (System.nanoTime() - before) / (double) LOOKS, sum & 1);
    }
  }
}
