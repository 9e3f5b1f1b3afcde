package io.omnigraph.engine.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.omnigraph.engine.schema.Declaration.Kind;
import io.omnigraph.engine.schema.SchemaModel.AnnotationModel;
import io.omnigraph.engine.schema.SchemaModel.Argument;
import io.omnigraph.engine.schema.SchemaModel.ConstraintModel;
import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.engine.schema.SchemaModel.TypeModel;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Writes the canonical IR (spec: schema-language 6): members in a fixed order, arrays sorted, no
 * white space. The same schema gives the same bytes.
 *
 * <p>With {@code ids} false it writes names where ids would stand: the shape, equal for any two
 * texts that say the same.
 */
final class IrWriter {
  static final int VERSION = 2;

  private static final JsonFactory FACTORY = new JsonFactory();

  private final SchemaModel model;
  private final boolean ids;
  private final JsonGenerator json;

  private IrWriter(SchemaModel model, boolean ids, JsonGenerator json) {
    this.model = model;
    this.ids = ids;
    this.json = json;
  }

  static String ir(SchemaModel model) {
    return write(model, true);
  }

  static String shape(SchemaModel model) {
    return write(model, false);
  }

  private static String write(SchemaModel model, boolean ids) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      new IrWriter(model, ids, json).schema();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void schema() throws IOException {
    json.writeStartObject();
    json.writeNumberField("ir_version", VERSION);
    if (ids) {
      json.writeStringField("identity_domain", model.identityDomain());
    }
    types("interfaces", Kind.INTERFACE);
    types("nodes", Kind.NODE);
    types("edges", Kind.EDGE);
    for (String later : List.of("views", "graphs")) {
      json.writeArrayFieldStart(later);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void types(String member, Kind kind) throws IOException {
    json.writeArrayFieldStart(member);
    for (TypeModel type : model.types(kind)) {
      type(type);
    }
    json.writeEndArray();
  }

  private void type(TypeModel type) throws IOException {
    json.writeStartObject();
    if (ids) {
      json.writeNumberField("type_id", type.id());
      if (type.kind() != Kind.INTERFACE) {
        json.writeNumberField("incarnation", type.incarnation());
      }
    }
    json.writeStringField("name", type.name());
    if (type.kind() == Kind.NODE) {
      references("implements", type.implemented());
    }
    if (type.ends().isPresent()) {
      ends(type.ends().get());
    }
    if (type.kind() != Kind.INTERFACE) {
      annotations(type.annotations());
    }
    json.writeArrayFieldStart("properties");
    for (PropertyModel property : type.properties()) {
      property(property, type.kind());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("constraints");
    for (ConstraintModel constraint : type.constraints()) {
      constraint(type, constraint);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void ends(SchemaModel.Ends ends) throws IOException {
    reference("from", ends.from());
    reference("to", ends.to());
    json.writeObjectFieldStart("card");
    json.writeNumberField("min", ends.min());
    if (ends.max().isPresent()) {
      json.writeNumberField("max", ends.max().get());
    } else {
      json.writeNullField("max");
    }
    json.writeEndObject();
  }

  private void property(PropertyModel property, Kind kind) throws IOException {
    json.writeStartObject();
    if (ids) {
      json.writeNumberField("property_id", property.id());
    }
    json.writeStringField("name", property.name());
    PropertyType type = property.type();
    json.writeObjectFieldStart("type");
    json.writeStringField("scalar", TypeNames.plain(type.scalar()));
    json.writeBooleanField("nullable", property.nullable());
    json.writeBooleanField("list", type.list());
    if (type.scalar() == PropertyType.Scalar.ENUM) {
      json.writeArrayFieldStart("enum");
      for (String value : type.enumValues()) {
        json.writeString(value);
      }
      json.writeEndArray();
    } else {
      json.writeNullField("enum");
    }
    if (type.length() != 0) {
      json.writeNumberField("length", type.length());
    }
    if (type.scale() != 0) {
      json.writeNumberField("scale", type.scale());
    }
    json.writeEndObject();
    annotations(property.annotations());
    if (kind == Kind.NODE) {
      references("from_interfaces", property.fromInterfaces());
    }
    json.writeEndObject();
  }

  private void constraint(TypeModel type, ConstraintModel constraint) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", constraint.kind().word());
    if (constraint.name().isPresent()) {
      json.writeStringField("name", constraint.name().get());
    }
    json.writeArrayFieldStart("fields");
    for (String column : constraint.columns()) {
      json.writeStartObject();
      if (type.property(column).isEmpty()) {
        json.writeStringField("system", column);
      } else if (ids) {
        json.writeNumberField("property", type.property(column).get().id());
      } else {
        json.writeStringField("property", column);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    details(constraint);
    json.writeEndObject();
  }

  private void details(ConstraintModel constraint) throws IOException {
    switch (constraint.kind()) {
      case RANGE -> {
        json.writeStringField("min", RangeBounds.min(constraint.text()).orElse(null));
        json.writeStringField("max", RangeBounds.max(constraint.text()).orElse(null));
      }
      case CHECK -> json.writeStringField("pattern", constraint.text());
      case INDEX -> {
        json.writeStringField("using", constraint.text());
        optional("metric", constraint.option());
      }
      case EMBED -> optional("model", constraint.text());
      default -> {}
    }
  }

  private void optional(String member, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(member, text);
    }
  }

  private void annotations(List<AnnotationModel> annotations) throws IOException {
    json.writeArrayFieldStart("annotations");
    for (AnnotationModel annotation : annotations) {
      json.writeStartObject();
      json.writeStringField("name", annotation.name());
      json.writeArrayFieldStart("args");
      for (Argument argument : annotation.arguments()) {
        json.writeStartObject();
        optional("key", argument.key());
        json.writeStringField("kind", argument.kind().name().toLowerCase(java.util.Locale.ROOT));
        json.writeStringField("value", argument.value());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void reference(String member, String type) throws IOException {
    if (ids) {
      json.writeNumberField(member, model.type(type).orElseThrow().id());
    } else {
      json.writeStringField(member, type);
    }
  }

  private void references(String member, List<String> types) throws IOException {
    json.writeArrayFieldStart(member);
    if (ids) {
      for (long id :
          types.stream().mapToLong(t -> model.type(t).orElseThrow().id()).sorted().toArray()) {
        json.writeNumber(id);
      }
    } else {
      for (String type : types) {
        json.writeString(type);
      }
    }
    json.writeEndArray();
  }
}
