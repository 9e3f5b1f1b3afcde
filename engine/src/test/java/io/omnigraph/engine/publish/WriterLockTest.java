package io.omnigraph.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.OmnigraphException;
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

  /** A process that waits for the lock. */
  static final class Waiter {
    private Waiter() {}

    public static void main(String[] args) {
      try (WriterLock lock = new WriterLock(Path.of(args[0]))) {
        lock.acquire(Duration.ofSeconds(60)).close();
      }
    }
  }

  private static Process start(Class<?> main, Path argument) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument.toString())
        .redirectErrorStream(true)
        .start();
  }

  static Process startWaiter(Path root) throws IOException {
    return start(Waiter.class, root);
  }

  private String askAnotherProcess() throws IOException, InterruptedException {
    Process child = start(Probe.class, root.resolve(WriterLock.FILE));
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor();
    return said.strip();
  }

  @Test
  void aWaiterOfThisProcessThatGivesUpLeavesTheLockHeld() throws Exception {
    try (WriterLock lock = new WriterLock(root)) {
      Process waiter;
      try (WriterLock.Share share = lock.acquire(Duration.ofSeconds(1))) {
        waiter = startWaiter(root);
        Thread.sleep(510); // the burst is over: others of this process wait too
        awaitRefusal(lock, waiter);
        assertThat(askAnotherProcess()).isEqualTo("held");
      }
      assertThat(waiter.waitFor()).isZero();
      assertThat(askAnotherProcess()).isEqualTo("free");
    }
  }

  private static void awaitRefusal(WriterLock lock, Process waiter) throws InterruptedException {
    while (true) {
      assertThat(waiter.isAlive()).isTrue();
      try {
        lock.acquire(Duration.ofMillis(1)).close();
        Thread.sleep(5); // it does not wait yet
      } catch (OmnigraphException e) {
        assertThat(e).hasMessageContaining("pid " + ProcessHandle.current().pid());
        return;
      }
    }
  }

  /** As a commit beside a checkpoint that takes longer than a burst. */
  @Test
  void writersOfOneProcessDoNotWaitForEachOtherWhileNobodyElseWaits() {
    long[] now = {0};
    Lock files = new Lock();
    WriterLock lock = new WriterLock(root, files, () -> now[0]);
    WriterLock.Share share = lock.acquire(Duration.ZERO);
    now[0] = Duration.ofMillis(600).toNanos();
    lock.acquire(Duration.ZERO).close();
    files.awaited = true;
    assertThatThrownBy(() -> lock.acquire(Duration.ZERO)).hasMessageContaining("nobody");
    share.close();
  }

  /** A fold that waits for a gate, and a commit of deltas that has it and wants the lock. */
  @Test
  void whoHoldsAndWaitsForOwnLetsThemIn() {
    long[] now = {0};
    Lock files = new Lock();
    WriterLock lock = new WriterLock(root, files, () -> now[0]);
    WriterLock.Share share = lock.acquire(Duration.ZERO);
    now[0] = Duration.ofMillis(600).toNanos();
    files.awaited = true;
    String answer =
        share.waitForOwn(
            () -> {
              lock.acquire(Duration.ZERO).close();
              return "done";
            });
    assertThat(answer).isEqualTo("done");
    assertThatThrownBy(() -> lock.acquire(Duration.ZERO)).hasMessageContaining("nobody");
    share.close();
  }

  @Test
  void holderSeesThatAnotherProcessWaits() throws Exception {
    FileProcessLock lock = new FileProcessLock(root.resolve(WriterLock.FILE));
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.isAwaited()).isFalse();
    Process waiter = startWaiter(root);
    while (!lock.isAwaited()) {
      assertThat(waiter.isAlive()).isTrue();
      Thread.sleep(5);
    }
    lock.unlock();
    assertThat(waiter.waitFor()).isZero();
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.isAwaited()).isFalse();
    lock.close();
  }

  private static final class Lock extends FreeLock {
    private boolean awaited;

    @Override
    public boolean isAwaited() {
      return awaited;
    }
  }

  @Test
  void whoIsAloneDoesNotPauseAfterABurst() {
    long[] now = {0};
    Lock files = new Lock();
    WriterLock lock = new WriterLock(root, files, () -> now[0]);
    WriterLock.Share share = lock.acquire(Duration.ZERO);
    now[0] = Duration.ofMillis(600).toNanos();
    share.close();
    lock.acquire(Duration.ZERO).close();
    files.awaited = true;
    now[0] += Duration.ofMillis(10).toNanos();
    share = lock.acquire(Duration.ZERO);
    now[0] += Duration.ofMillis(600).toNanos();
    share.close();
    assertThatThrownBy(() -> lock.acquire(Duration.ZERO)).hasMessageContaining("nobody");
    now[0] += Duration.ofMillis(30).toNanos();
    lock.acquire(Duration.ZERO).close();
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
    long[] now = {0};
    FileProcessLock files = new FileProcessLock(root.resolve(WriterLock.FILE));
    WriterLock lock = new WriterLock(root, files, () -> now[0]);
    WriterLock.Share share = lock.acquire(Duration.ofSeconds(1));
    lock.close();
    now[0] = Duration.ofSeconds(1).toNanos(); // the burst is over, and nobody can be asked
    share.close();
    try (WriterLock.Share again = lock.acquire(Duration.ofSeconds(1))) {
      assertThat(again).isNotNull();
    }
    lock.close();
  }
}
