package io.omnigraph.sql.statement;

import static io.omnigraph.sql.catalog.SystemTable.Column.bool;
import static io.omnigraph.sql.catalog.SystemTable.Column.number;
import static io.omnigraph.sql.catalog.SystemTable.Column.text;

import io.omnigraph.engine.publish.Sidecar;
import io.omnigraph.engine.recovery.AuditRow;
import io.omnigraph.engine.session.GraphFacts;
import io.omnigraph.sql.catalog.SystemTable;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.types.VectorType;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The schema {@code omnigraph}: what the graph consists of and what goes on in it. */
final class GraphViews {
  private static final long MICROS_A_MILLI = 1_000;

  private GraphViews() {}

  static List<SystemTable> all() {
    return List.of(
        branches(), commits(), tables(), tablePins(), sidecars(), recoveries(), transactions());
  }

  /** One row a fact. */
  private static <F> Function<Execution, List<Object[]>> rows(
      BiFunction<GraphFacts, EngineSession, List<F>> facts, Function<F, Object[]> row) {
    return execution -> {
      EngineSession session = SystemViews.session(execution);
      return facts.apply(session.engine().facts(), session).stream().map(row).toList();
    };
  }

  private static SystemTable.Column time(String name) {
    return new SystemTable.Column(name, VectorType.TIMESTAMP);
  }

  private static String branch(String nativeName) {
    return nativeName == null ? "main" : nativeName;
  }

  private static SystemTable branches() {
    return new SystemTable(
        "branches",
        List.of(
            text("name"),
            number("version"),
            text("head_commit"),
            text("schema_hash"),
            bool("is_current")),
        execution -> {
          EngineSession session = SystemViews.session(execution);
          String current = session.engine().branch();
          return session.engine().facts().branches().stream()
              .map(
                  b ->
                      new Object[] {
                        b.name(), b.seq(), b.commitId(), b.schemaHash(), b.name().equals(current)
                      })
              .toList();
        });
  }

  private static SystemTable commits() {
    return new SystemTable(
        "commits",
        List.of(
            text("commit_id"),
            number("version"),
            text("parent_id"),
            text("merged_parent_id"),
            text("branch"),
            text("actor"),
            text("kind"),
            text("schema_hash"),
            time("created_at"),
            text("operation_id"),
            text("metadata")),
        rows(
            (facts, session) -> facts.commits(session.engine().branch()),
            c ->
                new Object[] {
                  c.commitId(),
                  c.seq(),
                  c.parentId(),
                  c.mergedParentId(),
                  branch(c.branch()),
                  c.actorId(),
                  c.writerKind(),
                  c.schemaHash(),
                  c.createdAtMicros(),
                  c.operationId(),
                  c.metadata()
                }));
  }

  private static SystemTable tables() {
    return new SystemTable(
        "tables",
        List.of(
            text("table_key"), number("table_version"), text("table_branch"), number("row_count")),
        rows(
            (facts, session) -> facts.tables(session.engine().branch()),
            t -> new Object[] {t.tableKey(), t.version(), branch(t.branch()), t.rowCount()}));
  }

  private static SystemTable tablePins() {
    return new SystemTable(
        "table_pins",
        List.of(
            text("branch"),
            text("table_key"),
            text("path"),
            number("table_version"),
            text("table_branch"),
            number("row_count"),
            number("head_version"),
            number("fragments")),
        rows(
            (facts, session) -> facts.pins(),
            pin ->
                new Object[] {
                  pin.branch(),
                  pin.entry().tableKey(),
                  pin.entry().path(),
                  pin.entry().version(),
                  branch(pin.entry().branch()),
                  pin.entry().rowCount(),
                  pin.head(),
                  (long) pin.fragments()
                }));
  }

  private static SystemTable sidecars() {
    return new SystemTable(
        "sidecars",
        List.of(
            text("operation_id"),
            text("branch"),
            text("actor"),
            text("kind"),
            text("phase"),
            time("started_at"),
            text("commit_id"),
            text("rollback_commit_id"),
            text("expected_head"),
            text("tables"),
            bool("is_running"),
            text("error")),
        rows((facts, session) -> facts.sidecarFacts(), GraphViews::sidecar));
  }

  private static Object[] sidecar(GraphFacts.SidecarFact fact) {
    if (fact.sidecar().isEmpty()) {
      Object[] row = new Object[12];
      row[0] = fact.operationId();
      row[10] = fact.live();
      row[11] = fact.error().orElse(null);
      return row;
    }
    Sidecar sidecar = fact.sidecar().get();
    StringJoiner tables = new StringJoiner(", ");
    sidecar
        .tables()
        .forEach(
            pin ->
                tables.add(
                    "%s %d->%d"
                        .formatted(pin.tableKey(), pin.expectedVersion(), pin.postCommitPin())));
    return new Object[] {
      fact.operationId(),
      branch(sidecar.branch()),
      sidecar.actorId(),
      sidecar.writerKind().text(),
      sidecar.confirmed() ? "EffectsConfirmed" : "Armed",
      sidecar.startedAtMicros(),
      sidecar.commitId(),
      sidecar.rollbackCommitId(),
      sidecar.expectedHead(),
      tables.toString(),
      fact.live(),
      null
    };
  }

  private static SystemTable recoveries() {
    return new SystemTable(
        "recoveries",
        List.of(
            text("operation_id"),
            text("kind"),
            text("outcome"),
            text("commit_id"),
            time("at"),
            text("branch"),
            text("actor"),
            text("tables")),
        rows((facts, session) -> facts.recoveries(), GraphViews::recovery));
  }

  private static Object[] recovery(AuditRow row) {
    StringJoiner tables = new StringJoiner(", ");
    row.outcomes()
        .forEach(
            outcome ->
                tables.add(
                    "%s %d->%d"
                        .formatted(
                            outcome.tableKey(), outcome.fromVersion(), outcome.toVersion())));
    return new Object[] {
      row.operationId(),
      row.writerKind(),
      row.kind().text(),
      row.graphCommitId(),
      row.createdAtMicros(),
      branch(row.branch()),
      row.forActor(),
      tables.toString()
    };
  }

  private static SystemTable transactions() {
    return new SystemTable(
        "transactions",
        List.of(
            number("transaction_id"),
            number("session_id"),
            text("branch"),
            text("isolation"),
            time("started_at"),
            number("statements"),
            text("pending"),
            text("statement")),
        rows((facts, session) -> facts.transactions(), GraphViews::transaction));
  }

  private static Object[] transaction(GraphFacts.TransactionFact fact) {
    StringJoiner pending = new StringJoiner(", ");
    fact.pending()
        .forEach(
            (table, rows) ->
                pending.add("%s +%d -%d".formatted(table, rows.written(), rows.replaced())));
    return new Object[] {
      fact.id(),
      fact.session(),
      fact.branch(),
      fact.isolation().name(),
      fact.startedAtMillis() * MICROS_A_MILLI,
      (long) fact.statements(),
      pending.toString(),
      fact.statement()
    };
  }
}
