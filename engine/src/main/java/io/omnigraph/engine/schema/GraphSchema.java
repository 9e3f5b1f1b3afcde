package io.omnigraph.engine.schema;

import java.util.List;
import java.util.Optional;

/**
 * The accepted schema of one branch: immutable. Names are found without regard to case.
 *
 * <p>Text and IR are two spellings of it; {@link #hash()} is that of the canonical IR, so comments
 * and order of declarations do not change it.
 */
public interface GraphSchema {
  /** {@code sha256:} and 64 hex digits. */
  String hash();

  /**
   * Like {@link #hash()}, of what the schema says without its stable ids: equal for two texts that
   * declare the same, compiled anywhere.
   */
  String shapeHash();

  /** The {@code .pg} text, byte for byte as accepted. */
  String source();

  /** Canonical IR JSON. */
  String ir();

  List<NodeType> nodeTypes();

  List<EdgeType> edgeTypes();

  /** Node and edge types, nodes first, each sorted by name. */
  List<TableType> tables();

  Optional<TableType> table(String name);

  Optional<NodeType> nodeType(String name);

  Optional<EdgeType> edgeType(String name);

  /** What was accepted but looks like a mistake, e.g. a misspelt annotation. */
  List<String> warnings();
}
