package io.omnigraph.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterLockTest {
  @TempDir Path root;

  /** The other process: says whether the lock is free. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) throws IOException {
      try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        System.out.println(lock == null ? "held" : "free");
      }
    }
  }

  private String askAnotherProcess() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName(),
                root.resolve(WriterLock.FILE).toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor();
    return said.strip();
  }

  @Test
  void aWaiterOfThisProcessThatGivesUpLeavesTheLockHeld() throws Exception {
    try (WriterLock lock = new WriterLock(root)) {
      try (WriterLock.Share share = lock.acquire(Duration.ofSeconds(1))) {
        Thread.sleep(510); // the burst is over: others of this process wait too
        assertThatThrownBy(() -> lock.acquire(Duration.ofMillis(1)))
            .hasMessageContaining("pid " + ProcessHandle.current().pid());
        assertThat(askAnotherProcess()).isEqualTo("held");
      }
      assertThat(askAnotherProcess()).isEqualTo("free");
    }
  }

  @Test
  void anInterruptedWriterHoldsTheLockOrNothing() throws Exception {
    try (WriterLock lock = new WriterLock(root)) {
      Thread.currentThread().interrupt();
      try (WriterLock.Share share = lock.acquire(Duration.ofSeconds(1))) {
        assertThat(Thread.interrupted()).isTrue();
        assertThat(askAnotherProcess()).isEqualTo("held");
      }
      Thread.currentThread().interrupt();
      lock.acquire(Duration.ofSeconds(1)).close();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(askAnotherProcess()).isEqualTo("free");
    }
  }

  @Test
  void writersOfOneProcessShareAndTheLastGivesBack() throws Exception {
    try (WriterLock lock = new WriterLock(root)) {
      WriterLock.Share first = lock.acquire(Duration.ofSeconds(1));
      WriterLock.Share second = lock.acquire(Duration.ofSeconds(1));
      first.close();
      assertThatThrownBy(() -> new WriterLock(root).acquire(Duration.ofMillis(5)))
          .hasMessageContaining("pid");
      second.close();
      lock.acquire(Duration.ofSeconds(1)).close();
    }
  }

  @Test
  void closingWhileHeldAndReleasingAfterwardsIsHarmless() {
    WriterLock lock = new WriterLock(root);
    WriterLock.Share share = lock.acquire(Duration.ofSeconds(1));
    lock.close();
    share.close();
    try (WriterLock.Share again = lock.acquire(Duration.ofSeconds(1))) {
      assertThat(again).isNotNull();
    }
    lock.close();
  }
}
