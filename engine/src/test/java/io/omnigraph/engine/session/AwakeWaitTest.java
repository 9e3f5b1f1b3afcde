package io.omnigraph.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AwakeWaitTest {
  private static final long MICROS = 1_000;
  private static final long MILLIS = 1_000_000;

  /** Near its end, so that it goes on with the smallest number. */
  private long now = Long.MAX_VALUE - 5 * MILLIS;

  private Runnable others = () -> {};
  private final AwakeWait wait = new AwakeWait(() -> now, () -> others.run());

  /** Waits while others run for so long. */
  private boolean pause(long nanos) {
    others = () -> now += nanos;
    return wait.pause();
  }

  @Test
  void shortWaitsGoOn() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(pause(300 * MICROS)).isTrue();
    }
  }

  @Test
  void afterTwoLongOnesCloseTogetherNobodyIsAwakeForAWhile() {
    assertThat(pause(3 * MILLIS)).isTrue();
    assertThat(pause(50 * MICROS)).isTrue();
    assertThat(pause(3 * MILLIS)).isTrue();
    long end = now;
    for (now = end; now - end < 20 * MILLIS; now += MILLIS) {
      others =
          () -> {
            throw new AssertionError("it was awake");
          };
      assertThat(wait.pause()).isFalse();
    }
    assertThat(pause(50 * MICROS)).isTrue();
  }

  @Test
  void longOnesNowAndThenChangeNothing() {
    for (int i = 0; i < 100; i++) {
      assertThat(pause(3 * MILLIS)).isTrue();
      now += 10 * MILLIS;
    }
  }

  /** As when all threads are stopped for a collection of garbage. */
  @Test
  void oneThatSeveralThreadsSeeIsOne() {
    others =
        () -> {
          assertThat(pause(5 * MILLIS)).isTrue();
        };
    assertThat(wait.pause()).isTrue();
    assertThat(pause(10 * MICROS)).isTrue();
    assertThat(pause(10 * MICROS)).isTrue();
  }
}
