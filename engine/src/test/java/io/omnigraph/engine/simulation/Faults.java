package io.omnigraph.engine.simulation;

import io.omnigraph.engine.step.PublishStep;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What goes wrong, how often. */
final class Faults {
  /** What may become of a call of a store. */
  enum Fault {
    NONE,
    /** It fails and had no effect. */
    FAILS_BEFORE,
    /** It has its effect, and the caller gets an error. */
    FAILS_AFTER,
    /** The caller is told that the outcome is unknown; it had none. */
    UNKNOWN_BEFORE,
    DEATH_BEFORE,
    DEATH_AFTER,
    POWER_CUT_BEFORE,
    POWER_CUT_AFTER,
    /** The power goes when the version's name is on the disk and its content is not. */
    POWER_CUT_TEARS
  }

  /**
   * Rates, one in so many calls that only look; 0 = never. Calls that change something are far
   * fewer, and what goes wrong there matters more, so it does that much more often.
   *
   * @param errors failing calls
   * @param deaths of one process
   * @param powerCuts deaths of all, with what was not synced lost
   */
  record Plan(int errors, int deaths, int powerCuts) {
    static final Plan NOTHING = new Plan(0, 0, 0);
  }

  private static final int EFFECT_FACTOR = 10;

  /** One in so many replies of calls that change something. */
  private static final int LATE_REPLY = 4;

  /** With a log, sessions of one process exclude each other in memory there. */
  private static final Set<PublishStep> LOCKED_IN_LOG =
      EnumSet.of(
          PublishStep.PUBLISH_BEFORE_COMMIT_APPEND,
          PublishStep.LOG_CHECKPOINT_BEFORE_MANIFEST_COMMIT,
          PublishStep.LOG_CHECKPOINT_AFTER_MANIFEST_COMMIT,
          PublishStep.LOG_CHECKPOINT_AFTER_TRIM);

  private final World world;
  private final Plan plan;
  private final Map<Fault, Long> injected = new EnumMap<>(Fault.class);

  Faults(World world, Plan plan) {
    this.world = world;
    this.plan = plan;
  }

  Map<Fault, Long> injected() {
    return injected;
  }

  /** Whether errors of the store may be told. */
  boolean mayFail() {
    return !plan.equals(Plan.NOTHING);
  }

  /** Whether calls may fail while their process lives. */
  boolean hasErrors() {
    return plan.errors() > 0;
  }

  private boolean happens(int rate) {
    return rate > 0 && !world.schedule().isEnding() && random().nextInt(rate) == 0;
  }

  private boolean happens(int rate, boolean effect) {
    return happens(effect ? Math.max(2, rate / EFFECT_FACTOR) * Integer.signum(rate) : rate);
  }

  private Random random() {
    return world.schedule().random;
  }

  /**
   * @param effect whether the call changes anything
   * @param commit whether it is a table's commit
   */
  Fault next(boolean effect, boolean commit) {
    Fault fault = choose(effect, commit);
    if (fault != Fault.NONE) {
      injected.merge(fault, 1L, Long::sum);
    }
    return fault;
  }

  private Fault choose(boolean effect, boolean commit) {
    if (happens(plan.errors(), effect)) {
      if (commit && random().nextInt(3) == 0) {
        return Fault.UNKNOWN_BEFORE;
      }
      return effect && random().nextBoolean() ? Fault.FAILS_AFTER : Fault.FAILS_BEFORE;
    }
    if (happens(plan.deaths(), effect)) {
      return effect && random().nextBoolean() ? Fault.DEATH_AFTER : Fault.DEATH_BEFORE;
    }
    if (happens(plan.powerCuts(), effect)) {
      if (commit && random().nextBoolean()) {
        return Fault.POWER_CUT_TEARS;
      }
      return effect && random().nextBoolean() ? Fault.POWER_CUT_AFTER : Fault.POWER_CUT_BEFORE;
    }
    return Fault.NONE;
  }

  /** A named point of a protocol: others run, or the process dies. */
  void atStep(PublishStep step) {
    Actor actor = Actor.current();
    if (actor == null) {
      return;
    }
    world.trace().add(actor, "at " + step.pointName());
    boolean locks = world.way().log && LOCKED_IN_LOG.contains(step);
    world.schedule().step(actor, locks ? Actor.Place.CALL : Actor.Place.STEP);
    dieMaybe(actor);
  }

  /** Behind a call that changed something: others may run before its caller hears of it. */
  void replyMaybeLate(Actor actor) {
    if (plan.errors() > 0 && random().nextInt(LATE_REPLY) == 0) {
      world.figures().count("replies that others may run before");
      world.schedule().step(actor, Actor.Place.CALL);
    }
  }

  /** In the middle of a call. */
  void inside(Actor actor) {
    world.schedule().step(actor, Actor.Place.CALL);
    dieMaybe(actor);
  }

  private void dieMaybe(Actor actor) {
    if (happens(plan.deaths())) {
      injected.merge(Fault.DEATH_BEFORE, 1L, Long::sum);
      throw world.death(actor);
    }
  }
}
