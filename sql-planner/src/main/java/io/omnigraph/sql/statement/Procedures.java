package io.omnigraph.sql.statement;

import static io.omnigraph.sql.catalog.SystemTable.Column.number;
import static io.omnigraph.sql.catalog.SystemTable.Column.text;

import io.omnigraph.engine.check.CheckOptions;
import io.omnigraph.engine.check.Finding;
import io.omnigraph.engine.session.Session;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.statement.SystemProcedure.Argument;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;

/** What CALL can call. */
final class Procedures {
  static final String SCHEMA = "omnigraph";

  private static final List<SystemProcedure> ALL = List.of(checkGraph(), fold(), refresh());

  private Procedures() {}

  /** Sorted by name. */
  static List<SystemProcedure> all() {
    return ALL;
  }

  /**
   * @param names with or without the schema
   * @throws OmnigraphException FUNCTION_NOT_FOUND
   */
  static SystemProcedure find(List<String> names) {
    boolean ours = names.size() == 2 && names.get(0).equalsIgnoreCase(SCHEMA);
    String last = names.get(names.size() - 1);
    return ALL.stream()
        .filter(procedure -> ours && procedure.name().equalsIgnoreCase(last))
        .findFirst()
        .orElseThrow(
            () ->
                new OmnigraphException(
                    ErrorCode.FUNCTION_NOT_FOUND,
                    "Procedure %s does not exist. There are %s."
                        .formatted(
                            String.join(".", names),
                            String.join(
                                ", ", ALL.stream().map(p -> SCHEMA + "." + p.name()).toList()))));
  }

  private static SystemProcedure checkGraph() {
    return new SystemProcedure(
        "check_graph",
        "Verifies the whole graph; one row a finding, none with severity error or warning when it"
            + " is undamaged.",
        List.of(new Argument("deep", VectorType.BOOLEAN, false)),
        List.of(
            text("severity"),
            text("check"),
            text("type_key"),
            text("id"),
            text("message"),
            text("remedy")),
        Procedures::findings);
  }

  private static SystemProcedure fold() {
    return new SystemProcedure(
        "fold",
        "Takes what small commits changed on the branch into the files of their tables; one row for"
            + " each table that had such changes.",
        List.of(),
        List.of(text("table_key"), text("branch"), number("rows"), number("seq")),
        Procedures::folded);
  }

  private static List<Object[]> folded(Execution execution) {
    return SystemViews.session(execution).settled().fold().stream()
        .map(fact -> new Object[] {fact.tableKey(), fact.branch(), fact.rows(), fact.seq()})
        .toList();
  }

  private static SystemProcedure refresh() {
    return new SystemProcedure(
        "refresh",
        "Publishes what other writers left complete but unpublished; one row for each operation that"
            + " is left for the next write or open.",
        List.of(),
        List.of(text("operation_id")),
        Procedures::refreshed);
  }

  private static List<Object[]> refreshed(Execution execution) {
    Session session = SystemViews.session(execution).settled();
    session.refresh();
    return session.facts().sidecarFacts().stream()
        .map(fact -> new Object[] {fact.operationId()})
        .toList();
  }

  private static List<Object[]> findings(Execution execution) {
    boolean deep = Integer.valueOf(1).equals(execution.parameter(0));
    CheckOptions options = deep ? CheckOptions.deepest() : CheckOptions.shallow();
    return SystemViews.session(execution)
        .settled()
        .facts()
        .check(options.withCheckpoint(execution::checkpoint))
        .stream()
        .map(Procedures::row)
        .toList();
  }

  private static Object[] row(Finding finding) {
    return new Object[] {
      finding.severity().text(),
      finding.kind().text(),
      finding.tableKey(),
      finding.id(),
      finding.message(),
      finding.remedy()
    };
  }
}
