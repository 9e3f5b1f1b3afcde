package io.omnigraph.sql.exec;

/**
 * Which table a plan reads.
 *
 * @param branch "" = the session's current branch, so that a plan may serve several branches
 */
public record TableBinding(String branch, String table) {
  @Override
  public String toString() {
    return branch.isEmpty() ? table : "\"" + branch + "\"." + table;
  }
}
