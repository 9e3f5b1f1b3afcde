package io.omnigraph.engine.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.session.Session.Isolation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histories made by hand: each defect is named by its name, and nothing else is found. */
class HistoryCheckerTest {
  /** x and y as versions 1 and 2. */
  private static final String INIT = "init 0-9 c1 s0: i x 1; i y 2";

  private static Set<Anomaly> found(Isolation level, String... texts) {
    return found(level, History.of(Histories.parse(texts)));
  }

  private static Set<Anomaly> found(Isolation level, History history) {
    return HistoryChecker.counts(HistoryChecker.check(history, level)).keySet();
  }

  private static void assertFound(Anomaly expected, String... texts) {
    for (Isolation level : Isolation.values()) {
      assertThat(found(level, texts))
          .as(level.name())
          .isEqualTo(expected.isForbidden(level) ? Set.of(expected) : Set.of());
    }
  }

  private static void assertClean(String... texts) {
    assertThat(found(Isolation.SERIALIZABLE, texts)).isEmpty();
  }

  @Test
  void oneAfterTheOther() {
    assertClean(
        INIT,
        "A 10-19 c2 s1: r x 1; r x 1, u x 3; r x 3; s x=3 y=2; r y 2, d y 4; s x=3 y",
        "B 20-29 c3 s2: s x=3 y; r y 0, i y 5; r y 5",
        "C 30-39 c0 s3: r x 3; s x=3 y=5");
  }

  @Test
  void atTheSameTimeOnOtherKeys() {
    assertClean(
        INIT,
        "A 10-30 c2 s1: r x 1, u x 3",
        "B 11-31 c3 s1: r y 2, u y 4",
        "C 12-32 c0 s1: s x=1 y=2",
        "D 29-40 c0 s2: s x=3 y=2");
  }

  @Test
  void whatWasRolledBackAndNotSeen() {
    assertClean(INIT, "A 10-19 - s1: r x 1, u x 3; r x 3", "B 15-25 c2 s1: r x 1, u x 4");
  }

  @Test
  void aRowThatCameAndWentInside() {
    assertClean(
        INIT,
        "A 10-30 c3 s1: r z 0, i z 3; r z 3, d z 4; r z 0; r x 1, u x 5",
        "B 11-20 c2 s1: r z 0, i z 6",
        "C 40-49 c0 s3: s x=5 y=2 z=6");
  }

  @Test
  void aKeyThatWasTakenAndFreeAgain() {
    assertThat(
            found(
                Isolation.SNAPSHOT,
                INIT,
                "A 10-40 c4 s1: r z 0, i z 3",
                "B 11-20 c2 s1: r z 0, i z 4",
                "C 21-30 c3 s2: r z 4, d z 5",
                "D 50-59 c0 s4: r z 3"))
        .isEmpty();
  }

  @Test
  void dirtyWrite() {
    List<Recorded> texts =
        Histories.parse(
            "A 0-30 c1 s0: u x 1; u y 2", "B 1-31 c2 s0: u x 3; u y 4", "C 5-9 - s0: u z 5");
    Map<String, List<Long>> order =
        Map.of("x", List.of(0L, 1L, 3L), "y", List.of(0L, 4L, 2L), "z", List.of(0L));
    for (Isolation level : Isolation.values()) {
      assertThat(found(level, new History(texts, order))).containsExactly(Anomaly.DIRTY_WRITE);
    }
  }

  @Test
  void abortedRead() {
    assertFound(Anomaly.ABORTED_READ, INIT, "A 10-19 - s1: r x 1, u x 3", "B 12-22 c0 s1: r x 3");
    assertFound(Anomaly.ABORTED_READ, INIT, "B 12-22 c0 s1: r x 99"); // of nobody
    assertFound(Anomaly.ABORTED_READ, INIT, "B 12-22 - s1: s x=98 y=2"); // rolled back itself
  }

  @Test
  void intermediateRead() {
    assertFound(
        Anomaly.INTERMEDIATE_READ,
        INIT,
        "A 10-19 c2 s1: r x 1, u x 3; u x 4",
        "B 12-22 c0 s1: r x 3");
  }

  @Test
  void dirtyRead() {
    assertFound(Anomaly.DIRTY_READ, INIT, "A 10-30 c2 s1: r x 1, u x 3", "B 12-22 c0 s1: r x 3");
  }

  @Test
  void circularFlow() {
    assertFound(
        Anomaly.CIRCULAR_FLOW,
        INIT,
        "A 10-12 c2 s1: r x 1, u x 3; r y 4",
        "B 10-12 c3 s1: r y 2, u y 4; r x 3");
  }

  @Test
  void lostUpdate() {
    assertFound(
        Anomaly.LOST_UPDATE, INIT, "A 10-30 c2 s1: r x 1, u x 3", "B 11-31 c3 s1: r x 1, u x 4");
    assertFound( // inserted over a row that is there
        Anomaly.LOST_UPDATE, INIT, "A 10-30 c2 s1: r z 0, i z 3", "B 11-31 c3 s1: r z 0, i z 4");
    assertFound( // changed a row that is gone
        Anomaly.LOST_UPDATE, INIT, "A 10-30 c2 s1: r x 1, d x 3", "B 11-31 c3 s1: r x 1, u x 4");
  }

