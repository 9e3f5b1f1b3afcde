package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.delete;
import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static io.omnigraph.engine.GraphFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.manifest.GraphCommit;
import io.omnigraph.engine.manifest.TableEntry;
import io.omnigraph.engine.session.DeltaOptions;
import io.omnigraph.engine.session.Session;
import io.omnigraph.engine.step.PublishStep;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small commits that are published together, and others beside them. */
@Timeout(120)
class SmallGroupTest extends GroupCase {
  /** Up to four rows are small. */
  @Override
  OpenOptions options() {
    return super.options().withDeltas(new DeltaOptions(4, 10_000, 1_000, 100_000, false));
  }

  @Override
  PublishStep underWay() {
    return PublishStep.PUBLISH_BEFORE_COMMIT_APPEND;
  }

  private TableEntry people() {
    return session.facts().tables("main").stream()
        .filter(entry -> entry.tableKey().equals("node:Person"))
        .findFirst()
        .orElseThrow();
  }

  private static Consumer<Session> five(String prefix) {
    Object[][] rows =
        IntStream.range(0, 5).mapToObj(i -> row(prefix + i, i)).toArray(Object[][]::new);
    return own -> insert(own, "Person", rows);
  }

  @Test
  void smallOnesGoTogether() throws InterruptedException {
    long before = seq();
    int publishes = people().deltas().length();
    behindOne(
        person("Eve", 1),
        own -> update(own, "Person", row("Alice", 31)),
        own -> delete(own, "Person", "Diana"),
        person("Frank", 2));
    assertThat(errors).isEmpty();
    List<GraphCommit> commits = commitsAfter(before);
    assertThat(commits)
        .extracting(GraphCommit::seq)
        .containsExactly(before + 1, before + 2, before + 3, before + 4, before + 5);
    assertThat(commits.subList(1, 5))
        .extracting(GraphCommit::operationId)
        .containsOnly(commits.get(1).operationId());
    assertThat(people().deltas().length()).isEqualTo(publishes + 4);
    assertThat(people().rowCount()).isEqualTo(5);
    List<String> rows = List.of("Alice|31", "Bob|25", "Charlie|35", "Eve|1", "Frank|2");
    assertThat(read("Person")).isEqualTo(rows);
    reopen();
    assertThat(read("Person")).isEqualTo(rows);
  }

  @Test
  void twoUpdatesOfOneRowGoOneAfterTheOther() throws InterruptedException {
    behindOne(
        own -> update(own, "Person", row("Alice", 31)),
        own -> update(own, "Person", row("Bob", 26)),
        own -> update(own, "Person", row("Alice", 32)));
    assertThat(errors).isEmpty();
    assertThat(read("Person")).contains("Alice|32", "Bob|26").hasSize(4);
  }

  @Test
  void aLargeOneGoesItsOwnWayBetweenSmallOnes() throws InterruptedException {
    behindOne(person("Eve", 1), five("p"), person("Frank", 2));
    assertThat(errors).isEmpty();
    assertThat(read("Person")).hasSize(11).contains("Eve|1", "Frank|2", "p0|0", "p4|4");
    assertThat(people().deltas().length()).isEqualTo(1); // Frank's, who came after it
    assertThat(people().rowCount()).isEqualTo(11);
  }

  @Test
  void largeOnesOnTopOfDeltasGoTogether() throws InterruptedException {
    update(session, "Person", row("Alice", 31));
    delete(session, "Person", "Diana");
    insert(session, "Person", row("Eve", 1));
    long before = seq();
    behindOne(five("p"), five("q"), five("r"));
    assertThat(errors).isEmpty();
    assertThat(commitsAfter(before).subList(1, 4))
        .extracting(GraphCommit::operationId)
        .containsOnly(commitsAfter(before).get(1).operationId());
    assertThat(people().deltas().isEmpty()).isTrue();
    assertThat(people().rowCount()).isEqualTo(19);
    List<String> rows = read("Person");
    assertThat(rows)
        .hasSize(19)
        .doesNotHaveDuplicates()
        .contains("Alice|31", "Eve|1", "p4|4", "q4|4", "r4|4");
    reopen();
    assertThat(read("Person")).isEqualTo(rows);
  }
}
