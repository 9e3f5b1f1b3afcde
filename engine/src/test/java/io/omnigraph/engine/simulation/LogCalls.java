package io.omnigraph.engine.simulation;

import io.omnigraph.engine.simulation.Faults.Fault;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.log.CommitLog;
import io.omnigraph.storage.log.InMemoryCommitLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A process's way to the log: at each call that costs one of a real log others may run, it may
 * fail, and the process may die. An append may also leave records behind the log's end, which are
 * there for the next writer and for nobody else.
 */
final class LogCalls implements CommitLog {
  private final World world;
  private final SimProcess process;
  private final InMemoryCommitLog log;
  private final InMemoryCommitLog.Disk disk;

  LogCalls(World world, SimProcess process, InMemoryCommitLog.Disk disk) {
    this.world = world;
    this.process = process;
    this.disk = disk;
    this.log = new InMemoryCommitLog(disk);
  }

  @Override
  public boolean exists() {
    return log.exists();
  }

  @Override
  public long end() {
    return log.end();
  }

  @Override
  public long start() {
    return log.start();
  }

  @Override
  public Optional<Read> read(long after) {
    return call("log read", false, () -> log.read(after));
  }

  @Override
  public void recover() {
    call(
        "log recover",
        disk.hasRecordsBehindEnd(),
        () -> {
          log.recover();
          return null;
        });
  }

  @Override
  public void trim(long upTo) {
    call(
        "log trim",
        true,
        () -> {
          log.trim(upTo);
          return null;
        });
  }

  private <T> T call(String what, boolean effect, Supplier<T> call) {
    Actor actor = Actor.current();
    if (actor == null) {
      return call.get();
    }
    Fault fault = begin(actor, what, effect, false);
    T answer = call.get();
    world.oracle().logged(actor);
    switch (fault) {
      case FAILS_AFTER -> throw failed(what);
      case DEATH_AFTER -> throw world.death(actor);
      case POWER_CUT_AFTER -> throw world.powerCut();
      default -> {
        if (effect && fault == Fault.NONE) {
          world.faults().replyMaybeLate(actor);
        }
        return answer;
      }
    }
  }

  /** Others may run; then what comes before the effect. */
  private Fault begin(Actor actor, String what, boolean effect, boolean commit) {
    world.schedule().step(actor, Actor.Place.CALL);
    Fault fault = world.faults().next(effect, commit);
    world.trace().add(actor, what + (fault == Fault.NONE ? "" : " " + fault));
    switch (fault) {
      case FAILS_BEFORE -> throw failed(what);
      case DEATH_BEFORE -> throw world.death(actor);
      case POWER_CUT_BEFORE -> throw world.powerCut();
      default -> {
        return fault;
      }
    }
  }

  private static OmnigraphException failed(String what) {
    return new OmnigraphException(ErrorCode.STORAGE_FAULT, what, "fault");
  }

  @Override
  public AppendOutcome append(List<byte[]> records, Consumer<Runnable> showing) {
    Actor actor = Actor.current();
    if (actor == null) {
      return log.append(records, showing);
    }
    Fault fault = begin(actor, "log append", true, true);
    world.oracle().appending(actor);
    AppendOutcome outcome = append(records, fault, showing);
    world.oracle().logged(actor);
    return switch (fault) {
      case DEATH_AFTER -> throw world.death(actor);
      case POWER_CUT_AFTER, POWER_CUT_TEARS -> throw world.powerCut();
      default -> {
        if (fault == Fault.NONE) {
          world.faults().replyMaybeLate(actor);
        }
        yield outcome;
      }
    };
  }

  private AppendOutcome append(List<byte[]> records, Fault fault, Consumer<Runnable> showing) {
    boolean inPart =
        switch (fault) {
          case UNKNOWN_BEFORE, POWER_CUT_TEARS -> true;
          case DEATH_AFTER -> world.schedule().random.nextInt(3) > 0;
          default -> false;
        };
    if (inPart) {
      disk.failNext(
          world.schedule().random.nextBoolean()
              ? InMemoryCommitLog.Fault.FAILED_SYNC
              : InMemoryCommitLog.Fault.TORN,
          world.schedule().random);
    } else if (fault == Fault.FAILS_AFTER) {
      disk.failNext(InMemoryCommitLog.Fault.LOST_REPLY, world.schedule().random);
    }
    AppendOutcome outcome = log.append(records, showing);
    if (outcome instanceof AppendOutcome.Unknown) {
      world.figures().count("log appends in doubt");
      process.logFailed();
    }
    return outcome;
  }

  @Override
  public void close() {
    log.close();
  }
}
