package io.omnigraph.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog.AppendOutcome;
import io.omnigraph.storage.log.InMemoryCommitLog.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InMemoryCommitLogTest extends CommitLogContract {
  private final InMemoryCommitLog.Disk disk = new InMemoryCommitLog.Disk();

  @Override
  protected CommitLog newHandle() {
    return new InMemoryCommitLog(disk);
  }

  @Test
  void refusedAppendLeavesNothingAndTheLogGoesOn() {
    CommitLog log = newHandle();
    append(log, "a");
    disk.failNext(Fault.REFUSED, new Random(1));
    assertThatThrownBy(() -> append(log, "b")).isInstanceOf(OmnigraphException.class);
    assertThat(disk.isFaultPending()).isFalse();
    append(log, "c");
    assertThat(texts(log, 0)).containsExactly("a", "c");
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST_REPLY", "FAILED_SYNC", "TORN"})
  void afterAnUnknownOutcomeOnlyAnotherHandleGoesOn(Fault fault) {
    List<List<String>> seen = new ArrayList<>();
    CommitLog log = newHandle();
    append(log, "a");
    disk.failNext(fault, new Random(5));
    assertThat(log.append(List.of(bytes("b"), bytes("c"))))
        .isInstanceOf(AppendOutcome.Unknown.class);
    assertThatThrownBy(() -> append(log, "d")).isInstanceOf(OmnigraphException.class);
    seen.add(texts(newHandle(), 0));
    CommitLog other = newHandle();
    other.recover();
    seen.add(texts(other, 0));
    List<String> all = List.of("a", "b", "c");
    assertThat(seen.get(0)).isEqualTo(fault == Fault.LOST_REPLY ? all : List.of("a"));
    assertThat(seen.get(1))
        .isEqualTo(fault == Fault.TORN ? all.subList(0, seen.get(1).size()) : all);
  }

  @Test
  void powerCutKeepsWhatWasAcknowledged() {
    for (int seed = 0; seed < 50; seed++) {
      InMemoryCommitLog.Disk live = new InMemoryCommitLog.Disk();
      CommitLog log = new InMemoryCommitLog(live);
      append(log, "a", "b");
      live.failNext(Fault.FAILED_SYNC, new Random(seed));
      log.append(List.of(bytes("c"), bytes("d")));
      InMemoryCommitLog.Disk left = live.powerCut(new Random(seed));
      CommitLog after = new InMemoryCommitLog(left.powerCut(new Random(seed + 1)));
      after.recover();
      List<String> all = List.of("a", "b", "c", "d");
      List<String> found = texts(after, 0);
      assertThat(found).hasSizeBetween(2, 4).isEqualTo(all.subList(0, found.size()));
    }
  }
}
