package io.omnigraph.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommitQueueTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  /** Longer than anybody stays awake, for one that has to leave by itself if it sleeps. */
  private static final Duration IMPATIENT = Duration.ofMillis(50);

  private final CommitQueue<Integer> queue = new CommitQueue<>();
  private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();

  /** Gathers twice as long as its last turn, whatever else the machine does. */
  private static CommitQueue<Integer> patient() {
    return new CommitQueue<>(LONG, new AwakeWait(() -> 0, Thread::yield));
  }

  /** A leader that takes at most so many along, and gathers them. */
  private Consumer<CommitQueue<Integer>.Turn> taking(int most) {
    return turn -> {
      List<Integer> group = new ArrayList<>(List.of(turn.first()));
      while (group.size() <= most) {
        Optional<Integer> next = turn.next(true);
        if (next.isEmpty()) {
          break;
        }
        if (turn.take(next.get())) {
          group.add(next.get());
        }
      }
      groups.add(group);
    };
  }

  private Thread start(int item, Duration timeout, Consumer<CommitQueue<Integer>.Turn> lead) {
    return start(queue, item, timeout, lead);
  }

  private Thread start(
      CommitQueue<Integer> queue,
      int item,
      Duration timeout,
      Consumer<CommitQueue<Integer>.Turn> lead) {
    Thread thread =
        new Thread(
            () -> {
              try {
                queue.commit(item, timeout, lead);
              } catch (RuntimeException e) {
                errors.add(e);
              }
            });
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    await(thread, Thread.State.TIMED_WAITING);
  }

  /** Returns too when the thread has ended. */
  private static void await(Thread thread, Thread.State state) {
    while (thread.getState() != state && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Threads 1 to n wait in this order while item 0 is led. */
  private void whileLed(int followers, int most, Runnable then) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    queue.commit(
        0,
        LONG,
        turn -> {
          for (int i = 1; i <= followers; i++) {
            Thread thread = start(i, LONG, taking(most));
            awaitWaiting(thread);
            threads.add(thread);
          }
          then.run();
          groups.add(List.of(turn.first()));
        });
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void aloneItLeadsAtOnce() {
    queue.commit(7, Duration.ZERO, taking(3));
    queue.commit(8, Duration.ZERO, taking(3));
    assertThat(groups).containsExactly(List.of(7), List.of(8));
  }

  @Test
  void thoseThatWaitAreTakenInOrderOfArrivalAndNobodyIsOvertaken() throws InterruptedException {
    whileLed(7, 2, () -> {});
    assertThat(groups).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
    assertThat(errors).isEmpty();
  }

  /** Items 0 and 1 go together, in a turn that takes so long. */
  private void together(CommitQueue<Integer> queue, long millis) {
    together(queue, 1, millis);
  }

  /** Item 0 and so many others. */
  private void together(CommitQueue<Integer> queue, int others, long millis) {
    List<Thread> followers = new ArrayList<>();
    queue.commit(
        0,
        LONG,
        turn -> {
          for (int i = 1; i <= others; i++) {
            int item = i;
            followers.add(new Thread(() -> queue.commit(item, LONG, taking(0))));
            followers.get(i - 1).start();
            awaitWaiting(followers.get(i - 1));
            assertThat(turn.take(item)).isTrue();
          }
          sleep(millis);
        });
    followers.forEach(CommitQueueTest::join);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A thread that gathers those that went together a moment ago. */
  private Thread gatherer(CommitQueue<Integer> queue, int item) {
    Thread thread = new Thread(() -> queue.commit(item, LONG, taking(1)));
    thread.start();
    awaitWaiting(thread);
    return thread;
  }

  @Test
  void oneThatCommittedAMomentAgoIsWaitedForAndTakenAlong() {
    CommitQueue<Integer> patient = patient();
    together(patient, 1_000);
    Thread first = gatherer(patient, 10);
    patient.commit(11, LONG, taking(0));
    join(first);
    assertThat(groups).containsExactly(List.of(10, 11));
  }

  @Test
  void whoHasAllThatCommittedAMomentAgoDoesNotWaitForMore() {
    CommitQueue<Integer> patient = patient();
    together(patient, 1_000);
    Thread first = new Thread(() -> patient.commit(10, LONG, taking(5)));
    first.start();
    awaitWaiting(first);
    long begun = System.nanoTime();
    patient.commit(11, LONG, taking(5));
    join(first);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    assertThat(groups).containsExactly(List.of(10, 11));
  }

  @Test
  void whoDoesNotGatherDoesNotWait() {
    CommitQueue<Integer> patient = patient();
    together(patient, 1_000);
    long begun = System.nanoTime();
    patient.commit(10, LONG, turn -> assertThat(turn.next(false)).isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void whoGathersWaitsNoLongerThanItsCallerWants() {
    CommitQueue<Integer> patient = patient();
    together(patient, 1_000);
    long begun = System.nanoTime();
    patient.commit(10, Duration.ofMillis(100), taking(1));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    assertThat(groups).containsExactly(List.of(10));
  }

  /** So many others are waited for, and one of them, that is there, has little time. */
  @Test
  void whoGathersWaitsNoLongerThanThoseWantThatItHasTaken() {
    CommitQueue<Integer> patient = patient();
    together(patient, 2, 2_000);
    Thread first = new Thread(() -> patient.commit(10, LONG, taking(5)));
    first.start();
    awaitWaiting(first);
    long begun = System.nanoTime();
    patient.commit(11, Duration.ofMillis(300), taking(5));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    join(first);
    assertThat(groups).containsExactly(List.of(10, 11));
  }

  @Test
  void nobodyGathersForSecondsThoughTheLastTurnTookThem() {
    together(queue, 1_000);
    assertThat(gathering(queue)).isLessThan(Duration.ofMillis(800));
  }

  @Test
  void oneThatGathersAndIsInterruptedLeads() throws InterruptedException {
    CommitQueue<Integer> patient = patient();
    together(patient, 2_500);
    boolean[] interrupted = new boolean[1];
    Thread first =
        new Thread(
            () -> {
              patient.commit(10, LONG, taking(1));
              interrupted[0] = Thread.currentThread().isInterrupted();
            });
    first.start();
    awaitWaiting(first);
    first.interrupt();
    first.join(4_000); // it does not wait any more
    assertThat(groups).containsExactly(List.of(10));
    assertThat(interrupted[0]).isTrue();
  }

  /** Turns of about a millisecond, so that they gather, and some that give up. */
  @Test
  void whoGivesUpWasNotDoneAndAllOthersOnce() throws InterruptedException {
    List<Integer> refused = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      int base = t * 1_000;
      Thread thread = new Thread(() -> commitSome(base, refused));
      threads.add(thread);
      thread.start();
    }
    Random random = new Random(5);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      threads.get(random.nextInt(3)).interrupt();
      sleep(random.nextInt(3));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<Integer> done = groups.stream().flatMap(List::stream).toList();
    assertThat(done).doesNotHaveDuplicates().doesNotContainAnyElementsOf(refused);
    assertThat(done.size() + refused.size()).isEqualTo(6 * 300);
    assertThat(groups).anyMatch(group -> group.size() > 2);
    assertThat(refused).isNotEmpty();
  }

  private void commitSome(int base, List<Integer> refused) {
    Random random = new Random(base);
    for (int i = 0; i < 300; i++) {
      Duration timeout = random.nextInt(4) == 0 ? Duration.ofNanos(random.nextInt(900_000)) : LONG;
      try {
        queue.commit(
            base + i,
            timeout,
            turn -> {
              taking(3).accept(turn);
              LockSupport.parkNanos(500_000);
            });
      } catch (OmnigraphException e) {
        refused.add(base + i);
      }
      Thread.interrupted();
    }
  }

  /** Who waits for its turn lets others run by this; what it does meanwhile is up to the test. */
  private static CommitQueue<Integer> awake(Runnable pause) {
    return new CommitQueue<>(LONG, new AwakeWait(() -> 0, pause));
  }

  @Test
  void whoWaitsStaysAwakeWhenTurnsAreShortAndSleepsWhenTheyAreLong() {
    AtomicInteger pauses = new AtomicInteger();
    CommitQueue<Integer> watched = awake(pauses::incrementAndGet);
    while (pauses.get() == 0) { // a turn is long now and then, where the machine has other work
      watched.commit(0, LONG, turn -> {});
      together(watched, 10);
    }
    pauses.set(0);
    together(watched, 10);
    assertThat(pauses).hasValue(0);
  }

  @Test
  void whoIsInterruptedWhileItIsAwakeLeavesBeforeItIsTaken() {
    AtomicInteger pauses = new AtomicInteger();
    CommitQueue<Integer> interrupted =
        awake(
            () -> {
              pauses.incrementAndGet();
              Thread.currentThread().interrupt();
            });
    while (pauses.get() == 0) {
      interrupted.commit(0, LONG, turn -> {});
      errors.clear();
      interrupted.commit(1, LONG, turn -> join(start(interrupted, 9, IMPATIENT, taking(0))));
    }
    assertThat(pauses).hasValue(1);
    assertThat(errors).singleElement().satisfies(e -> assertCode(e, ErrorCode.CANCELLED));
  }

  @Test
  void whoHasNoTimeDoesNotStayAwake() {
    AtomicInteger pauses = new AtomicInteger();
    CommitQueue<Integer> watched = awake(pauses::incrementAndGet);
    for (int i = 0; i < 20; i++) {
      watched.commit(0, LONG, turn -> {});
      watched.commit(1, LONG, turn -> join(start(watched, 9, Duration.ZERO, taking(0))));
    }
    assertThat(pauses).hasValue(0);
    assertThat(errors).hasSize(20).allSatisfy(e -> assertCode(e, ErrorCode.LOCK_TIMEOUT));
  }

  private static void assertCode(Throwable e, ErrorCode code) {
    assertThat(((OmnigraphException) e).code()).isEqualTo(code);
  }

  @Test
  void aLeaderDoesNotGatherWhereOthersWantTheProcessors() {
    AtomicLong clock = new AtomicLong();
    CommitQueue<Integer> crowded =
        new CommitQueue<>(LONG, new AwakeWait(clock::get, () -> clock.addAndGet(2_000_000)));
    together(crowded, 1_000);
    assertThat(gathering(crowded)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void aLeaderDoesNotWaitForThoseOfLongAgo() {
    CommitQueue<Integer> patient = patient();
    together(patient, 1_000);
    sleep(2_200); // more than twice as long as the last turn took
    assertThat(gathering(patient)).isLessThan(Duration.ofMillis(800));
  }

  @Test
  void aLeaderThatWaitsInVainWaitsTwiceAsLongAsTheLastTurnTookAndTheNextOneDoesNot() {
    CommitQueue<Integer> patient = patient();
    together(patient, 1_000);
    assertThat(gathering(patient)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(20));
    assertThat(gathering(patient)).isLessThan(Duration.ofMillis(500));
  }

  private static Duration gathering(CommitQueue<Integer> queue) {
    long[] nanos = new long[1];
    long begun = System.nanoTime();
    queue.commit(
        5,
        LONG,
        turn -> {
          assertThat(turn.next(true)).isEmpty();
          nanos[0] = System.nanoTime() - begun;
        });
    return Duration.ofNanos(nanos[0]);
  }

  @Test
  void whoseTimeIsOverLeavesAndTheOthersGoOn() throws InterruptedException {
    Thread[] impatient = new Thread[1];
    whileLed(
        2,
        5,
        () -> {
          impatient[0] = start(99, Duration.ofMillis(20), taking(5));
          join(impatient[0]);
        });
    assertThat(groups).containsExactly(List.of(0), List.of(1, 2));
    assertThat(errors).singleElement().satisfies(e -> assertCode(e, ErrorCode.LOCK_TIMEOUT));
  }

  @Test
  void anInterruptedOneLeaves() throws InterruptedException {
    whileLed(
        1,
        5,
        () -> {
          Thread other = start(99, LONG, taking(5));
          awaitWaiting(other);
          other.interrupt();
          join(other);
        });
    assertThat(groups).containsExactly(List.of(0), List.of(1));
    assertThat(errors).singleElement().satisfies(e -> assertCode(e, ErrorCode.CANCELLED));
  }

  @Test
  void oneThatIsTakenAlongNoLongerGivesUpWhenItIsInterrupted() {
    Thread[] follower = new Thread[1];
    queue.commit(
        1,
        LONG,
        turn -> {
          follower[0] = start(2, LONG, taking(0));
          awaitWaiting(follower[0]);
          assertThat(turn.take(2)).isTrue();
          follower[0].interrupt();
          await(follower[0], Thread.State.WAITING); // without a limit: it may not leave
          groups.add(List.of(1, 2));
        });
    join(follower[0]);
    assertThat(errors).isEmpty();
    assertThat(groups).containsExactly(List.of(1, 2));
  }

  @Test
  void oneThatIsTakenAlongNoLongerGivesUpWhenItsTimeIsOver() {
    Thread[] follower = new Thread[1];
    queue.commit(
        1,
        LONG,
        turn -> {
          follower[0] = takenInTime(turn);
          await(follower[0], Thread.State.WAITING); // its time is over, and it may not leave
          groups.add(List.of(1, 2));
        });
    join(follower[0]);
    assertThat(errors).isEmpty();
    assertThat(groups).containsExactly(List.of(1, 2));
  }

  /** A thread with item 2 that is not willing to wait long, but was taken before it gave up. */
  private Thread takenInTime(CommitQueue<Integer>.Turn turn) {
    Duration patience = Duration.ofMillis(50);
    while (true) {
      Thread follower = start(2, patience, taking(0));
      awaitWaiting(follower);
      if (turn.take(2)) {
        return follower;
      }
      join(follower);
      errors.clear();
      patience = patience.multipliedBy(2);
    }
  }

  @Test
  void aLeaderThatFailsLetsTheNextOneLead() throws InterruptedException {
    List<Throwable> failures = List.of(new IllegalStateException("failed"), new Error("failed"));
    for (Throwable failure : failures) {
      List<Thread> threads = new ArrayList<>();
      assertThatThrownBy(() -> queue.commit(0, LONG, turn -> fail(threads, failure)))
          .isSameAs(failure);
      threads.get(0).join();
    }
    assertThat(groups).containsExactly(List.of(1), List.of(1));
  }

  /** While another thread waits. */
  private void fail(List<Thread> waiting, Throwable failure) {
    waiting.add(start(1, LONG, taking(5)));
    awaitWaiting(waiting.get(0));
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  @Test
  void eachOfManyIsDoneExactlyOnce() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int base = t * 1_000;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  queue.commit(base + i, LONG, taking(3));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<Integer> all = groups.stream().flatMap(List::stream).toList();
    assertThat(all).hasSize(4_000).doesNotHaveDuplicates();
    for (int t = 0; t < 8; t++) {
      int base = t * 1_000;
      assertThat(all.stream().filter(i -> i / 1_000 == base / 1_000)).isSorted();
    }
  }
}
