package io.omnigraph.engine.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs worlds; a run that finds something is made again with its trace. */
final class Simulation {
  private Simulation() {}

  static Figures run(Path folder, CommitWay way, long seed, long steps, Faults.Plan plan)
      throws InterruptedException {
    try {
      return once(folder, way, seed, steps, plan, false);
    } catch (Violation first) {
      String again = "does not happen again: the run is not repeatable";
      try {
        once(folder, way, seed, steps, plan, true);
      } catch (Violation second) {
        again = second.getMessage();
      }
      throw new AssertionError(
          "seed "
              + seed
              + ", steps "
              + steps
              + ", "
              + way
              + ", "
              + plan
              + ": "
              + first.getMessage()
              + "\n"
              + again,
          first);
    }
  }

  private static Figures once(
      Path folder, CommitWay way, long seed, long steps, Faults.Plan plan, boolean traced)
      throws InterruptedException {
    World world = new World(root(folder), way, seed, steps, plan, traced);
    try {
      world.run();
    } catch (Violation e) {
      throw traced ? new Violation(e.getMessage() + "\n" + world.trace(), e) : e;
    }
    Figures figures = world.figures();
    figures.add("seeds", 1);
    figures.add("seeds with " + way, 1);
    figures.add("steps", world.schedule().steps());
    figures.add("published", world.oracle().published());
    figures.add("rolled forward", world.oracle().rolledForward());
    figures.add("rolled back", world.oracle().rolledBack());
    figures.add(world.faults().injected());
    return figures;
  }

  /** The engine looks for free space and permissions there; nothing else is in it. */
  private static Path root(Path folder) {
    try {
      return Files.createTempDirectory(folder, "g");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
