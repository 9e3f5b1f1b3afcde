package io.omnigraph.engine.simulation;

import io.omnigraph.engine.simulation.Faults.Fault;
import io.omnigraph.storage.control.ControlStore;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import io.omnigraph.storage.file.Unsynced;
import io.omnigraph.storage.table.CommitOutcome;
import io.omnigraph.storage.table.InMemoryTables.VersionFile;
import io.omnigraph.storage.table.StagedWrite;
import io.omnigraph.storage.table.TableRef;
import io.omnigraph.storage.table.TableStore;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A process's way to a store: at each call others may run, the call may fail before or after its
 * effect, and the process may die.
 */
final class StoreCalls implements InvocationHandler {
  static final Set<String> EFFECTS =
      Set.of(
          "commit",
          "createBranch",
          "deleteBranch",
          "deleteTable",
          "removeTornVersion",
          "write",
          "writeIfAbsent",
          "rename",
          "sync",
          "delete",
          "deletePrefix");

  private static final Set<String> NO_CALLS = Set.of("close", "probeAtomicCreate", "toString");

  private final World world;
  private final Object store;

  private StoreCalls(World world, Object store) {
    this.world = world;
    this.store = store;
  }

  static TableStore of(World world, TableStore tables) {
    return proxy(TableStore.class, new StoreCalls(world, tables));
  }

  static ControlStore of(World world, ControlStore files) {
    return proxy(ControlStore.class, new StoreCalls(world, files));
  }

  private static <T> T proxy(Class<T> type, StoreCalls calls) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
    Actor actor = Actor.current();
    String name = method.getName();
    if (actor == null || NO_CALLS.contains(name)) {
      return call(method, args);
    }
    world.schedule().step(actor, Actor.Place.CALL);
    boolean commit = name.equals("commit");
    Fault fault = world.faults().next(EFFECTS.contains(name), commit);
    String what = name + " " + describe(args);
    world.trace().add(actor, what + (fault == Fault.NONE ? "" : " " + fault));
    before(actor, fault, what);
    if (fault == Fault.UNKNOWN_BEFORE) {
      return new CommitOutcome.Unknown(new IOException("lost reply"));
    }
    actor.callPath = args != null && args[0] instanceof String path ? path : "";
    actor.callBranch = args != null && args.length > 1 && args[1] instanceof String b ? b : "";
    world.oracle().about(actor, name, args);
    Object answer = call(method, args);
    if (fault == Fault.POWER_CUT_TEARS && answer instanceof CommitOutcome.Committed) {
      StagedWrite write = (StagedWrite) args[0];
      world.disk().tearNewest(write.path(), write.branch());
      throw world.powerCut();
    }
    effects(actor, name, args, answer);
    boolean unsynced = fault == Fault.DEATH_AFTER || fault == Fault.FAILS_AFTER;
    if (unsynced && answer instanceof CommitOutcome.Committed committed) {
      // It died between the commit and its sync, or the sync is what failed.
      world.unsynced().put(new Object(), new ArrayList<>(List.of(made(args, committed))));
    }
    if (EFFECTS.contains(name) && fault == Fault.NONE) {
      world.faults().replyMaybeLate(actor);
    }
    return after(actor, fault, what, answer);
  }

  private Object call(Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(store, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void before(Actor actor, Fault fault, String what) {
    switch (fault) {
      case FAILS_BEFORE ->
          throw new OmnigraphException(ErrorCode.STORAGE_FAULT, what, "fault before");
      case DEATH_BEFORE -> throw world.death(actor);
      case POWER_CUT_BEFORE -> throw world.powerCut();
      default -> {
        // It is called first.
      }
    }
  }

  private Object after(Actor actor, Fault fault, String what, Object answer) {
    return switch (fault) {
      case FAILS_AFTER -> {
        if (answer instanceof CommitOutcome) {
          yield new CommitOutcome.Unknown(new IOException("lost reply"));
        }
        throw new OmnigraphException(ErrorCode.STORAGE_FAULT, what, "fault after");
      }
      case DEATH_AFTER -> throw world.death(actor);
      case POWER_CUT_AFTER, POWER_CUT_TEARS -> throw world.powerCut();
      default -> answer;
    };
  }

  private void effects(Actor actor, String name, Object[] args, Object answer) {
    if (name.equals("commit") && answer instanceof CommitOutcome.Unknown unknown) {
      throw new Violation("two processes committed at once: " + unknown);
    }
    if (name.equals("commit") && answer instanceof CommitOutcome.Committed) {
      StagedWrite write = (StagedWrite) args[0];
      if (write.path().equals(World.MANIFEST)) {
        world.oracle().published(actor, write.branch());
      }
    }
    if (args != null && args[args.length - 1] instanceof Unsynced later) {
      if (name.equals("commit") && answer instanceof CommitOutcome.Committed committed) {
        world
            .unsynced()
            .computeIfAbsent(later, files -> new ArrayList<>())
            .add(made(args, committed));
      } else {
        world.unsynced().remove(later); // a sync, or a write that is durable together with it
      }
    }
    if (name.equals("removeTornVersion")) {
      world.oracle().logged(actor);
    }
    if (name.equals("syncVersion")) {
      world
          .unsynced()
          .values()
          .forEach(versions -> versions.removeIf(f -> f.ref().equals(args[0])));
    }
    if (name.equals("createBranch") && ((TableRef) args[0]).path().equals(World.MANIFEST)) {
      world.oracle().branchMade(actor, (String) args[1]);
    }
  }

  private VersionFile made(Object[] args, CommitOutcome.Committed committed) {
    StagedWrite write = (StagedWrite) args[0];
    return world.disk().file(new TableRef(write.path(), write.branch(), committed.version()));
  }

  private static String describe(Object[] args) {
    if (args == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (Object arg : args) {
      if (arg instanceof StagedWrite write) {
        text.append(write.path()).append(' ').append(write.branch()).append(" on ");
        text.append(write.baseVersion());
      } else if (arg instanceof String || arg instanceof Long || arg instanceof TableRef) {
        String shown = arg.toString().replaceAll("\\s+", " ");
        text.append(shown, 0, Math.min(shown.length(), 90));
      } else {
        continue;
      }
      text.append(' ');
    }
    return text.toString();
  }
}
