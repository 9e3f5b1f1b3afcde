package io.omnigraph.engine.step;

import java.util.EnumMap;
import java.util.Map;

/**
 * Steps at which tests make a writer fail, wait or call back. Belongs to one graph; a point that is
 * not set does nothing. Thread-safe.
 */
public final class Failpoints implements Steps {
  private final Map<PublishStep, Action> actions = new EnumMap<>(PublishStep.class);

  /** What a point does, on the writer's thread. */
  @FunctionalInterface
  public interface Action {
    void run();
  }

  /** The error of a point set to fail. */
  public static final class InjectedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedFailure(PublishStep step) {
      super("injected failpoint triggered: " + step.pointName());
    }
  }

  /** Fails whenever the point is passed. */
  public void fail(PublishStep step) {
    set(
        step,
        () -> {
          throw new InjectedFailure(step);
        });
  }

  /** Fails the next {@code times} times. */
  public void fail(PublishStep step, int times) {
    int[] left = {times};
    set(
        step,
        () -> {
          synchronized (left) {
            if (left[0]-- <= 0) {
              return;
            }
          }
          throw new InjectedFailure(step);
        });
  }

  public synchronized void set(PublishStep step, Action action) {
    actions.put(step, action);
  }

  public synchronized void off(PublishStep step) {
    actions.remove(step);
  }

  @Override
  public void at(PublishStep step) {
    Action action;
    synchronized (this) {
      action = actions.get(step);
    }
    if (action != null) {
      action.run();
    }
  }
}
