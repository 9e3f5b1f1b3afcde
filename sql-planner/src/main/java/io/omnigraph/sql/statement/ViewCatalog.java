package io.omnigraph.sql.statement;

import io.omnigraph.engine.schema.Constraint;
import io.omnigraph.engine.schema.EdgeType;
import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.ReadView;
import io.omnigraph.sql.catalog.SystemTable;
import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.types.PropertyTypes;
import io.omnigraph.sql.types.VectorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Metadata from the views that the session sees. */
record ViewCatalog(String graph, List<String> branches, EngineSession session)
    implements SqlCatalog {
  @Override
  public List<String> schemas() {
    List<String> all = new ArrayList<>(branches);
    all.addAll(SystemViews.SCHEMAS);
    return all;
  }

  @Override
  public List<Table> tables(String schema) {
    if (SystemViews.SCHEMAS.contains(schema)) {
      return SystemViews.all().get(schema).stream().map(t -> system(schema, t)).toList();
    }
    return session.reading(
        scope -> {
          ReadView view = scope.view(schema);
          return view.schema().tables().stream().map(t -> table(schema, view, t)).toList();
        });
  }

  @Override
  public List<Procedure> procedures() {
    return Procedures.all().stream().map(ViewCatalog::procedure).toList();
  }

  private static Procedure procedure(SystemProcedure procedure) {
    return new Procedure(
        Procedures.SCHEMA,
        procedure.name(),
        procedure.remarks(),
        procedure.arguments().stream()
            .map(a -> plain(a.name(), a.type(), Optional.of(String.valueOf(a.byDefault()))))
            .toList(),
        procedure.columns().stream()
            .map(c -> plain(c.name(), c.type(), Optional.empty()))
            .toList());
  }

  private static TableColumn plain(String name, VectorType type, Optional<String> byDefault) {
    return new TableColumn(column(name, type, "", ""), byDefault, Optional.empty(), false);
  }

  private static Table system(String schema, SystemTable table) {
    List<TableColumn> columns =
        table.columns().stream()
            .map(
                c ->
                    new TableColumn(
                        column(c.name(), c.type(), schema, table.name()),
                        Optional.empty(),
                        Optional.empty(),
                        false))
            .toList();
    return new Table(
        schema,
        table.name(),
        "SYSTEM TABLE",
        Optional.empty(),
        columns,
        new Key("", List.of()),
        List.of(),
        List.of(),
        0);
  }

  static SqlColumn column(String name, VectorType type, String schema, String table) {
    return new SqlColumn(
        name,
        name,
        schema,
        table,
        type.sqlType(),
        type.typeName(),
        type.jdbcPrecision(),
        type.jdbcScale(),
        true);
  }

  private static Table table(String schema, ReadView view, TableType type) {
    List<TableColumn> columns = new ArrayList<>();
    for (int i = 0; i < type.columns().size(); i++) {
      Property property = type.columns().get(i);
      VectorType shown = PropertyTypes.shown(property.type());
      columns.add(
          new TableColumn(
              new SqlColumn(
                  property.name(),
                  property.name(),
                  schema,
                  type.name(),
                  shown.sqlType(),
                  PropertyTypes.typeName(property.type()),
                  shown.jdbcPrecision(),
                  shown.jdbcScale(),
                  property.nullable()),
              property.defaultSql(),
              property.description(),
              type.generatedKey() && type.keyColumns()[0] == i));
    }
    return new Table(
        schema,
        type.name(),
        "TABLE",
        type.description(),
        columns,
        new Key("PK_" + type.name(), names(type, type.keyColumns())),
        type instanceof EdgeType edge ? foreignKeys(edge, view) : List.of(),
        indexes(type),
        view.table(type.name()).rowCount());
  }

  private static List<String> names(TableType type, int[] columns) {
    return Arrays.stream(columns).mapToObj(c -> type.columns().get(c).name()).toList();
  }

  private static List<ForeignKey> foreignKeys(EdgeType edge, ReadView view) {
    return List.of(
        foreignKey("FK_" + edge.name() + "_SRC", edge, edge.srcColumns(), edge.from(), view),
        foreignKey("FK_" + edge.name() + "_DST", edge, edge.dstColumns(), edge.to(), view));
  }

  private static ForeignKey foreignKey(
      String name, EdgeType edge, int[] columns, String target, ReadView view) {
    TableType end = view.schema().table(target).orElseThrow();
    return new ForeignKey(name, names(edge, columns), end.name(), names(end, end.keyColumns()));
  }

  private static List<Index> indexes(TableType type) {
    List<Index> out = new ArrayList<>();
    out.add(new Index("PK_" + type.name(), true, names(type, type.keyColumns())));
    int unique = 1;
    for (Constraint constraint : type.constraints()) {
      if (constraint instanceof Constraint.Unique u) {
        String name = u.name().orElse("UQ_" + type.name() + "_" + unique++);
        out.add(new Index(name, true, names(type, u.columns())));
      } else if (constraint instanceof Constraint.Index i) {
        List<String> columns = names(type, i.columns());
        String name =
            i.name().orElse("IX_" + type.name() + "_" + columns.get(0) + "_" + i.method());
        out.add(new Index(name, false, columns));
      }
    }
    return out;
  }
}
