package io.omnigraph.sql.statement;

import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.sql.session.PreparedSql;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlResult;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A planned statement; shared by sessions. */
interface StatementPlan {
  PreparedSql.Kind kind();

  /** As {@link PreparedSql#repeatable}. */
  default boolean repeatable() {
    return kind() != PreparedSql.Kind.COMMAND;
  }

  /** Columns of a QUERY, else empty. */
  List<SqlColumn> columns();

  /** One a parameter marker. */
  List<VectorType> parameters();

  /** Parameters whose type only their value tells, from 0. */
  default Set<Integer> guessed() {
    return Set.of();
  }

  /** Whether a parameter's value is computed with, so that it must not be rounded on its way in. */
  default boolean isOperand(int parameter) {
    return false;
  }

  /** Whether each parameter must be given to execute. */
  default boolean needsParameters() {
    return true;
  }

  /** Branches that it depends on beside the current one's schema, by hash; checked at execute. */
  default Map<String, String> schemaHashes() {
    return Map.of();
  }

  /**
   * @param parameters as {@link PreparedSql#execute} takes them, checked for number
   */
  SqlResult execute(EngineSession session, Object[] parameters, ExecutionOptions options);

  default long[] executeBatch(
      EngineSession session, List<Object[]> rows, ExecutionOptions options) {
    throw new OmnigraphException(
        ErrorCode.UNSUPPORTED,
        "A batch of this statement",
        " Batches are for INSERT, UPDATE and DELETE.");
  }
}
