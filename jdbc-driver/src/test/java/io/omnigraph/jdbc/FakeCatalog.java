package io.omnigraph.jdbc;

import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlType;
import java.util.List;
import java.util.Optional;

/** Persons and companies on two branches, beside a system schema. */
record FakeCatalog(String graph, List<String> schemas) implements SqlCatalog {
  static final SqlCatalog FIXTURE =
      new FakeCatalog("social", List.of("main", "winter", "information_schema"));

  @Override
  public List<Procedure> procedures() {
    return List.of(
        new Procedure(
            "information_schema",
            "look",
            "Looks.",
            List.of(column("", "", "deep", SqlType.BOOLEAN, 0, 0, true, false)),
            List.of(column("", "", "message", SqlType.VARCHAR, 0, 0, true, false))));
  }

  @Override
  public List<Table> tables(String schema) {
    if (schema.equals("information_schema")) {
      return List.of(
          new Table(
              schema,
              "tables",
              "SYSTEM TABLE",
              Optional.empty(),
              List.of(column(schema, "tables", "table_name", SqlType.VARCHAR, 0, 0, false, false)),
              new Key("", List.of()),
              List.of(),
              List.of(),
              3));
    }
    return List.of(node(schema, "Company"), edge(schema), node(schema, "Person"), unkeyed(schema));
  }

  private static Table node(String schema, String name) {
    return new Table(
        schema,
        name,
        "TABLE",
        name.equals("Person") ? Optional.of("People we know") : Optional.empty(),
        List.of(
            column(schema, name, "name", SqlType.VARCHAR, 40, 0, false, false),
            column(schema, name, "wage", SqlType.DECIMAL, 10, 2, true, false),
            column(schema, name, "born", SqlType.TIMESTAMP, 0, 6, true, false)),
        new Key("PK_" + name, List.of("name")),
        List.of(),
        List.of(
            new Index("IX_" + name + "_born", false, List.of("born")),
            new Index("PK_" + name, true, List.of("name"))),
        7);
  }

  private static Table edge(String schema) {
    return new Table(
        schema,
        "Works_At",
        "TABLE",
        Optional.empty(),
        List.of(
            column(schema, "Works_At", "src", SqlType.VARCHAR, 40, 0, false, false),
            column(schema, "Works_At", "dst", SqlType.VARCHAR, 40, 0, false, false)),
        new Key("PK_Works_At", List.of("src", "dst")),
        List.of(
            new ForeignKey("FK_Works_At_SRC", List.of("src"), "Person", List.of("name")),
            new ForeignKey("FK_Works_At_DST", List.of("dst"), "Company", List.of("name"))),
        List.of(new Index("PK_Works_At", true, List.of("src", "dst"))),
        2);
  }

  private static Table unkeyed(String schema) {
    return new Table(
        schema,
        "note",
        "TABLE",
        Optional.empty(),
        List.of(
            column(schema, "note", "text", SqlType.CLOB, 0, 0, true, false),
            column(schema, "note", "_id", SqlType.VARCHAR, 26, 0, false, true)),
        new Key("PK_note", List.of("_id")),
        List.of(),
        List.of(new Index("PK_note", true, List.of("_id"))),
        0);
  }

  private static TableColumn column(
      String schema,
      String table,
      String name,
      SqlType type,
      int precision,
      int scale,
      boolean nullable,
      boolean generated) {
    return new TableColumn(
        new SqlColumn(name, name, schema, table, type, type.name(), precision, scale, nullable),
        name.equals("wage") ? Optional.of("0.00") : Optional.empty(),
        Optional.empty(),
        generated);
  }
}
