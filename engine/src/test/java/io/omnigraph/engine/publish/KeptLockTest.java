package io.omnigraph.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptLockTest {
  private static final long LONG_NANOS = Duration.ofSeconds(1).toNanos();

  @TempDir Path root;

  private final SystemLock files = new SystemLock();
  private final long[] now = {0};

  /** A lock of the operating system. */
  private static final class SystemLock extends FreeLock {
    private boolean held;
    private boolean awaited;

    @Override
    public boolean tryLock() {
      held = super.tryLock();
      return held;
    }

    @Override
    public void unlock() {
      held = false;
    }

    @Override
    public boolean isAwaited() {
      assertThat(held).isTrue();
      return awaited;
    }

    @Override
    public void close() {
      held = false;
    }
  }

  /** With time that stands still, so that its thread alone gives nothing back. */
  private KeptLock lock() {
    return new KeptLock(files, () -> now[0]);
  }

  @Test
  void whoGoesOnSoonHasHadItAllTheTime() {
    KeptLock lock = lock();
    assertThat(lock.tryLock()).isTrue();
    long tenure = lock.tenure();
    lock.pause();
    assertThat(files.held).isTrue();
    lock.look();
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.tenure()).isEqualTo(tenure);
    now[0] = LONG_NANOS;
    lock.look(); // it works on
    assertThat(files.held).isTrue();
    lock.pause();
    lock.close();
    assertThat(files.held).isFalse();
  }

  @Test
  void whoDoesNotGoOnLosesIt() {
    KeptLock lock = lock();
    lock.tryLock();
    long tenure = lock.tenure();
    lock.pause();
    now[0] = LONG_NANOS;
    lock.look();
    assertThat(files.held).isFalse();
    assertThat(lock.look()).isZero();
    lock.tryLock();
    assertThat(lock.tenure()).isNotEqualTo(tenure);
    lock.close();
  }

  @Test
  void whenAnotherProcessWaitsNothingIsKept() {
    KeptLock lock = lock();
    lock.tryLock();
    lock.pause();
    files.awaited = true;
    lock.look();
    assertThat(files.held).isFalse();
    lock.tryLock();
    lock.look();
    lock.pause();
    assertThat(files.held).isFalse();
    files.awaited = false;
    lock.tryLock();
    lock.look();
    lock.pause();
    assertThat(files.held).isTrue();
    lock.close();
  }

  @Test
  void unlockedItIsFreeAtOnce() {
    KeptLock lock = lock();
    lock.tryLock();
    lock.pause();
    lock.tryLock();
    lock.unlock();
    assertThat(files.held).isFalse();
    lock.close();
  }

  /** As it runs: an idle process has given it back, and one that writes on and on gives way. */
  @Test
  void othersComeToTheirTurn() throws Exception {
    try (WriterLock ours = new WriterLock(root);
        WriterLock idle = new WriterLock(root.resolve("."))) {
      ours.acquire(Duration.ofSeconds(1)).close();
      idle.acquire(Duration.ofSeconds(5)).close();
      Process waiter = WriterLockTest.startWaiter(root);
      while (waiter.isAlive()) {
        ours.acquire(Duration.ofSeconds(1)).close();
        Thread.onSpinWait();
      }
      assertThat(waiter.exitValue()).isZero();
    }
  }
}
