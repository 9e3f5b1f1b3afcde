package io.omnigraph.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Simulated processes on one graph, beside a model. */
class SimulationTest {
  private static final Logger ENGINE = Logger.getLogger("io.omnigraph");

  private static final String STEPS = "omnigraph.simulation.steps";
  private static final String SEED = "omnigraph.simulation.seed";

  private static final List<Faults.Plan> PLANS =
      List.of(
          Faults.Plan.NOTHING,
          new Faults.Plan(300, 0, 0),
          new Faults.Plan(0, 400, 0),
          new Faults.Plan(0, 0, 400),
          new Faults.Plan(600, 800, 1_600),
          new Faults.Plan(100, 200, 1_000));

  @TempDir Path folder;

  @BeforeAll
  static void quiet() {
    ENGINE.setLevel(Level.OFF); // the engine warns of each fault
  }

  @AfterAll
  static void loud() {
    ENGINE.setLevel(null);
  }

  @Test
  void withoutFaults() throws InterruptedException {
    Figures figures = runs(4, 5_000, Faults.Plan.NOTHING);
    assertThat(figures.get("commit: success")).isPositive();
    assertThat(figures.get("published as deltas")).isPositive();
    assertThat(figures.get("folds")).isPositive();
    assertThat(figures.get("checkpoint: success")).isPositive();
  }

  @Test
  void withDeaths() throws InterruptedException {
    Figures figures = runs(4, 5_000, new Faults.Plan(0, 300, 0));
    assertThat(figures.get("rolled forward") + figures.get("rolled back")).isPositive();
  }

  @Test
  void withErrorsAndLostReplies() throws InterruptedException {
    Figures figures = runs(4, 5_000, new Faults.Plan(200, 0, 0));
    assertThat(figures.get("unknown, there")).isPositive();
    assertThat(figures.get("unknown, not there")).isPositive();
    assertThat(figures.get("log appends in doubt")).isPositive();
  }

  @Test
  void withPowerCuts() throws InterruptedException {
    Figures figures = runs(4, 5_000, new Faults.Plan(0, 0, 300));
    assertThat(figures.get("fault POWER_CUT_TEARS")).isPositive();
  }

  /** Random seeds for as long as it is told to; a part of the longer profile. */
  @Test
  @EnabledIfSystemProperty(named = "reliability", matches = "full")
  void search() throws InterruptedException {
    long steps = Long.getLong(STEPS, 3_000_000);
    long seed = Long.getLong(SEED, System.nanoTime());
    Figures figures = new Figures();
    long start = System.nanoTime();
    while (figures.get("steps") < steps) {
      Faults.Plan plan = PLANS.get((int) Math.floorMod(seed, (long) PLANS.size()));
      figures.add(Simulation.run(folder, CommitWay.of(seed / PLANS.size()), seed, 10_000, plan));
      seed++;
    }
    System.out.println(figures + "  seconds: " + (System.nanoTime() - start) / 1_000_000_000);
    assertThat(figures.get("published")).isPositive();
  }

  private Figures runs(int seeds, long steps, Faults.Plan plan) throws InterruptedException {
    Figures figures = new Figures();
    for (long seed = 1; seed <= seeds; seed++) {
      figures.add(Simulation.run(folder, CommitWay.of(seed), seed, steps, plan));
    }
    return figures;
  }
}
