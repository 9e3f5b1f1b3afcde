package io.omnigraph.engine.schema;

import static io.omnigraph.engine.schema.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.SchemaEdit.NewConstraint;
import io.omnigraph.engine.schema.SchemaEdit.NewProperty;
import io.omnigraph.storage.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaEditTest {
  private static final SchemaEdit CITY =
      new SchemaEdit.CreateNode(
          "city",
          false,
          List.of(
              property("code", PropertyType.of(Scalar.STRING), true),
              property("pop", PropertyType.of(Scalar.I64), true)),
          List.of("code"),
          List.of(),
          Optional.empty());
  private static final SchemaEdit ROAD =
      new SchemaEdit.CreateEdge(
          "road",
          false,
          "city",
          "City",
          0,
          Optional.of(8L),
          List.of(property("km", PropertyType.of(Scalar.F32), false)),
          List.of(),
          List.of(
              new NewConstraint(
                  NewConstraint.Kind.UNIQUE, Optional.empty(), List.of("src", "dst"), "")),
          Optional.empty());

  private static NewProperty property(String name, PropertyType type, boolean nullable) {
    return new NewProperty(name, type, nullable, Optional.empty(), Optional.empty());
  }

  private static GraphSchema apply(GraphSchema schema, SchemaEdit edit) {
    return Schemas.apply(schema, edit, "main");
  }

  @Test
  @DisplayName("SCH-42 CREATE TABLE and CREATE EDGE TABLE make the shape of the equal .pg")
  void ddlMakesTheShapeOfPg() {
    GraphSchema made = apply(apply(Schemas.empty(), CITY), ROAD);
    GraphSchema written =
        Schemas.compile(
            """
            node city { code: String @key  pop: I64? }
            edge road: city -> city @card(0..8) { km: F32  @unique(src, dst) }
            """);
    assertThat(made.shapeHash()).isEqualTo(written.shapeHash());
    assertThat(Schemas.compile(made.source()).shapeHash()).isEqualTo(made.shapeHash());
  }

  @Test
  @DisplayName("SCH-46 DDL on one table leaves comments and layout of the others alone")
  void ddlKeepsTheRest() {
    String text =
        """
        // The file.

        // People.
        node   Person { name : String @key }   // odd layout

        // Friends.
        edge Knows: Person->Person
        // Firms.
        node Firm { a: I32 }
        """;
    GraphSchema schema = Schemas.compile(text);
    GraphSchema more = apply(schema, CITY);
    assertThat(more.source())
        .startsWith(text)
        .endsWith("\n\nnode city {\n  code: String @key\n  pop: I64?\n}\n");
    assertThat(more.nodeType("Person").orElseThrow().typeId())
        .isEqualTo(schema.nodeType("Person").orElseThrow().typeId());
    GraphSchema less = apply(more, new SchemaEdit.Drop(List.of("knows"), false, false));
    assertThat(less.source())
        .isEqualTo(more.source().replace("// Friends.\nedge Knows: Person->Person\n", ""));
  }

  @Test
  void dropAndCreateAgainGivesTheTextBack() {
    GraphSchema city = apply(Schemas.compile("node A { a: I32 }\n"), CITY);
    GraphSchema dropped = apply(city, new SchemaEdit.Drop(List.of("City"), false, false));
    assertThat(dropped.table("city")).isEmpty();
    assertThat(apply(dropped, CITY).source()).isEqualTo(city.source());
  }

  @Test
  void dropsOneOfTwoOnALine() {
    GraphSchema schema = Schemas.compile("node A { a: I32 } node B { b: I32 }");
    GraphSchema left = apply(schema, new SchemaEdit.Drop(List.of("A"), false, false));
    assertThat(left.source().strip()).isEqualTo("node B { b: I32 }");
  }

  @Test
  void dropOfANodeWithEdgesNeedsCascade() {
    GraphSchema schema = apply(apply(Schemas.empty(), CITY), ROAD);
    SchemaEdit restrict = new SchemaEdit.Drop(List.of("city"), false, false);
    assertThat(refused(ErrorCode.DEPENDENT_OBJECTS, () -> apply(schema, restrict)))
        .contains("city", "road");
    assertThat(apply(schema, new SchemaEdit.Drop(List.of("city"), false, true)).tables()).isEmpty();
    assertThat(apply(schema, new SchemaEdit.Drop(List.of("city", "ROAD"), false, false)).tables())
        .isEmpty();
  }

  @Test
  void existingAndMissingTables() {
    GraphSchema schema = apply(Schemas.empty(), CITY);
    assertThat(refused(ErrorCode.TABLE_EXISTS, () -> apply(schema, CITY))).contains("city");
    SchemaEdit quiet =
        new SchemaEdit.CreateNode("CITY", true, List.of(), List.of(), List.of(), Optional.empty());
    assertThat(apply(schema, quiet)).isSameAs(schema);
    assertThat(apply(schema, new SchemaEdit.Drop(List.of("x"), true, false))).isSameAs(schema);
    assertThat(
            refused(
                ErrorCode.TABLE_NOT_FOUND,
                () -> apply(schema, new SchemaEdit.Drop(List.of("citi"), false, false))))
        .contains("citi", "main", "Did you mean \"city\"?");
    assertThat(refused(ErrorCode.TABLE_NOT_FOUND, () -> apply(Schemas.empty(), ROAD)))
        .contains("city");
  }

  @Test
  void columnsAreCheckedAsSqlChecksThem() {
    NewProperty a = property("a", PropertyType.of(Scalar.I32), true);
    assertThat(
            refused(
                ErrorCode.COLUMN_EXISTS,
                () -> create(List.of(a, property("A", a.type(), true)), List.of())))
        .contains("A");
    refused(
        ErrorCode.NAME_RESERVED, () -> create(List.of(property("_ID", a.type(), true)), List.of()));
    refused(ErrorCode.COLUMN_NOT_FOUND, () -> create(List.of(a), List.of("b")));
  }

  private static GraphSchema create(List<NewProperty> properties, List<String> key) {
    return apply(
        Schemas.empty(),
        new SchemaEdit.CreateNode("t", false, properties, key, List.of(), Optional.empty()));
  }

  @Test
  void defaultsAndCommentsAreKept() {
    NewProperty property =
        new NewProperty(
            "d",
            PropertyType.of(Scalar.DATE),
            true,
            Optional.of("DATE '2020-01-31'"),
            Optional.of("a \"day\"\n"));
    Property made =
        create(List.of(property), List.of()).nodeType("t").orElseThrow().columns().get(0);
    assertThat(made.defaultSql()).contains("DATE '2020-01-31'");
    assertThat(made.description()).contains("a \"day\"\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "STRING;_UTF8'it''s';'it''s'",
        "STRING;u&'\\00fc \\\\ \\+01F600';'ü \\ 😀'",
        "I32;- 5;-5",
        "F64;1.5E1;15",
        "F64;.5;0.5",
        "BOOL;true;TRUE",
        "DATETIME;TIMESTAMP '2020-01-31 10:00:00';TIMESTAMP '2020-01-31 10:00:00'"
      })
  void literalsAreDefaultsAsAnyPrinterWritesThem(Scalar scalar, String sql, String kept) {
    NewProperty property =
        new NewProperty("d", PropertyType.of(scalar), true, Optional.of(sql), Optional.empty());
    Property made =
        create(List.of(property), List.of()).nodeType("t").orElseThrow().columns().get(0);
    assertThat(made.defaultSql()).contains(kept);
  }

  @Test
  void expressionsAreNoDefaults() {
    NewProperty property =
        new NewProperty(
            "d", PropertyType.of(Scalar.I32), true, Optional.of("1 + 1"), Optional.empty());
    assertThat(refused(ErrorCode.UNSUPPORTED, () -> create(List.of(property), List.of())))
        .contains("1 + 1", "\"d\"");
  }

  @Test
  void enumValuesMayBeAnyText() {
    PropertyType type =
        new PropertyType(Scalar.ENUM, 0, 0, false, List.of("a", "in progress", "x, y", "\"q\""));
    GraphSchema schema = create(List.of(property("e", type, false)), List.of());
    assertThat(schema.nodeType("t").orElseThrow().columns().get(0).type().enumValues())
        .containsExactlyInAnyOrder("a", "in progress", "x, y", "\"q\"");
    assertThat(Schemas.compile(SchemaPrinter.pg(schema)).shapeHash()).isEqualTo(schema.shapeHash());
  }

  @Test
  @DisplayName("SCH-43 SHOW CREATE TABLE prints the DDL of a table")
  void printsDdl() {
    GraphSchema schema =
        Schemas.compile(
            """
            node City @description("It's a city") { code: String(3) @key  order: I64? @index
              e: enum(a, b) @default("a")  x: F64?  @range(x, -1.5..)  @check(code, "^[A-Z]+$") as ok
              @unique(e, x) }
            edge Road: City -> City @card(0..8) { km: F32  at: DateTime(3)?  @key(src, dst, at2) at2: Date }
            edge Plain: City -> City
            """);
    assertThat(SchemaPrinter.createTable(schema, "CITY", "main"))
        .isEqualTo(
            """
            CREATE TABLE City (
              code VARCHAR(3) PRIMARY KEY,
              "order" BIGINT,
              e ENUM('a', 'b') NOT NULL DEFAULT 'a',
              x DOUBLE,
              UNIQUE (e, x),
              CHECK (x >= -1.5),
              CONSTRAINT ok CHECK (REGEXP_LIKE(code, '^[A-Z]+$'))
            )
            COMMENT 'It''s a city';
            CREATE INDEX ON City ("order") USING BTREE;
            """);
    assertThat(SchemaPrinter.createTable(schema, "Road", "main"))
        .isEqualTo(
            """
            CREATE EDGE TABLE Road (
              km REAL NOT NULL,
              "at" TIMESTAMP(3),
              at2 DATE,
              PRIMARY KEY (src, dst, at2)
            )
            FROM City TO City CARDINALITY (0, 8);
            """);
    assertThat(SchemaPrinter.createTable(schema, "plain", "main"))
        .isEqualTo("CREATE EDGE TABLE Plain\nFROM City TO City;\n");
    assertThat(
            refused(
                ErrorCode.TABLE_NOT_FOUND,
                () -> SchemaPrinter.createTable(schema, "Citty", "main")))
        .contains("City");
  }
}
