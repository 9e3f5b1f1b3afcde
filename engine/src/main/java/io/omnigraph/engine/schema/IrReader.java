package io.omnigraph.engine.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omnigraph.engine.schema.Declaration.Kind;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.SchemaModel.AnnotationModel;
import io.omnigraph.engine.schema.SchemaModel.Argument;
import io.omnigraph.engine.schema.SchemaModel.ConstraintKind;
import io.omnigraph.engine.schema.SchemaModel.ConstraintModel;
import io.omnigraph.engine.schema.SchemaModel.PropertyModel;
import io.omnigraph.engine.schema.SchemaModel.TypeModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads IR JSON back; whatever is not exactly what {@link IrWriter} writes is refused. */
final class IrReader {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<Long, String> owners = new HashMap<>();
  private final Map<Long, String> typeNames = new HashMap<>();
  private final Map<Long, Kind> typeKinds = new HashMap<>();

  private IrReader() {}

  /**
   * @throws IrException saying why it is no IR
   */
  static SchemaModel read(String ir) throws IrException {
    JsonNode root;
    try {
      root = MAPPER.readTree(ir);
    } catch (JsonProcessingException e) {
      throw new IrException("no JSON: " + e.getOriginalMessage());
    }
    int version = root.path("ir_version").asInt(-1);
    if (version != IrWriter.VERSION) {
      throw new IrException(
          "its ir_version is %s, this version reads %d"
              .formatted(root.path("ir_version").asText("absent"), IrWriter.VERSION));
    }
    SchemaModel model = new IrReader().schema(root);
    if (!IrWriter.ir(model).equals(ir)) {
      throw new IrException(
          "it is not in canonical form or has members this version does not know");
    }
    return model;
  }

  private SchemaModel schema(JsonNode root) throws IrException {
    String domain = text(root, "identity_domain");
    if (!Ulid.isUlid(domain)) {
      throw new IrException("its identity_domain is no ULID");
    }
    collectNames(root, "interfaces", Kind.INTERFACE);
    collectNames(root, "nodes", Kind.NODE);
    collectNames(root, "edges", Kind.EDGE);
    List<TypeModel> types = new ArrayList<>();
    types(root, "interfaces", Kind.INTERFACE, types);
    types(root, "nodes", Kind.NODE, types);
    types(root, "edges", Kind.EDGE, types);
    return new SchemaModel(domain, types);
  }

  private void collectNames(JsonNode root, String member, Kind kind) throws IrException {
    for (JsonNode type : array(root, member)) {
      String name = text(type, "name");
      long id = id(type, "type_id", kind.word() + " " + name);
      typeNames.put(id, name);
      typeKinds.put(id, kind);
      if (kind != Kind.INTERFACE) {
        id(type, "incarnation", "the incarnation of " + name);
      }
    }
  }

  private void types(JsonNode root, String member, Kind kind, List<TypeModel> types)
      throws IrException {
    for (JsonNode type : array(root, member)) {
      types.add(type(type, kind));
    }
  }

  private TypeModel type(JsonNode node, Kind kind) throws IrException {
    String name = text(node, "name");
    List<PropertyModel> properties = new ArrayList<>();
    Map<Long, String> byId = new HashMap<>();
    for (JsonNode property : array(node, "properties")) {
      PropertyModel model = property(property, kind, name);
      properties.add(model);
      byId.put(model.id(), model.name());
    }
    List<ConstraintModel> constraints = new ArrayList<>();
    for (JsonNode constraint : array(node, "constraints")) {
      constraints.add(constraint(constraint, byId, name));
    }
    Optional<SchemaModel.Ends> ends = Optional.empty();
    if (kind == Kind.EDGE) {
      JsonNode max = node.path("card").path("max");
      ends =
          Optional.of(
              new SchemaModel.Ends(
                  reference(node.path("from"), Kind.NODE, name),
                  reference(node.path("to"), Kind.NODE, name),
                  node.path("card").path("min").asLong(),
                  max.isNumber() ? Optional.of(max.asLong()) : Optional.empty()));
    }
    return new TypeModel(
        kind,
        node.path("type_id").asLong(),
        node.path("incarnation").asLong(),
        name,
        kind == Kind.NODE ? interfaces(node, "implements", name) : List.of(),
        ends,
        kind == Kind.INTERFACE ? List.of() : annotations(node),
        properties,
        constraints);
  }

  private PropertyModel property(JsonNode node, Kind kind, String owner) throws IrException {
    String name = text(node, "name");
    long id = id(node, "property_id", owner + "." + name);
    JsonNode type = node.path("type");
    List<String> sources =
        kind == Kind.NODE ? interfaces(node, "from_interfaces", owner) : List.of();
    return new PropertyModel(
        id,
        name,
        propertyType(type, owner + "." + name),
        type.path("nullable").asBoolean(),
        annotations(node),
        sources);
  }

