package io.omnigraph.sql.statement;

import static io.omnigraph.sql.catalog.SystemTable.Column.bool;
import static io.omnigraph.sql.catalog.SystemTable.Column.number;
import static io.omnigraph.sql.catalog.SystemTable.Column.text;

import io.omnigraph.engine.session.GraphFacts;
import io.omnigraph.sql.catalog.SystemTable;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.types.VectorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The schemas {@code information_schema} and {@code omnigraph}. */
final class SystemViews {
  static final List<String> SCHEMAS = List.of("information_schema", "omnigraph");

  private SystemViews() {}

  static Map<String, List<SystemTable>> all() {
    return Map.of("information_schema", standard(), "omnigraph", own());
  }

  private static List<SystemTable> standard() {
    return List.of(
        new SystemTable(
            "schemata",
            List.of(text("catalog_name"), text("schema_name")),
            e -> {
              SqlCatalog catalog = session(e).catalog();
              return catalog.schemas().stream()
                  .map(s -> new Object[] {catalog.graph(), s})
                  .toList();
            }),
        new SystemTable(
            "tables",
            List.of(
                text("table_catalog"),
                text("table_schema"),
                text("table_name"),
                text("table_type"),
                text("remarks")),
            e ->
                tables(
                    session(e),
                    (catalog, t) ->
                        List.<Object[]>of(
                            new Object[] {
                              catalog.graph(),
                              t.schema(),
                              t.name(),
                              t.kind().equals("TABLE") ? "BASE TABLE" : t.kind(),
                              t.remarks().orElse(null)
                            }))),
        new SystemTable(
            "columns",
            List.of(
                text("table_catalog"),
                text("table_schema"),
                text("table_name"),
                text("column_name"),
                number("ordinal_position"),
                text("column_default"),
                text("is_nullable"),
                text("data_type"),
                number("numeric_precision"),
                number("numeric_scale"),
                text("remarks")),
            e -> tables(session(e), SystemViews::columns)),
        new SystemTable(
            "table_constraints",
            List.of(
                text("table_schema"),
                text("table_name"),
                text("constraint_name"),
                text("constraint_type")),
            e -> tables(session(e), SystemViews::constraints)),
        new SystemTable(
            "key_column_usage",
            List.of(
                text("table_schema"),
                text("table_name"),
                text("constraint_name"),
                text("column_name"),
                number("ordinal_position"),
                text("referenced_table_name"),
                text("referenced_column_name")),
            e -> tables(session(e), SystemViews::keyColumns)));
  }

  private interface TableRows {
    List<Object[]> of(SqlCatalog catalog, SqlCatalog.Table table);
  }

  private static List<Object[]> tables(EngineSession session, TableRows rows) {
    SqlCatalog catalog = session.catalog();
    List<Object[]> out = new ArrayList<>();
    for (String schema : catalog.schemas()) {
      catalog.tables(schema).forEach(t -> out.addAll(rows.of(catalog, t)));
    }
    return out;
  }

  private static List<Object[]> columns(SqlCatalog catalog, SqlCatalog.Table table) {
    List<Object[]> out = new ArrayList<>();
    for (SqlCatalog.TableColumn c : table.columns()) {
      out.add(
          new Object[] {
            catalog.graph(),
            table.schema(),
            table.name(),
            c.column().name(),
            out.size() + 1L,
            c.defaultSql().orElse(null),
            c.column().nullable() ? "YES" : "NO",
            c.column().typeName(),
            (long) c.column().precision(),
            (long) c.column().scale(),
            c.remarks().orElse(null)
          });
    }
    return out;
  }

  private static List<Object[]> constraints(SqlCatalog catalog, SqlCatalog.Table t) {
    List<Object[]> out = new ArrayList<>();
    if (!t.primaryKey().columns().isEmpty()) {
      out.add(new Object[] {t.schema(), t.name(), t.primaryKey().name(), "PRIMARY KEY"});
    }
    t.foreignKeys()
        .forEach(f -> out.add(new Object[] {t.schema(), t.name(), f.name(), "FOREIGN KEY"}));
    t.indexes().stream()
        .filter(i -> i.unique() && !i.name().equals(t.primaryKey().name()))
        .forEach(i -> out.add(new Object[] {t.schema(), t.name(), i.name(), "UNIQUE"}));
    return out;
  }

  private static List<Object[]> keyColumns(SqlCatalog catalog, SqlCatalog.Table t) {
    List<Object[]> out = new ArrayList<>();
    long position = 1;
    for (String column : t.primaryKey().columns()) {
      out.add(
          new Object[] {
            t.schema(), t.name(), t.primaryKey().name(), column, position++, null, null
          });
    }
    for (SqlCatalog.ForeignKey key : t.foreignKeys()) {
      for (int i = 0; i < key.columns().size(); i++) {
        out.add(
            new Object[] {
              t.schema(),
              t.name(),
              key.name(),
              key.columns().get(i),
              i + 1L,
              key.target(),
              key.targetColumns().get(i)
            });
      }
    }
    return out;
  }

  private static List<SystemTable> own() {
    return List.of(
        new SystemTable(
            "branches",
            List.of(
                text("name"),
                number("version"),
                text("head_commit"),
                text("schema_hash"),
                bool("is_current")),
            facts(
                (f, session) ->
                    f.branches().stream()
                        .map(
                            b ->
                                new Object[] {
                                  b.name(),
                                  b.seq(),
                                  b.commitId(),
                                  b.schemaHash(),
                                  b.name().equals(session.engine().branch())
                                })
                        .toList())),
        new SystemTable(
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
                new SystemTable.Column("created_at", VectorType.TIMESTAMP)),
            facts(
                (f, session) ->
                    f.commits(session.engine().branch()).stream()
                        .map(
                            c ->
                                new Object[] {
                                  c.commitId(),
                                  c.seq(),
                                  c.parentId(),
                                  c.mergedParentId(),
                                  c.branch() == null ? "main" : c.branch(),
                                  c.actorId(),
                                  c.writerKind(),
                                  c.schemaHash(),
                                  c.createdAtMicros()
                                })
                        .toList())),
        new SystemTable(
            "tables",
            List.of(
                text("table_key"),
                number("table_version"),
                text("table_branch"),
                number("row_count")),
            facts(
                (f, session) ->
                    f.tables(session.engine().branch()).stream()
                        .map(
                            t ->
                                new Object[] {
                                  t.tableKey(),
                                  t.version(),
                                  t.branch() == null ? "main" : t.branch(),
                                  t.rowCount()
                                })
                        .toList())),
        new SystemTable(
            "pending_operations",
            List.of(text("operation_id")),
            facts(
                (f, session) ->
                    f.pendingOperations().stream().map(o -> new Object[] {o}).toList())));
  }

  private interface FactRows {
    List<Object[]> of(GraphFacts facts, EngineSession session);
  }

  private static Function<Execution, List<Object[]>> facts(FactRows rows) {
    return e -> rows.of(session(e).engine().facts(), session(e));
  }

  /** Plans are shared, so the session that runs one comes with the execution. */
  static EngineSession session(Execution execution) {
    return (EngineSession) execution.shared().get(EngineSession.class);
  }
}
