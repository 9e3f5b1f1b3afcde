package io.omnigraph.sql.parser;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/** A statement that is not a plain query, as parsed. */
public sealed interface Command {
  /** CREATE BRANCH. */
  record CreateBranch(
      SqlIdentifier name,
      boolean ifNotExists,
      Optional<SqlIdentifier> from,
      Optional<SqlNode> version)
      implements Command {}

  /** DROP BRANCH. */
  record DropBranch(SqlIdentifier name, boolean ifExists) implements Command {}

  /** CREATE TABLE name (…). */
  record CreateNode(
      SqlIdentifier name, boolean ifNotExists, TableElements elements, Optional<String> comment)
      implements Command {}

  /** CREATE TABLE name AS query. */
  record CreateTableAs(SqlIdentifier name, boolean ifNotExists, SqlNode query) implements Command {}

  /**
   * CREATE EDGE TABLE.
   *
   * @param maxEdges -1 = no bound
   */
  record CreateEdge(
      SqlIdentifier name,
      boolean ifNotExists,
      TableElements elements,
      String from,
      String to,
      int minEdges,
      int maxEdges,
      Optional<String> comment)
      implements Command {}

  /** DROP [EDGE] TABLE. */
  record DropTables(List<SqlIdentifier> names, boolean ifExists, boolean cascade)
      implements Command {
    public DropTables {
      names = List.copyOf(names);
    }
  }

  /** APPLY SCHEMA 'text' or FROM 'file'. */
  record ApplySchema(String textOrFile, boolean file) implements Command {}

  /** SHOW SCHEMA. */
  record ShowSchema() implements Command {}

  /** SHOW BRANCHES. */
  record ShowBranches() implements Command {}

  /** SHOW CREATE TABLE. */
  record ShowCreateTable(SqlIdentifier name) implements Command {}

  /** EXPLAIN of any statement. */
  record Explain(SqlNode statement) implements Command {}

  /** CALL. */
  record Call(SqlIdentifier procedure, List<Argument> arguments) implements Command {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * An argument of CALL.
   *
   * @param name as in {@code name => value}
   * @param value a literal or a parameter marker
   */
  record Argument(Optional<String> name, SqlNode value) {}

  /** SET SCHEMA. */
  record SetSchema(SqlIdentifier branch) implements Command {}

  /**
   * SET TRANSACTION, START TRANSACTION and BEGIN.
   *
   * @param isolation constant of {@code Session.Isolation}
   * @param expectedHead commit id that the head must still have when the transaction commits
   */
  record SetTransaction(
      boolean start,
      Optional<String> isolation,
      Optional<Boolean> readOnly,
      Optional<String> expectedHead)
      implements Command {}

  /** COMMIT. */
  record Commit() implements Command {}

  /** ROLLBACK. */
  record Rollback() implements Command {}

  /** ROLLBACK TO. */
  record RollbackTo(String savepoint) implements Command {}

  /** SAVEPOINT. */
  record SetSavepoint(String savepoint) implements Command {}

  /** RELEASE SAVEPOINT. */
  record ReleaseSavepoint(String savepoint) implements Command {}

  /**
   * COPY table FROM.
   *
   * @param file a literal or a parameter marker
   * @param options by upper-case name
   */
  record Copy(SqlIdentifier table, List<String> columns, SqlNode file, CommandOptions options)
      implements Command {}

  /** LOAD GRAPH FROM. */
  record LoadGraph(SqlNode file, CommandOptions options) implements Command {}

  /** TRUNCATE TABLE. */
  record Truncate(SqlIdentifier table) implements Command {}

  /**
   * INSERT and UPSERT.
   *
   * @param source a query, or null for DEFAULT VALUES
   * @param conflict what to do about rows whose key exists; null = KEY_CONFLICT
   * @param returning select items, or null
   */
  record Insert(
      SqlIdentifier table,
      Optional<List<String>> columns,
      SqlNode source,
      Conflict conflict,
      SqlNodeList returning)
      implements Command {}

  /** UPDATE. */
  record Update(
      SqlIdentifier table,
      Optional<SqlIdentifier> alias,
      List<SqlIdentifier> columns,
      List<SqlNode> values,
      SqlNode where,
      SqlNodeList returning)
      implements Command {}

  /** DELETE. */
  record Delete(
      SqlIdentifier table, Optional<SqlIdentifier> alias, SqlNode where, SqlNodeList returning)
      implements Command {}

  /** MERGE. */
  record Merge(
      SqlIdentifier table,
      Optional<SqlIdentifier> alias,
      SqlNode source,
      SqlNode on,
      List<MergeClause> clauses)
      implements Command {}

  /**
   * One WHEN of a MERGE.
   *
   * @param condition after AND, or null
   * @param columns of the SET list, or those of INSERT by name; empty with INSERT = all
   */
  record MergeClause(Action action, SqlNode condition, List<String> columns, List<SqlNode> values) {
    /** What it does to a row. */
    public enum Action {
      UPDATE,
      DELETE,
      INSERT
    }

    /** WHEN MATCHED THEN UPDATE. */
    public static MergeClause update(
        SqlNode condition, List<SqlIdentifier> columns, List<SqlNode> values) {
      return new MergeClause(Action.UPDATE, condition, Commands.lastNames(columns), values);
    }

    /** WHEN MATCHED THEN DELETE. */
    public static MergeClause delete(SqlNode condition) {
      return new MergeClause(Action.DELETE, condition, List.of(), List.of());
    }

    /** WHEN NOT MATCHED THEN INSERT. */
    public static MergeClause insert(SqlNode condition, List<String> columns, SqlNodeList row) {
      return new MergeClause(Action.INSERT, condition, columns, row.getList());
    }
  }

  /**
   * ON CONFLICT.
   *
   * @param target named columns, empty = the primary key
   * @param columns of DO UPDATE SET
   * @param where of DO UPDATE, or null
   */
  record Conflict(
      Resolution resolution,
      List<String> target,
      List<String> columns,
      List<SqlNode> values,
      SqlNode where) {
    /** What happens to the row that is there. */
    public enum Resolution {
      NOTHING,
      UPDATE,
      /** UPSERT: every column that was given takes the new value. */
      REPLACE
    }

    public static Conflict nothing(List<String> target) {
      return new Conflict(Resolution.NOTHING, target, List.of(), List.of(), null);
    }

    public static Conflict update(
        List<String> target, List<SqlIdentifier> columns, List<SqlNode> values, SqlNode where) {
      return new Conflict(Resolution.UPDATE, target, Commands.lastNames(columns), values, where);
    }

    public static Conflict replaceAll() {
      return new Conflict(Resolution.REPLACE, List.of(), List.of(), List.of(), null);
    }
  }
}
