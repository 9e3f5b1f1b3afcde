package io.omnigraph.sql.session;

import java.util.List;
import java.util.Optional;

/** What metadata asks for, at one moment. */
public interface SqlCatalog {
  /** The graph's name: JDBC's catalog. */
  String graph();

  /** JDBC's schemas: live branches, then {@code information_schema} and {@code omnigraph}. */
  List<String> schemas();

  /** Tables of a schema, sorted by type then name. */
  List<Table> tables(String schema);

  /** What CALL can call, sorted by schema then name. */
  List<Procedure> procedures();

  /**
   * @param arguments with their default values, in order
   * @param columns of the rows that it gives
   */
  record Procedure(
      String schema,
      String name,
      String remarks,
      List<TableColumn> arguments,
      List<TableColumn> columns) {}

  /**
   * @param kind TABLE, VIEW or SYSTEM TABLE
   * @param foreignKeys src and dst of an edge type, in this order
   */
  record Table(
      String schema,
      String name,
      String kind,
      Optional<String> remarks,
      List<TableColumn> columns,
      Key primaryKey,
      List<ForeignKey> foreignKeys,
      List<Index> indexes,
      long rowCount) {}

  /**
   * @param column name, type, precision, scale, nullability
   * @param generated whether the engine makes the value when none is given ({@code _id})
   */
  record TableColumn(
      SqlColumn column, Optional<String> defaultSql, Optional<String> remarks, boolean generated) {}

  /** Columns in key order; no columns = the table has no key (system tables). */
  record Key(String name, List<String> columns) {}

  /**
   * A key of {@code columns} to {@code targetColumns} of {@code target}, deferred to the commit,
   * cascading on delete.
   */
  record ForeignKey(String name, List<String> columns, String target, List<String> targetColumns) {}

  /** Declared indexes and unique constraints, the primary key included. */
  record Index(String name, boolean unique, List<String> columns) {}
}
