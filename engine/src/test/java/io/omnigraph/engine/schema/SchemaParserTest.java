package io.omnigraph.engine.schema;

import static io.omnigraph.engine.schema.Refusals.invalid;
import static io.omnigraph.engine.schema.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.storage.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SchemaParserTest {
  private static NodeType node(String body) {
    return Schemas.compile("node T {" + body + "}").nodeType("T").orElseThrow();
  }

  private static SchemaModel.TypeModel model(String pg, String type) {
    return Schemas.model(Schemas.compile(pg)).type(type).orElseThrow();
  }

  @Test
  @DisplayName("SCH-01 two nodes and one edge parse in order with types and nullability")
  void parsesNodesAndEdge() {
    String text =
        """
        node Person { name: String  age: I32? }
        node Company { name: String }
        edge WorksAt: Person -> Company { since: Date? }
        """;
    assertThat(PgParser.parse(text))
        .extracting(Declaration::subject)
        .containsExactly("node Person", "node Company", "edge WorksAt");
    NodeType person = Schemas.compile(text).nodeType("Person").orElseThrow();
    assertThat(person.columns()).extracting(Property::name).containsExactly("name", "age", "_id");
    assertThat(person.columns()).extracting(Property::nullable).containsExactly(false, true, false);
    assertThat(person.columns().get(1).type()).isEqualTo(PropertyType.of(Scalar.I32));
  }

  @Test
  @DisplayName("SCH-02 an interface is in the catalogue and has no table")
  void interfaceHasNoTable() {
    GraphSchema schema = Schemas.compile("interface Named { name: String  note: String? }");
    assertThat(schema.tables()).isEmpty();
    assertThat(Schemas.model(schema).types()).hasSize(1);
    assertThat(schema.ir()).contains("\"interfaces\":[{\"type_id\":");
  }

  @Test
  @DisplayName("SCH-03 a node gets the properties of two interfaces with their sugar")
  void implementsTwoInterfaces() {
    String text =
        """
        interface Named { name: String @unique  shared: I64? }
        interface Coded { code: String @key  shared: I64? }
        node City implements Named, Coded { pop: I64? }
        """;
    NodeType city = Schemas.compile(text).nodeType("city").orElseThrow();
    assertThat(city.columns())
        .extracting(Property::name)
        .containsExactly("pop", "name", "shared", "code");
    assertThat(city.keyColumns()).containsExactly(3);
    assertThat(city.constraints())
        .singleElement()
        .isInstanceOfSatisfying(
            Constraint.Unique.class, u -> assertThat(u.columns()).containsExactly(1));
    assertThat(model(text, "City").property("shared").orElseThrow().fromInterfaces())
        .containsExactly("Coded", "Named");
  }

  @Test
  @DisplayName("SCH-04 an unknown interface is refused with both names")
  void unknownInterface() {
    assertThat(invalid("node Person implements Namd { a: I32 }"))
        .contains("node Person", "Namd", "line 1, column 24-27");
  }

  @Test
  @DisplayName("SCH-05 a redeclared property must have the interface's type; both are shown")
  void redeclaredWithOtherType() {
    assertThat(invalid("interface N { a: I32? } node T implements N { a: I64? }"))
        .contains("I64?", "I32?", "interface N", "node T.a");
    assertThat(invalid("interface N { a: I32? } node T implements N { a: I32 }")).contains("I32?");
  }

  @Test
  @DisplayName("SCH-06 @key on a property is the body's @key(p)")
  void keySugar() {
    assertThat(Schemas.compile("node T { a: I32 @key }").shapeHash())
        .isEqualTo(Schemas.compile("node T { a: I32  @key(a) }").shapeHash());
    assertThat(node("a: I32 @key  b: I32").keyColumns()).containsExactly(0);
  }

  @Test
  @DisplayName("SCH-07 body @unique(a,b) and @index(a,b) are one composite constraint each")
  void compositeConstraints() {
    NodeType type = node("a: I32  b: I32  @unique(b, a)  @index(a, b)");
    assertThat(type.constraints()).hasSize(2);
    assertThat(((Constraint.Unique) type.constraints().get(0)).columns()).containsExactly(1, 0);
    assertThat(((Constraint.Index) type.constraints().get(1)).columns()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "I32, 0..200, 0, 200",
    "F64, -1.5..2.5, -1.5, 2.5",
    "I32, -5..5, -5, 5",
    "U64, 0..18446744073709551615, 0, 18446744073709551615",
    "I64, -9223372036854775808.., -9223372036854775808, ",
    "'Decimal(5, 2)', 0.25..1, 0.25, 1"
  })
  @DisplayName("SCH-08 @range keeps sign, kind and exactness of its bounds")
  void range(String type, String range, String min, String max) {
    assertThat(node("x: " + type + " @range(x, " + range + ")").constraints())
        .singleElement()
        .isEqualTo(
            new Constraint.Range(
                Optional.empty(), 0, Optional.ofNullable(min), Optional.ofNullable(max)));
  }

  @Test
  @DisplayName("SCH-09 @range(x, ..10) is a maximum alone")
  void rangeWithoutMinimum() {
    assertThat(node("x: I32 @range(x, ..10)").constraints())
        .singleElement()
        .isEqualTo(new Constraint.Range(Optional.empty(), 0, Optional.empty(), Optional.of("10")));
  }

  @ParameterizedTest
  @CsvSource({
    "I8, 0..200, 200",
    "I32, 1.5..2, 1.5",
    "I32, 5..1, above",
    "U32, -1..5, -1",
    "'Decimal(3, 1)', 0.25..1, 0.25"
  })
  @DisplayName("SCH-08 a bound that does not fit the type is refused")
  void rangeOutsideType(String type, String range, String shown) {
    assertThat(invalid("node T { x: " + type + " @range(x, " + range + ") }")).contains(shown);
  }

  @Test
  @DisplayName("SCH-10 @check keeps its pattern; an invalid one is refused")
  void check() {
    assertThat(node("c: String @check(c, \"[A-Z]+\")").constraints())
        .singleElement()
        .isEqualTo(new Constraint.Pattern(Optional.empty(), 0, "[A-Z]+"));
    assertThat(invalid("node T { c: String @check(c, \"[A-\") }")).contains("[A-");
    assertThat(invalid("node T { c: String @check(c, \"(a)\\\\1\") }")).contains("(a)\\1");
  }

  @Test
  @DisplayName("SCH-11 @range on String and @check on I32 are refused")
  void constraintOnWrongType() {
    assertThat(invalid("node T { s: String @range(s, 1..2) }")).contains("numeric", "String");
    assertThat(invalid("node T { i: I32 @check(i, \"a\") }")).contains("String property");
  }

  @ParameterizedTest
  @CsvSource({"@card(0..1), 0, 1", "@card(1..), 1, ", "'', 0, "})
  @DisplayName("SCH-12 @card gives minimum and maximum")
  void card(String card, long min, Long max) {
    EdgeType edge =
        Schemas.compile("node N { a: I32 } edge E: N -> N " + card).edgeType("E").orElseThrow();
    assertThat(edge.minEdges()).isEqualTo(min);
    assertThat(edge.maxEdges()).isEqualTo(Optional.ofNullable(max));
  }

  @Test
  @DisplayName("SCH-13 @card(3..1) is refused")
  void cardAboveMaximum() {
    assertThat(invalid("node N { a: I32 } edge E: N -> N @card(3..1)"))
        .contains("edge E", "@card(3..1)");
  }

  @Test
  @DisplayName("SCH-14 an edge's @unique(src, dst) needs no declared property")
  void uniqueEnds() {
    EdgeType edge =
        Schemas.compile("node N { a: I32 } edge E: N -> N { @unique(src, dst) }")
            .edgeType("E")
            .orElseThrow();
    assertThat(((Constraint.Unique) edge.constraints().get(0)).columns()).containsExactly(0, 1);
  }

  @Test
  @DisplayName("SCH-15 an edge's property takes @unique and @index")
  void edgePropertySugar() {
    EdgeType edge =
        Schemas.compile("node N { a: I32 } edge E: N -> N { c: I64 @unique @index }")
            .edgeType("E")
            .orElseThrow();
    assertThat(edge.constraints()).hasSize(2);
  }

  @Test
  @DisplayName("SCH-16 an edge needs no body")
  void edgeWithoutBody() {
    GraphSchema schema = Schemas.compile("edge E: N -> N\nnode N { a: I32 }");
    assertThat(schema.edgeType("E").orElseThrow().columns())
        .extracting(Property::name)
        .containsExactly("src", "dst", "_id");
  }

  @Test
  @DisplayName("SCH-17 two keys are refused")
  void twoKeys() {
    assertThat(invalid("node T { a: I32 @key\n b: I32 @key }"))
        .contains("second @key", "line 1, column 17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unique", "index", "key"})
  @DisplayName("SCH-18 @unique, @index and @key take no value")
  void sugarWithValue(String name) {
    assertThat(invalid("node T { a: String @" + name + "(\"x\") }")).contains("@" + name, "value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@unique", "@index", "@key", "@embed(a)", "@key(a)"})
  @DisplayName("SCH-19 @unique, @index, @key and @embed on the header are refused")
  void sugarOnHeader(String annotation) {
    assertThat(invalid("node T " + annotation + " { a: String }"))
        .contains("belongs to a property");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node T { s: String  v: Vector(4) @embed }",
        "node T { s: String  v: I32 @embed(s) }",
        "node T { s: String  v: Vector(4) @embed(t) }",
        "node T { s: I32  v: Vector(4) @embed(s) }",
        "node N { a: I32 } edge T: N -> N { s: String  v: Vector(4) @embed(s) }"
      })
  @DisplayName(
      "SCH-20 @embed is refused without source, on a non-vector, from an odd source, on an edge")
  void badEmbed(String pg) {
    assertThat(invalid(pg)).contains("@embed");
  }

  @Test
  @DisplayName("SCH-21 @embed records source and model; another option is refused")
  void embed() {
    String text = "node T { title: String  v: Vector(4) @embed(\"title\", model=\"m\") }";
    SchemaModel.ConstraintModel embed = model(text, "T").constraints().get(0);
    assertThat(embed.columns()).containsExactly("v", "title");
    assertThat(embed.text()).isEqualTo("m");
    assertThat(model("node T { title: String  v: Vector(4) @embed(title) }", "T").constraints())
        .hasSize(1);
    assertThat(invalid("node T { title: String  v: Vector(4) @embed(title, size=3) }"))
        .contains("model");
  }

  @Test
  @DisplayName("SCH-22 enum values are sorted; a list has its scalar")
  void enumAndList() {
    SchemaModel.TypeModel type = model("node T { e: enum(b, a, 2-x)  l: [I64]? }", "T");
    assertThat(type.property("e").orElseThrow().type().enumValues())
        .containsExactly("2-x", "a", "b");
    assertThat(type.property("l").orElseThrow().type())
        .isEqualTo(new PropertyType(Scalar.I64, 0, 0, true, List.of()));
  }

  @Test
  @DisplayName("SCH-23 duplicate enum values are refused")
  void duplicateEnumValue() {
    assertThat(invalid("node T { e: enum(a, b, a) }")).contains("a twice", "column 24");
    assertThat(invalid("node T { e: enum() }")).contains("enum");
  }

  @Test
  @DisplayName("SCH-24 descriptions are decoded; bad ones and a property's instruction refused")
  void descriptions() {
    String text =
        "node T @description(\"a \\\"b\\\"\\n\") @instruction(\"use\") { a: I32 @description(\"é\") }";
    NodeType type = Schemas.compile(text).nodeType("T").orElseThrow();
    assertThat(type.description()).contains("a \"b\"\n");
    assertThat(type.columns().get(0).description()).contains("é");
    assertThat(invalid("node T @description(\"\\q\") { a: I32 }")).contains("escape");
    assertThat(invalid("node T { a: I32 @description(\"x\") @description(\"y\") }"))
        .contains("repeated");
    assertThat(invalid("node T @description(\"  \") { a: I32 }")).contains("not blank");
    assertThat(invalid("node T { a: I32 @instruction(\"x\") }")).contains("not to a property");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[I32] @key", "Vector(3) @key", "Blob @key", "I32? @key"})
  @DisplayName("SCH-25 @key on list, vector, blob and nullable is refused")
  void keyOnWrongType(String property) {
    assertThat(invalid("node T { a: " + property + " }")).contains("a");
  }

  @Test
  @DisplayName("SCH-26 Vector(0) and a dimension above 2^31-1 are refused")
  void vectorDimension() {
    assertThat(invalid("node T { v: Vector(0) }")).contains("outside 1..2147483647");
    assertThat(invalid("node T { v: Vector(2147483648) }")).contains("2147483648");
    assertThat(model("node T { v: Vector(2147483647) }", "T").properties()).hasSize(1);
  }

  @Test
  @DisplayName("SCH-27 [Blob] is refused")
  void listOfBlobs() {
    assertThat(invalid("node T { b: [Blob] }")).contains("Blob");
    assertThat(invalid("node T { b: [enum(a)] }")).contains("enum");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node T { a I32 }|line 1, column 12-14|node T",
        "node T { a: I32|line 1, column 16:|node T",
        "node T {\\n  a: Int32 }|line 2, column 6-10|Int32",
        "nod T { }|line 1, column 1-3|nod",
        "node T { a: I32 @description(\"x }|line 1, column 30:|closing quote",
        "node T { /* }|line 1, column 10:|not closed",
        "node T { a: I32 ; }|line 1, column 17:|;"
      })
  @DisplayName("SCH-28 a broken text is refused with line and columns, at least one wide")
  void brokenText(String text, String place, String what) {
    assertThat(invalid(text.replace("\\n", "\n"))).contains(place, what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_id",
        "_version",
        "_created_version",
        "_type",
        "_rowid",
        "_rowaddr",
        "_rowoffset",
        "_row_created_at_version",
        "_row_last_updated_at_version",
        "_ID"
      })
  @DisplayName("SCH-29 reserved property names are refused")
  void reservedNames(String name) {
    assertThat(
            refused(
                ErrorCode.SCHEMA_NAME_RESERVED,
                () -> Schemas.compile("node T { " + name + ": I32 }")))
        .contains(name, "line 1, column 10", "node T");
  }

  @Test
  @DisplayName("SCH-29 src and dst are reserved on edges only; _row_id and id are free")
  void reservedOnEdges() {
    String nodes = "node N { a: I32  b: I32  @key(a, b) } ";
    for (String name : List.of("src", "DST", "src_a", "dst_b")) {
      refused(
          ErrorCode.SCHEMA_NAME_RESERVED,
          () -> Schemas.compile(nodes + "edge E: N -> N { " + name + ": I32 }"));
    }
    assertThat(node("id: I64 @key  _row_id: I32  src: I32").columns()).hasSize(3);
  }

  @Test
  @DisplayName("SCH-30 a body @unique that lists a blob is refused")
  void uniqueOfBlob() {
    assertThat(invalid("node T { a: I32  b: Blob  @unique(a, b) }")).contains("@unique", "Blob");
  }

  @Test
  void listsAndVectorsAreRefusedOnlyWhenTheyNeedATable() {
    NodeType type = node("id: I64 @key  v: Vector(3)  tags: [String]");
    assertThat(refused(ErrorCode.UNSUPPORTED, type::storedSchema)).contains("T.v", "Vector(3)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node T { a: I64 @identity }",
        "node T { a: I64  @references(a -> U) }",
        "node T { a: I64 @references(U) }",
        "node T { a: I64  @check_sql(\"a > 1\") }",
        "node T { a: I64 @default_sql(\"a + 1\") }",
        "view V \"SELECT 1\"",
        "graph G \"x\""
      })
  void whatIsNotCarriedOutIsRefusedByName(String pg) {
    assertThat(refused(ErrorCode.UNSUPPORTED, () -> Schemas.compile(pg))).contains("line 1");
  }

  @Test
  void misspeltAnnotationsWarn() {
    assertThat(Schemas.compile("node T { a: I64 @uniqe  b: I64 @x_mine }").warnings())
        .singleElement()
        .asString()
        .contains("OG-NM-201", "@uniqe", "node T.a");
  }

  @Test
  void defaultsBecomeSqlLiterals() {
    NodeType type =
        node(
            "a: I64 @default(-5)  s: String @default(\"it's\")  b: Bool @default(true)"
                + "  d: Date @default(\"2020-02-29\")  n: I64 @default_sql(\"7\")");
    assertThat(type.columns().subList(0, 5))
        .extracting(p -> p.defaultSql().orElseThrow())
        .containsExactly("-5", "'it''s'", "TRUE", "DATE '2020-02-29'", "7");
    assertThat(invalid("node T { a: I8 @default(300) }")).contains("300");
    assertThat(invalid("node T { a: Date @default(\"2021-02-29\") }")).contains("2021-02-29");
  }

  @Test
  void namesBetweenBackQuotesKeepAnything() {
    GraphSchema schema =
        Schemas.compile("node `Straße 1` { `a b``c`: I64 @key } edge e: `straße 1` -> `STRAßE 1`");
    assertThat(schema.nodeType("STRAßE 1").orElseThrow().columns().get(0).name())
        .isEqualTo("a b`c");
    assertThat(Schemas.compile(SchemaPrinter.pg(schema)).shapeHash()).isEqualTo(schema.shapeHash());
  }
}
