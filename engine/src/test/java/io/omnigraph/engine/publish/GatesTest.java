package io.omnigraph.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GatesTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final GateKey A = GateKey.branch("a");
  private static final GateKey B = GateKey.branch("b");

  private final Gates gates = new Gates();

  @Test
  @DisplayName("OCC-09, OCC-10 no keys, and repeated keys, take no lock twice")
  void emptyAndRepeated() {
    gates.acquire(List.of(), SHORT).close();
    gates.acquire(List.of(A, A, B, A), SHORT).close();
    gates.acquire(List.of(A), SHORT).close();
  }

  @Test
  @DisplayName("OCC-11 keys given in opposite order do not deadlock")
  void oppositeOrder() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> results =
          threads.invokeAll(
              List.of(() -> acquireOften(List.of(A, B)), () -> acquireOften(List.of(B, A))));
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(500);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private int acquireOften(List<GateKey> keys) {
    int count = 0;
    for (int i = 0; i < 500; i++) {
      gates.acquire(keys, LONG).close();
      count++;
    }
    return count;
  }

  @Test
  @DisplayName("OCC-12, OCC-13 one key excludes, other keys and branches do not")
  void exclusion() {
    GateKey table = GateKey.table("node:Person", "main");
    try (Gates.Held held = gates.acquire(List.of(A, table), SHORT)) {
      gates.acquire(List.of(B, GateKey.table("node:Person", "feature")), SHORT).close();
      assertThatThrownBy(() -> gates.acquire(List.of(B, table), SHORT))
          .isInstanceOfSatisfying(
              OmnigraphException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCK_TIMEOUT));
      gates.acquire(List.of(B), SHORT).close(); // the failed attempt gave it back
    }
    gates.acquire(List.of(A, table), SHORT).close();
  }

  @Test
  void interruptionEndsTheWait() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    try (Gates.Held held = gates.acquire(List.of(A), SHORT)) {
      OmnigraphException[] error = new OmnigraphException[1];
      Thread waiter =
          new Thread(
              () -> {
                waiting.countDown();
                try {
                  gates.acquire(List.of(A), LONG).close();
                } catch (OmnigraphException e) {
                  error[0] = e;
                }
              });
      waiter.start();
      waiting.await();
      waiter.interrupt();
      waiter.join();
      assertThat(error[0].code()).isEqualTo(ErrorCode.CANCELLED);
    }
  }

  @Test
  @DisplayName("OCC-18 a lock held elsewhere times out and names its holder")
  void writerLockTimesOut(@TempDir Path root) {
    try (WriterLock first = new WriterLock(root);
        WriterLock second = new WriterLock(root)) {
      WriterLock.Share held = first.acquire(SHORT);
      WriterLock.Share shared = first.acquire(SHORT);
      assertThatThrownBy(() -> second.acquire(SHORT))
          .isInstanceOfSatisfying(
              OmnigraphException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCK_TIMEOUT))
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
      shared.close();
      held.close();
      second.acquire(LONG).close();
    }
  }
}
