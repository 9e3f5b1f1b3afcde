package io.omnigraph.engine.schema;

import static io.omnigraph.engine.schema.Refusals.invalid;
import static io.omnigraph.engine.schema.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.storage.error.ErrorCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaCatalogueTest {
  private static final String FULL =
      """
      node Person @description("people") { name: String @key  age: I32? @range(age, 0..200) }
      node Doc { slug: String  title: String @index  v: Vector(4) @embed(title, model = "m")
        @check(slug, "^[a-z]+$")  @unique(slug, title) as uq }
      edge Wrote: Person -> Doc @card(1..9) { at: DateTime?  @unique(src, dst) }
      """;

  @Test
  @DisplayName("SCH-31 a duplicate node or edge is refused")
  void duplicates() {
    assertThat(invalid("node T { a: I32 }\nnode T { a: I32 }"))
        .contains("line 2, column 6", "line 1, column 6");
    assertThat(invalid("node T { a: I32 } edge E: T -> T edge E: T -> T")).contains("edge E");
  }

  @Test
  @DisplayName("SCH-32 a missing end type is refused, the side named")
  void missingEnd() {
    assertThat(invalid("node T { a: I32 } edge E: X -> T")).contains("source X", "edge E");
    assertThat(invalid("node T { a: I32 } edge E: T -> Y")).contains("destination Y");
    assertThat(invalid("interface I { a: I32 } node T { a: I32 } edge E: T -> I"))
        .contains("a interface, not a node");
  }

  @ParameterizedTest
  @CsvSource({
    "edge Knows: N -> N, edge KNOWS: N -> N",
    "edge n: N -> N, ''",
    "edge `ÄB`: N -> N, edge `äb`: N -> N",
    "interface x { a: I32 }, node X { b: I32 }"
  })
  @DisplayName("SCH-33 names that differ in case only clash, across kinds too")
  void caseFold(String one, String two) {
    assertThat(invalid("node N { a: I32 } " + one + " " + two)).contains("already used");
  }

  @Test
  @DisplayName("SCH-34 an edge is found whatever the case")
  void lookup() {
    GraphSchema schema = Schemas.compile("node N { a: I32 } edge Knows: n -> N");
    assertThat(schema.edgeType("knows").orElseThrow().name()).isEqualTo("Knows");
    assertThat(schema.edgeType("KNOWS")).isPresent();
    assertThat(schema.edgeType("Knows").orElseThrow().from()).isEqualTo("N");
    assertThat(schema.nodeType("knows")).isEmpty();
  }

  @Test
  @DisplayName(
      "SCH-35 tables hold properties; edges src and dst typed like the ends first; _id last")
  void layout() {
    GraphSchema schema =
        Schemas.compile(
            """
            node K { id: I64 @key  x: String }
            node C { a: Date  b: U64  @key(b, a) }
            node U { x: String }
            edge E: K -> C { w: F32 }
            edge F: U -> K { @key(src, dst) }
            """);
    assertThat(names(schema, "K")).containsExactly("id", "x");
    assertThat(names(schema, "U")).containsExactly("x", "_id");
    assertThat(names(schema, "E")).containsExactly("src", "dst_b", "dst_a", "w", "_id");
    EdgeType e = schema.edgeType("E").orElseThrow();
    assertThat(e.columns())
        .extracting(p -> p.type().scalar())
        .containsExactly(Scalar.I64, Scalar.U64, Scalar.DATE, Scalar.F32, Scalar.ULID);
    assertThat(e.dstColumns()).containsExactly(1, 2);
    assertThat(e.keyColumns()).containsExactly(4);
    EdgeType f = schema.edgeType("F").orElseThrow();
    assertThat(names(schema, "F")).containsExactly("src", "dst");
    assertThat(f.generatedKey()).isFalse();
    assertThat(f.keyColumns()).containsExactly(0, 1);
    assertThat(f.columns().get(0).type().scalar()).isEqualTo(Scalar.ULID);
    assertThat(f.columnIndex("DST")).isEqualTo(1);
    assertThat(f.storedSchema()).isSameAs(f.storedSchema());
  }

  private static java.util.List<String> names(GraphSchema schema, String table) {
    return schema.table(table).orElseThrow().columns().stream().map(Property::name).toList();
  }

  @Test
  @DisplayName("SCH-37 order of declarations and comments do not change the hash")
  void hashIgnoresOrder() {
    GraphSchema schema = Schemas.compile("node A { a: I32  b: I32 @unique } edge E: A -> A");
    GraphSchema other =
        Schemas.evolve(
            schema, "// hello\nedge E: A -> A\nnode A { /* x */ b: I32 @unique  a: I32 }");
    assertThat(other.hash()).isEqualTo(schema.hash());
    assertThat(other.source()).startsWith("// hello");
    assertThat(other.ir()).isEqualTo(schema.ir());
  }

  @Test
  @DisplayName("SCH-37 two compilations differ in ids, not in shape")
  void shapeIgnoresIds() {
    GraphSchema one = Schemas.compile(FULL);
    GraphSchema two = Schemas.compile(FULL);
    assertThat(one.hash()).isNotEqualTo(two.hash());
    assertThat(one.shapeHash()).isEqualTo(two.shapeHash());
  }

  @Test
  @DisplayName("SCH-38 the IR gives back keys, constraints, cardinality and embedding")
  void irRoundTrip() {
    GraphSchema schema = Schemas.compile(FULL);
    GraphSchema back = Schemas.fromIr(schema.ir(), FULL);
    assertThat(back.hash()).isEqualTo(schema.hash());
    assertThat(Schemas.model(back)).isEqualTo(Schemas.model(schema));
    EdgeType wrote = back.edgeType("Wrote").orElseThrow();
    assertThat(wrote.minEdges()).isEqualTo(1);
    assertThat(wrote.maxEdges()).contains(9L);
    assertThat(wrote.typeId()).isEqualTo(schema.edgeType("Wrote").orElseThrow().typeId());
    assertThat(back.nodeType("Person").orElseThrow().description()).contains("people");
  }

  @Test
  @DisplayName("SCH-39 a type dropped and added again gets new ids; the others keep theirs")
  void dropAndAdd() {
    GraphSchema schema = Schemas.compile("node A { a: I32 } node B { b: I32 }");
    GraphSchema dropped = Schemas.evolve(schema, "node A { a: I32 }");
    GraphSchema again = Schemas.evolve(dropped, "node A { a: I32 } node B { b: I32 }");
    assertThat(again.nodeType("A").orElseThrow().typeId())
        .isEqualTo(schema.nodeType("A").orElseThrow().typeId());
    SchemaModel.TypeModel before = Schemas.model(schema).type("B").orElseThrow();
    SchemaModel.TypeModel after = Schemas.model(again).type("B").orElseThrow();
    assertThat(after.id()).isNotEqualTo(before.id());
    assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
    assertThat(after.properties().get(0).id()).isNotEqualTo(before.properties().get(0).id());
  }

  @Test
  @DisplayName(
      "SCH-41 an IR with duplicate ids, foreign references or an unknown version is refused")
  void brokenIr() {
    GraphSchema schema = Schemas.compile("node A { a: I32 } node B { b: I32 } edge E: A -> B");
    long a = schema.nodeType("A").orElseThrow().typeId();
    long b = schema.nodeType("B").orElseThrow().typeId();
    long e = schema.edgeType("E").orElseThrow().typeId();
    assertThat(irRefused(schema.ir().replace(Long.toString(b), Long.toString(a))))
        .contains("node A", "node B");
    assertThat(irRefused(schema.ir().replace("\"to\":" + b, "\"to\":" + e))).contains("no node");
    assertThat(irRefused(schema.ir().replace("\"ir_version\":2", "\"ir_version\":9")))
        .contains("ir_version is 9");
    assertThat(irRefused(schema.ir().replace("\"views\":[]", "\"views\":[],\"more\":1")))
        .contains("canonical");
    assertThat(irRefused("{")).contains("no JSON");
  }

  private static String irRefused(String ir) {
    return refused(ErrorCode.DATA_CORRUPT, () -> Schemas.fromIr(ir, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node A { a: I64  b: I32? }|OG-MF-106",
        "node A { a: I32  b: I32 }|OG-MF-104",
        "node A { a: I32 }|OG-DS-104",
        "node A { a: I32  b: I32?  c: I32? }|node:A.c",
        "node A { a: I32 @key  b: I32? }|OG-MF-110",
        "node A { a: I32 @unique  b: I32? }|@unique(a)",
        "node a { a: I32  b: I32? }|written A",
        "interface X { a: I32 } node A implements X { b: I32? }|implemented"
      })
  void otherChangesAreRefusedByName(String pg, String what) {
    GraphSchema schema = Schemas.compile("node A { a: I32  b: I32? }");
    assertThat(refused(ErrorCode.SCHEMA_CHANGE_REFUSED, () -> Schemas.evolve(schema, pg)))
        .contains(what);
  }

  @Test
  void edgesKeepEndsAndCardinality() {
    String nodes = "node A { a: I32 } node B { b: I32 } ";
    GraphSchema schema = Schemas.compile(nodes + "edge E: A -> B");
    assertThat(changed(schema, nodes + "edge E: B -> A")).contains("OG-ED-401");
    assertThat(changed(schema, nodes + "edge E: A -> B @card(0..1)")).contains("OG-ED-402");
  }

  private static String changed(GraphSchema schema, String pg) {
    return refused(ErrorCode.SCHEMA_CHANGE_REFUSED, () -> Schemas.evolve(schema, pg));
  }

  @Test
  void aRenameIsNeverTakenForADropAndAnAddition() {
    GraphSchema schema = Schemas.compile("node A { a: I32 }");
    String renamed = "node B @rename_from(\"A\") { a: I32 }";
    assertThat(refused(ErrorCode.UNSUPPORTED, () -> Schemas.evolve(schema, renamed)))
        .contains("node B", "@rename_from");
    String stale = "node A @rename_from(\"Z\") { a: I32 }";
    assertThat(Schemas.evolve(schema, stale).hash()).isEqualTo(schema.hash());
    assertThat(Schemas.evolve(Schemas.empty(), renamed).tables()).hasSize(1);
  }

  @Test
  void anInterfaceStays() {
    GraphSchema schema = Schemas.compile("interface I { a: I32 } node A { a: I32 }");
    assertThat(changed(schema, "node A { a: I32 }")).contains("OG-BC-501", "interface:I");
  }

  @Test
  void descriptionsAndIndicesMayChange() {
    GraphSchema schema = Schemas.compile("node A { a: I32  b: I32? }");
    GraphSchema next =
        Schemas.evolve(schema, "node A @description(\"x\") { a: I32 @index  b: I32? }");
    assertThat(next.hash()).isNotEqualTo(schema.hash());
    assertThat(next.nodeType("A").orElseThrow().typeId())
        .isEqualTo(schema.nodeType("A").orElseThrow().typeId());
  }

  @Test
  void theEmptyTextIsASchema() {
    GraphSchema empty = Schemas.empty();
    assertThat(empty.tables()).isEmpty();
    assertThat(Schemas.fromIr(empty.ir(), "").hash()).isEqualTo(empty.hash());
    assertThat(empty.hash()).matches("sha256:[0-9a-f]{64}");
  }
}
