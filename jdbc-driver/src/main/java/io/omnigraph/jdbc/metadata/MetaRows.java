package io.omnigraph.jdbc.metadata;

import io.omnigraph.sql.session.SqlColumn;
import java.util.List;

/** Rows in memory, values in the classes of the columns' types. */
public record MetaRows(List<SqlColumn> columns, List<Object[]> rows) {}