  private static PropertyType propertyType(JsonNode node, String owner) throws IrException {
    String name = text(node, "scalar");
    List<String> values = new ArrayList<>();
    node.path("enum").forEach(v -> values.add(v.asText()));
    Scalar scalar = null;
    for (Scalar candidate : Scalar.values()) {
      if (candidate != Scalar.ENUM && TypeNames.plain(candidate).equals(name)) {
        scalar = candidate;
      }
    }
    if (scalar == null) {
      throw new IrException("%s has the unknown type %s".formatted(owner, name));
    }
    return new PropertyType(
        values.isEmpty() ? scalar : Scalar.ENUM,
        node.path("length").asInt(0),
        node.path("scale").asInt(0),
        node.path("list").asBoolean(),
        values);
  }

  private ConstraintModel constraint(JsonNode node, Map<Long, String> properties, String owner)
      throws IrException {
    ConstraintKind kind = null;
    for (ConstraintKind candidate : ConstraintKind.values()) {
      if (candidate.word().equals(node.path("kind").asText())) {
        kind = candidate;
      }
    }
    if (kind == null) {
      throw new IrException("%s has the unknown constraint %s".formatted(owner, node.path("kind")));
    }
    List<String> columns = new ArrayList<>();
    for (JsonNode field : array(node, "fields")) {
      if (field.has("system")) {
        columns.add(field.path("system").asText());
      } else {
        String column = properties.get(field.path("property").asLong());
        if (column == null) {
          throw new IrException(
              "@%s of %s names property %s, which is not its own"
                  .formatted(kind.word(), owner, field.path("property")));
        }
        columns.add(column);
      }
    }
    String text =
        switch (kind) {
          case RANGE -> node.path("min").asText("") + ".." + node.path("max").asText("");
          case CHECK -> node.path("pattern").asText();
          case INDEX -> node.path("using").asText();
          case EMBED -> node.path("model").asText("");
          default -> "";
        };
    Optional<String> name =
        node.has("name") ? Optional.of(node.path("name").asText()) : Optional.empty();
    return new ConstraintModel(kind, name, columns, text, node.path("metric").asText(""));
  }

  private static List<AnnotationModel> annotations(JsonNode node) throws IrException {
    List<AnnotationModel> annotations = new ArrayList<>();
    for (JsonNode annotation : array(node, "annotations")) {
      List<Argument> arguments = new ArrayList<>();
      for (JsonNode argument : array(annotation, "args")) {
        arguments.add(
            new Argument(
                argument.path("key").asText(""),
                kind(argument.path("kind").asText()),
                argument.path("value").asText()));
      }
      annotations.add(new AnnotationModel(text(annotation, "name"), List.copyOf(arguments)));
    }
    return annotations;
  }

  private static Token.Kind kind(String word) throws IrException {
    for (Token.Kind kind : Token.Kind.values()) {
      if (kind.name().equals(Names.upper(word))) {
        return kind;
      }
    }
    throw new IrException("an argument has the unknown kind " + word);
  }

  private List<String> interfaces(JsonNode node, String member, String owner) throws IrException {
    List<String> names = new ArrayList<>();
    for (JsonNode id : array(node, member)) {
      names.add(reference(id, Kind.INTERFACE, owner));
    }
    names.sort(Names.ORDER);
    return names;
  }

  private String reference(JsonNode id, Kind kind, String owner) throws IrException {
    if (typeKinds.get(id.asLong()) != kind) {
      throw new IrException("%s refers to %s, which is no %s".formatted(owner, id, kind.word()));
    }
    return typeNames.get(id.asLong());
  }

  private long id(JsonNode node, String member, String owner) throws IrException {
    long id = node.path(member).asLong();
    if (id <= 0 || !node.path(member).isIntegralNumber()) {
      throw new IrException("%s has no valid %s".formatted(owner, member));
    }
    String other = owners.putIfAbsent(id, owner);
    if (other != null) {
      throw new IrException("id %d belongs to %s and to %s".formatted(id, other, owner));
    }
    return id;
  }

  private static String text(JsonNode node, String member) throws IrException {
    if (!node.path(member).isTextual()) {
      throw new IrException("%s is missing".formatted(member));
    }
    return node.path(member).asText();
  }

  private static JsonNode array(JsonNode node, String member) throws IrException {
    if (!node.path(member).isArray()) {
      throw new IrException("%s is no array".formatted(member));
    }
    return node.path(member);
  }

  /** The text is no IR that this version reads. */
  static final class IrException extends Exception {
    private static final long serialVersionUID = 1L;

    IrException(String message) {
      super(message);
    }
  }
}
