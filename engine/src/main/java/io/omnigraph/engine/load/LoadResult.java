package io.omnigraph.engine.load;

import java.util.List;

/** What a load did: rows per table, nodes first, sorted by name. */
public record LoadResult(List<TableCount> tables) {
  public LoadResult {
    tables = List.copyOf(tables);
  }

  public long rows() {
    return tables.stream().mapToLong(TableCount::rows).sum();
  }

  /** Rows read for one table. */
  public record TableCount(String table, long rows) {}
}
