package io.omnigraph.sql.plan;

import io.omnigraph.sql.exec.PlanNode;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.types.VectorType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A finished plan; shared by executions and sessions.
 *
 * @param columns of the result, one a column of {@code root}
 * @param parameters what values are converted to; one a marker
 * @param schemaHashes branches that were looked at, and their schema then
 * @param guessed parameters whose type nothing in the text tells
 * @param assigned parameters whose value goes into a column as it is
 */
public record QueryPlan(
    PlanNode root,
    List<SqlColumn> columns,
    List<VectorType> parameters,
    Map<String, String> schemaHashes,
    Set<Integer> guessed,
    Set<Integer> assigned) {
  public QueryPlan {
    columns = List.copyOf(columns);
    parameters = List.copyOf(parameters);
    schemaHashes = Map.copyOf(schemaHashes);
    guessed = Set.copyOf(guessed);
    assigned = Set.copyOf(assigned);
  }
}
