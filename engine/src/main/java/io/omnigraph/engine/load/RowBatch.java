package io.omnigraph.engine.load;

import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.column.ColumnBatch;

/**
 * Rows of one table as they stood in a file. Each value has its column's type and, but for a
 * generated {@code _id}, is there where it must be; keys, ends and constraints are not checked.
 *
 * @param rows all columns of {@link TableType#columns()} in that order, no selection; an absent
 *     generated {@code _id} is NULL
 * @param lines line of the file at which each row begins, from 1
 */
public record RowBatch(TableType type, ColumnBatch rows, long[] lines) {}
