package io.omnigraph.engine;

import static io.omnigraph.engine.GraphFixture.insert;
import static io.omnigraph.engine.GraphFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.rows.RowsView;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.topology.Topology;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the view of a new commit takes from the one before it. */
class ViewSuccessionTest extends OpenGraphTest {
  private ReadView view() {
    try (StatementScope scope = other.statement()) {
      return scope.view();
    }
  }

  @Test
  void anUnchangedTableStaysTheSame() {
    RowsView companies = (RowsView) view().table("Company");
    RowsView persons = (RowsView) view().table("Person");
    insert(session, "Person", row("New", 1));
    assertThat(view().table("Company")).isSameAs(companies);
    assertThat(view().table("Person")).isNotSameAs(persons);
    assertThat(GraphFixture.read(other, "main", "Person")).hasSize(5).contains("New|1");
    insert(session, "Company", row("New"));
    assertThat(view().table("Company").rowCount()).isEqualTo(companies.rowCount() + 1);
  }

  @Test
  void aTopologyStaysWhileItsThreeTablesDo() {
    Topology knows = view().topology("Knows");
    Topology worksAt = view().topology("WorksAt");
    insert(session, "Company", row("New"));
    assertThat(view().topology("Knows")).isSameAs(knows);
    assertThat(view().topology("WorksAt")).isNotSameAs(worksAt); // it has a node more
    insert(session, "Person", row("New", 1));
    assertThat(view().topology("Knows")).isNotSameAs(knows);
  }

  @Test
  void whatNobodyAskedForIsLetGo() {
    RowsView companies = (RowsView) view().table("Company");
    insert(session, "Person", row("A", 1));
    view(); // made, and not asked for companies
    insert(session, "Person", row("B", 1));
    assertThat(view().table("Company")).isNotSameAs(companies);
    assertThat(view().table("Company").rowCount()).isEqualTo(companies.rowCount());
  }

  @Test
  void tablesOfABranchAreLookedAtEachTime() {
    session.createBranch("b", "main", Optional.empty());
    session.useBranch("b");
    other.useBranch("b");
    session.fold(); // a table without files is not forked but made anew
    insert(session, "Company", row("Own"));
    session.fold();
    assertThat(session.facts().tables("b"))
        .filteredOn(entry -> entry.tableKey().equals("node:Company"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.branch()).isEqualTo("b"));
    RowsView companies = (RowsView) view().table("Company");
    insert(session, "Person", row("A", 1));
    assertThat(view().table("Company")).isNotSameAs(companies);
    assertThat(view().table("Company").rowCount()).isEqualTo(companies.rowCount());
  }
}