  @Test
  void anUpdateOfAnOlderStatementsValueIsLostFromSnapshotOn() {
    String[] texts = {
      INIT, "A 10-20 c2 s1: r x 1, u x 3", "B 11-31 c3 s1: r x 1; u x 4",
    };
    assertThat(found(Isolation.READ_COMMITTED, texts)).isEmpty();
    assertThat(found(Isolation.SNAPSHOT, texts)).containsExactly(Anomaly.LOST_UPDATE);
  }

  @Test
  void nonRepeatableRead() {
    assertFound(
        Anomaly.NON_REPEATABLE_READ,
        INIT,
        "A 10-13 c2 s1: r x 1, u x 3",
        "B 11-30 c0 s1: r x 1; r y 2; r x 3");
  }

  @Test
  void phantom() {
    assertFound(
        Anomaly.PHANTOM,
        INIT,
        "A 10-13 c2 s1: r z 0, i z 3",
        "B 11-30 c0 s1: s x=1 z; r y 2; s x=1 z=3");
  }

  @Test
  void readSkew() {
    assertFound(
        Anomaly.READ_SKEW,
        INIT,
        "A 10-13 c2 s1: r x 1, u x 3; r y 2, u y 4",
        "B 11-30 c0 s1: r x 1; r z 0; r y 4");
  }

  @Test
  void longFork() {
    assertFound(
        Anomaly.LONG_FORK,
        INIT,
        "A 10-13 c2 s1: r x 1, u x 3",
        "B 10-13 c3 s1: r y 2, u y 4",
        "C 11-30 c0 s1: r z 0; r x 3, r y 2",
        "D 11-30 c0 s1: r z 0; r x 1, r y 4");
  }

  @Test
  void writeSkew() {
    assertFound(
        Anomaly.WRITE_SKEW,
        INIT,
        "A 10-30 c2 s1: r x 1; r y 2, u y 3",
        "B 11-31 c3 s1: r y 2; r x 1, u x 4");
    assertFound( // over predicates
        Anomaly.WRITE_SKEW, INIT, "A 10-30 c2 s1: s z; i w 3", "B 11-31 c3 s1: s w; i z 4");
  }

  @Test
  void aReaderThatMakesASkewOfTwoWriters() {
    assertFound(
        Anomaly.WRITE_SKEW,
        INIT,
        "A 10-40 c3 s1: r x 1; r y 2, u y 3",
        "B 11-15 c2 s1: r x 1, u x 4",
        "C 16-39 c0 s2: r x 4; r y 2");
  }

  @Test
  void staleSnapshot() {
    assertFound(
        Anomaly.STALE_SNAPSHOT, INIT, "A 10-19 c2 s1: r x 1, u x 3", "B 20-29 c0 s1: r x 1");
    assertFound( // a row that was acknowledged is not found
        Anomaly.STALE_SNAPSHOT, INIT, "A 10-19 c2 s1: r z 0, i z 3", "B 20-29 c0 s1: s x=1 z");
  }

  @Test
  void whatEndedBeforeAStatementIsOldOnlyForReadCommitted() {
    String[] texts = {INIT, "A 10-12 c2 s1: r x 1, u x 3", "B 11-30 c0 s1: r y 2; r y 2; r x 1"};
    assertThat(found(Isolation.READ_COMMITTED, texts)).containsExactly(Anomaly.STALE_SNAPSHOT);
    assertThat(found(Isolation.SNAPSHOT, texts)).isEmpty();
  }

  @Test
  void staleOverAThirdOne() {
    // C has seen B; D, which began after C had ended, has not.
    String writer = "B 10-50 c2 s1: r x 1, u x 3";
    String late = "D 50-60 c0 s1: r x 1";
    assertThat(found(Isolation.SNAPSHOT, INIT, writer, "C 48-49 c0 s2: r x 3", late))
        .containsExactly(Anomaly.STALE_SNAPSHOT);
    assertThat(found(Isolation.SNAPSHOT, INIT, writer, "C 48-51 c0 s2: r x 3", late)).isEmpty();
  }

  @Test
  void readYourWrites() {
    assertFound(Anomaly.READ_YOUR_WRITES, INIT, "A 10-19 c2 s1: r x 1, u x 3; r x 1");
    assertFound(Anomaly.READ_YOUR_WRITES, INIT, "A 10-19 c2 s1: r x 1, d x 3; s x=1 y=2");
    assertFound(Anomaly.READ_YOUR_WRITES, INIT, "A 10-19 - s1: r z 0, i z 3; s x=1 y=2 z");
  }

  @Test
  void whatItInsertedAndDeletedAgainMayBeInsertedByOthers() {
    String other = "B 12-14 c2 s1: r z 0, i z 5";
    String own = "A 10-30 - s1: r z 0, i z 3; r z 3, d z 4; s x=1 y=2 z=5";
    assertThat(found(Isolation.READ_COMMITTED, INIT, other, own)).isEmpty();
    assertThat(found(Isolation.SNAPSHOT, INIT, other, own))
        .containsExactly(Anomaly.READ_YOUR_WRITES);
    String stored = "A 10-30 - s1: r x 1, d x 3; s x=1 y=2 z";
    assertThat(found(Isolation.READ_COMMITTED, INIT, stored))
        .containsExactly(Anomaly.READ_YOUR_WRITES);
  }
}
