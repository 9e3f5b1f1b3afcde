package io.omnigraph.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Random schemas, printed and read back. */
final class SchemaRoundTripTest {
  private static final List<String> SCALARS =
      List.of(
          "String",
          "String(5)",
          "Bool",
          "I8",
          "I16",
          "I32",
          "I64",
          "U32",
          "U64",
          "F32",
          "F64",
          "Date",
          "DateTime",
          "DateTime(3)",
          "DateTimeTz",
          "Time(0)",
          "Time",
          "Decimal(10, 2)",
          "Char(3)",
          "Text",
          "Json",
          "Binary(4)",
          "Bytes",
          "Bytes(9)",
          "Uuid",
          "enum(b, a)");
  private static final List<String> OTHERS = List.of("[I64]", "[String]", "Vector(3)", "Blob");

  /** A valid text; {@code random} decides everything. */
  static String schema(Random random) {
    StringBuilder text = new StringBuilder();
    int nodes = 1 + random.nextInt(4);
    for (int i = 0; i < nodes; i++) {
      text.append("node `N ").append(i).append('`').append(description(random)).append(" {\n");
      body(random, text, random.nextInt(3) == 0 ? "@key(p0, p1)" : "", false);
      text.append("}\n");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append("edge E").append(i).append(": `n ").append(random.nextInt(nodes));
      text.append("` -> `N ").append(random.nextInt(nodes)).append('`');
      text.append(List.of("", " @card(1..)", " @card(0..3)").get(random.nextInt(3)));
      text.append(description(random)).append(" {\n");
      body(random, text, random.nextBoolean() ? "@key(src, dst, p1)" : "@unique(src, dst)", true);
      text.append("}\n");
    }
    return text.toString();
  }

  private static String description(Random random) {
    return random.nextBoolean() ? "" : " @description(\"it's \\\"x\\\" \\\\ \\n ü\")";
  }

  private static void body(Random random, StringBuilder text, String key, boolean edge) {
    int properties = 2 + random.nextInt(5);
    for (int i = 0; i < properties; i++) {
      boolean simple = i < 2 || random.nextInt(4) > 0;
      List<String> types = simple ? SCALARS : OTHERS;
      String type = types.get(random.nextInt(types.size()));
      text.append("  p").append(i).append(": ").append(type);
      text.append(i > 1 && random.nextBoolean() ? "?" : "");
      text.append(simple && random.nextInt(4) == 0 ? " @unique" : "");
      text.append(simple && random.nextInt(4) == 0 ? " @index" : "");
      text.append(i == 0 && key.isEmpty() && !edge && random.nextBoolean() ? " @key" : "");
      text.append(random.nextInt(5) == 0 ? " @x_note(\"a\", b = 2)" : "");
      text.append(description(random)).append('\n');
    }
    text.append("  r: I32?  @range(r, -5..").append(random.nextBoolean() ? "9" : "").append(")\n");
    text.append("  c: String?  @check(c, \"^a|b\\\\d\")")
        .append(random.nextBoolean() ? " as ck" : "");
    text.append("\n  ").append(key).append("\n");
  }

  @Property(tries = 100)
  @Label("SCH-43 a printed schema compiles to the same shape")
  void printedSchemaHasTheSameShape(@ForAll Random random) {
    GraphSchema schema = Schemas.compile(schema(random));
    String printed = SchemaPrinter.pg(schema);
    assertThat(Schemas.compile(printed).shapeHash()).as(printed).isEqualTo(schema.shapeHash());
    assertThat(Schemas.evolve(schema, printed).hash()).isEqualTo(schema.hash());
  }

  @Property(tries = 100)
  @Label("SCH-38 IR gives back the same model")
  void irGivesBackTheModel(@ForAll Random random) {
    GraphSchema schema = Schemas.compile(schema(random));
    GraphSchema back = Schemas.fromIr(schema.ir(), schema.source());
    assertThat(Schemas.model(back)).isEqualTo(Schemas.model(schema));
    assertThat(back.tables()).hasSameSizeAs(schema.tables());
  }
}
