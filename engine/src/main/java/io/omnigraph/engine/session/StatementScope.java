package io.omnigraph.engine.session;

import io.omnigraph.engine.schema.SchemaEdit;
import io.omnigraph.storage.column.ColumnBatch;

/**
 * One running statement. Reads see the snapshot plus all pending changes, those of this statement
 * included. {@link #complete} makes its changes part of the transaction (or publishes them under
 * autocommit); closing without it undoes this statement alone.
 *
 * <p>A result that streams keeps its scope open until the cursor is closed.
 */
public interface StatementScope extends AutoCloseable {
  /** The current branch's view. */
  ReadView view();

  /** Another branch's view; the same object for the same branch until this scope writes. */
  ReadView view(String branch);

  /**
   * Adds rows to a table of the current branch.
   *
   * @param rows all columns of {@link io.omnigraph.engine.schema.TableType#columns()} in that
   *     order; a generated {@code _id} may be NULL and is then made
   * @return the rows as stored (with generated ids), for RETURNING and generated keys
   * @throws io.omnigraph.storage.error.OmnigraphException KEY_CONFLICT, NOT_NULL_VIOLATION,
   *     CHECK_VIOLATION, …; the statement then has no effect
   */
  ColumnBatch insert(String table, ColumnBatch rows);

  /**
   * Replaces rows found by their key.
   *
   * @param rows all columns; every key must exist in the view and appear once
   */
  long update(String table, ColumnBatch rows);

  /**
   * Deletes rows by row number of {@link #view()} (see {@link TableView}); a node takes its edges
   * along.
   *
   * @return rows of this table that were deleted; cascaded edges are counted in {@link #cascaded()}
   */
  long delete(String table, int[] rows);

  /** Edges that deletes of this statement took along. */
  long cascaded();

  /** Changes the schema of the current branch; part of the transaction like any other change. */
  void alterSchema(SchemaEdit edit);

  /**
   * The statement succeeded. Under autocommit this publishes; errors of the publish come from here.
   */
  void complete();

  @Override
  void close();
}
