package io.omnigraph.engine.load;

import java.util.List;
import java.util.Optional;

/**
 * What a load did.
 *
 * @param tables rows per table, nodes first, sorted by name
 * @param branch that was loaded onto
 * @param base that the request named to fork from, as it was written
 * @param branchCreated whether the base was used
 */
public record LoadResult(
    List<TableCount> tables, String branch, Optional<String> base, boolean branchCreated) {
  public LoadResult {
    tables = List.copyOf(tables);
  }

  public long rows() {
    return tables.stream().mapToLong(TableCount::rows).sum();
  }

  /** Rows read for one table. */
  public record TableCount(String table, long rows) {}
}
