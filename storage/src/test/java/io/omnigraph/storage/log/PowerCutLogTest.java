package io.omnigraph.storage.log;

import static io.omnigraph.storage.log.CommitLogContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.storage.StorageOptions.Durability;
import io.omnigraph.storage.file.Durable;
import io.omnigraph.storage.file.PowerCutDisk;
import io.omnigraph.storage.log.CommitLog.AppendOutcome.Appended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts the power at random moments of random work, drops and tears what was not synced, and goes on
 * with what is left, several times in a row.
 */
class PowerCutLogTest {
  private static final int SEEDS = 60;
  private static final int LIVES = 5;

  @TempDir Path directory;

  @Test
  void acknowledgedRecordsSurviveAndOthersAreThereOrNot() throws IOException {
    int cutInAppend = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      cutInAppend += new Story(seed).run();
    }
    assertThat(cutInAppend).isGreaterThan(SEEDS);
  }

  /** One log through several power cuts. */
  private final class Story {
    private final long seed;
    private final Random random;
    private final int segmentBytes;
    private int records;

    /** Acknowledged, from the first one that is there. */
    private List<String> known = new ArrayList<>();

    Story(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.segmentBytes = new int[] {600, 4_096, 8_192}[random.nextInt(3)];
    }

    /** Returns how many cuts fell into an append. */
    int run() throws IOException {
      int inAppend = 0;
      Path root = Files.createDirectories(directory.resolve("s" + seed + "/0/g"));
      for (int life = 1; life <= LIVES; life++) {
        Path next = directory.resolve("s" + seed + "/" + life + "/g");
        Life work = new Life(root, next);
        work.run();
        inAppend += work.pending.isEmpty() ? 0 : 1;
        check(next, work);
        root = next;
      }
      return inAppend;
    }

    private void check(Path root, Life work) {
      LogFiles left = LogFiles.in(root, segmentBytes);
      List<String> shown = left.shown();
      List<String> recovered = left.recovered();
      left.durable().close();
      assertThat(recovered).as("seed %d", seed).isEqualTo(shown);
      List<String> all = new ArrayList<>(work.known);
      all.addAll(work.pending);
      // Trimmed segments may be there once more, and what was in progress may be there in part.
      int first = recovered.isEmpty() ? work.known.size() : all.indexOf(recovered.get(0));
      assertThat(first).as("seed %d", seed).isBetween(0, work.trimmed);
      assertThat(recovered)
          .as("seed %d", seed)
          .isEqualTo(all.subList(first, first + recovered.size()))
          .hasSizeGreaterThanOrEqualTo(work.known.size() - first);
      known = new ArrayList<>(recovered);
    }

    /** From an opening to a power cut. */
    private final class Life implements Durable.Force {
      private final Path root;
      private final Path survivors;
      private final PowerCutDisk disk;
      private int syncsLeft = 1 + random.nextInt(random.nextInt(80) + 1);

      /** What had been acknowledged, and what was being appended, when the power was cut. */
      private final List<String> known = new ArrayList<>(Story.this.known);

      private final List<String> pending = new ArrayList<>();
      private final List<Long> ends = new ArrayList<>();
      private int trimmed;
      private boolean isCut;

      Life(Path root, Path survivors) throws IOException {
        this.root = root;
        this.survivors = survivors;
        disk = new PowerCutDisk(root.resolveSibling("kept"));
        disk.forceTree(root);
      }

      @Override
      public void force(Path path) throws IOException {
        if (!isBackground()) {
          tick();
        }
        disk.force(path);
        if (!isBackground()) {
          tick();
        }
      }

      private boolean isBackground() {
        return Thread.currentThread().getName().equals("omnigraph-log");
      }

      private void tick() {
        if (!isCut && --syncsLeft == 0) {
          cut();
        }
      }

      private void cut() {
        isCut = true;
        disk.survive(root, survivors, random.nextInt(8) == 0 ? null : random);
      }

      void run() {
        // Syncs of this thread only: others would come at other moments each time.
        try (Durable durable = new Durable(Durability.FULL, this)) {
          while (!isCut) {
            try (CommitLog log =
                new LocalCommitLog(
                    root.resolve(LocalCommitLog.FOLDER), durable, segmentBytes, null)) {
              log.recover();
              for (int steps = random.nextInt(25); steps > 0 && !isCut; steps--) {
                step(log);
              }
            }
            if (!isCut && random.nextInt(10) == 0) {
              cut();
            }
          }
        }
      }

      private void step(CommitLog log) {
        if (random.nextInt(8) == 0 && !ends.isEmpty()) {
          int upTo = ends.lastIndexOf(ends.get(random.nextInt(ends.size())));
          trimmed = Math.max(trimmed, known.size() - ends.size() + upTo + 1);
          log.trim(ends.get(upTo));
          return;
        }
        List<byte[]> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          String text = "r" + records++ + "x".repeat(random.nextInt(random.nextInt(1_500) + 1));
          pending.add(text);
          batch.add(bytes(text));
        }
        long end = ((Appended) log.append(batch)).end();
        if (!isCut) {
          known.addAll(pending);
          for (int i = 1; i < pending.size(); i++) {
            ends.add(end);
          }
          ends.add(end);
          pending.clear();
        }
      }
    }
  }
}
