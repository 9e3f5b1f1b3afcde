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
    private RuntimeException failure;

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
      if (failure != null) {
        throw failure;
      }
      assertThat(held).isTrue();
      return awaited;
    }

    @Override
    public void close() {
      held = false;
    }
  }

  /** Whose thread does nothing: looks are the test's. */
  private KeptLock lock() {
    return new KeptLock(files, () -> now[0], watch -> new Thread(() -> {}));
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
    lock.tryLock();
    assertThat(lock.tenure()).isNotEqualTo(tenure);
    lock.close();
  }

  @Test
  void whenAnotherProcessWaitsNothingIsKeptForAWhile() {
    KeptLock lock = lock();
    lock.tryLock();
    lock.pause();
    files.awaited = true;
    lock.look();
    assertThat(files.held).isFalse();
    lock.tryLock();
    lock.pause();
    assertThat(files.held).isFalse();
    files.awaited = false;
    lock.look();
    lock.tryLock();
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

  @Test
  void withoutAThreadNothingIsKept() {
    Thread none =
        new Thread() {
          @Override
          public synchronized void start() {
            throw new OutOfMemoryError("unable to create native thread");
          }
        };
    KeptLock lock = new KeptLock(files, () -> now[0], watch -> none);
    lock.tryLock();
    lock.pause();
    assertThat(files.held).isFalse();
    lock.close();
  }

  @Test
  void itsThreadGivesItBack() throws Exception {
    KeptLock lock = new KeptLock(files);
    for (int round = 0; round < 3; round++) { // also after it was asleep
      lock.tryLock();
      lock.pause();
      while (isHeld(lock)) {
        Thread.sleep(1);
      }
    }
    lock.close();
  }

  @Test
  void aThreadThatEndsGivesItBackToo() throws Exception {
    files.failure = new IllegalStateException("told by the system");
    Thread[] watch = {null};
    KeptLock lock =
        new KeptLock(
            files,
            () -> now[0],
            task -> {
              watch[0] = new Thread(task);
              watch[0].setUncaughtExceptionHandler((thread, e) -> {});
              return watch[0];
            });
    lock.tryLock();
    lock.pause();
    watch[0].join();
    assertThat(files.held).isFalse();
    files.failure = null;
    lock.tryLock();
    lock.pause(); // by another thread
    assertThat(isHeld(lock)).isTrue();
    lock.close();
  }

  private boolean isHeld(KeptLock lock) {
    synchronized (lock) {
      return files.held;
    }
  }

  /** As it runs: an idle process has given it back, and one that writes on and on gives way. */
  @Test
  void othersComeToTheirTurn() throws Exception {
    try (WriterLock ours = new WriterLock(root)) {
      ours.acquire(Duration.ofSeconds(60)).close();
      assertThat(WriterLockTest.startWaiter(root).waitFor()).isZero();
      Process waiter = WriterLockTest.startWaiter(root);
      while (waiter.isAlive()) {
        ours.acquire(Duration.ofSeconds(60)).close();
        Thread.onSpinWait();
      }
      assertThat(waiter.exitValue()).isZero();
    }
  }
}
