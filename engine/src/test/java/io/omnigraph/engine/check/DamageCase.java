package io.omnigraph.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Damage of a graph, and the kinds of finding that it has, no more and no less. */
record DamageCase(Set<FindingKind> kinds, String name, Consumer<Damaged> damage) {
  static Set<FindingKind> kinds(List<Finding> findings) {
    return findings.stream().map(Finding::kind).collect(Collectors.toSet());
  }

  void assertFound(Damaged graph) {
    damage.accept(graph);
    List<Finding> findings = graph.check();
    assertThat(kinds(findings)).as(findings.toString()).isEqualTo(kinds);
  }

  @Override
  public String toString() {
    return kinds + ": " + name;
  }
}
