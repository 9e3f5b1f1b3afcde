package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlCatalog;
import io.omnigraph.sql.session.SqlCatalog.Table;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which tables a metadata call means. A catalogue or schema of {@code ""} means "without one", and
 * nothing here is without.
 *
 * @param listed schemas that may be listed, in lower case; empty = all
 */
record TableFilter(
    String catalog, Predicate<String> schema, Predicate<String> table, Set<String> listed) {
  /** Schema and table are patterns. */
  static TableFilter like(String catalog, String schema, String table, Set<String> listed) {
    return new TableFilter(
        catalog, new NamePattern(schema)::matches, new NamePattern(table)::matches, listed);
  }

  /** Schema and table are names; a null schema means all. */
  static TableFilter named(String catalog, String schema, String table, Set<String> listed) {
    return new TableFilter(
        catalog,
        name -> schema == null || schema.equalsIgnoreCase(name),
        name -> table == null || table.equalsIgnoreCase(name),
        listed);
  }

  List<String> schemas(SqlCatalog graph) {
    if (catalog != null && !catalog.equalsIgnoreCase(graph.graph())) {
      return List.of();
    }
    return graph.schemas().stream()
        .filter(s -> listed.isEmpty() || listed.contains(s.toLowerCase(Locale.ROOT)))
        .filter(schema)
        .toList();
  }

  Stream<Table> tables(SqlCatalog graph) {
    return schemas(graph).stream()
        .flatMap(s -> graph.tables(s).stream())
        .filter(t -> table.test(t.name()));
  }
}
