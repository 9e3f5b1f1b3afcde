package io.omnigraph.engine.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The one implementation: everything is computed once. */
final class CompiledSchema implements GraphSchema {
  private static final Set<String> KNOWN = Set.of("description", "instruction", "default");

  private final SchemaModel model;
  private final String source;
  private final String ir;
  private final String hash;
  private final List<TableType> tables;
  private final List<NodeType> nodeTypes;
  private final List<EdgeType> edgeTypes;
  private final Map<String, TableType> byName = new HashMap<>();

  CompiledSchema(SchemaModel model, String source) {
    this.model = model;
    this.source = source;
    ir = IrWriter.ir(model);
    hash = hash(ir);
    tables = List.copyOf(TypeBuilder.build(model));
    nodeTypes =
        tables.stream().filter(NodeType.class::isInstance).map(NodeType.class::cast).toList();
    edgeTypes =
        tables.stream().filter(EdgeType.class::isInstance).map(EdgeType.class::cast).toList();
    tables.forEach(t -> byName.put(Names.fold(t.name()), t));
  }

  static String hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return "sha256:"
          + HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  SchemaModel model() {
    return model;
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public String shapeHash() {
    return hash(IrWriter.shape(model));
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public String ir() {
    return ir;
  }

  @Override
  public List<NodeType> nodeTypes() {
    return nodeTypes;
  }

  @Override
  public List<EdgeType> edgeTypes() {
    return edgeTypes;
  }

  @Override
  public List<TableType> tables() {
    return tables;
  }

  @Override
  public Optional<TableType> table(String name) {
    TableType type = byName.get(name);
    return Optional.ofNullable(type != null ? type : byName.get(Names.fold(name)));
  }

  @Override
  public Optional<NodeType> nodeType(String name) {
    return table(name).filter(NodeType.class::isInstance).map(NodeType.class::cast);
  }

  @Override
  public Optional<EdgeType> edgeType(String name) {
    return table(name).filter(EdgeType.class::isInstance).map(EdgeType.class::cast);
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (SchemaModel.TypeModel type : model.types()) {
      unknown(type.annotations(), type.subject(), warnings);
      type.properties()
          .forEach(p -> unknown(p.annotations(), type.subject() + "." + p.name(), warnings));
    }
    return warnings;
  }

  private static void unknown(
      List<SchemaModel.AnnotationModel> annotations, String owner, List<String> warnings) {
    for (SchemaModel.AnnotationModel annotation : annotations) {
      if (!KNOWN.contains(annotation.name()) && !annotation.name().startsWith("x_")) {
        warnings.add(
            "OG-NM-201: %s has the unknown annotation @%s, which has no effect; name it @x_%s if it"
                    .formatted(owner, annotation.name(), annotation.name())
                + " is meant");
      }
    }
  }

  @Override
  public String toString() {
    return hash;
  }
}
