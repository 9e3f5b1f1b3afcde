package io.omnigraph.sql.statement;

import static io.omnigraph.sql.catalog.SystemTable.Column.number;
import static io.omnigraph.sql.catalog.SystemTable.Column.text;

import io.omnigraph.sql.catalog.SystemTable;
import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.session.SqlCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The schemas {@code information_schema} and {@code omnigraph}. */
final class SystemViews {
  static final List<String> SCHEMAS = List.of("information_schema", "omnigraph");

  private SystemViews() {}

  static Map<String, List<SystemTable>> all() {
    return Map.of("information_schema", standard(), "omnigraph", GraphViews.all());
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

  /** Plans are shared, so the session that runs one comes with the execution. */
  static EngineSession session(Execution execution) {
    return (EngineSession) execution.shared().get(EngineSession.class);
  }
}
