package io.omnigraph.engine.schema;

import java.util.Set;

/** Names of properties that the engine or Lance uses itself (spec: schema-language 1). */
final class ReservedNames {
  private static final Set<String> ALWAYS =
      Set.of(
          "_id",
          "_version",
          "_created_version",
          "_type",
          "_rowid",
          "_rowaddr",
          "_rowoffset",
          "_row_created_at_version",
          "_row_last_updated_at_version");
  private static final Set<String> ON_EDGES = Set.of("src", "dst");

  private ReservedNames() {}

  static boolean isReserved(Declaration.Kind kind, String property) {
    String fold = Names.fold(property);
    return ALWAYS.contains(fold) || (kind == Declaration.Kind.EDGE && ON_EDGES.contains(fold));
  }
}
