package io.omnigraph.sql.exec;

import io.omnigraph.engine.session.ReadView;
import io.omnigraph.engine.session.StatementScope;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.session.ExecutionOptions;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** One run of a plan in one statement scope. */
public final class Execution extends Evaluation {
  private final StatementScope scope;
  private final ReadView current;
  private final Map<String, ReadView> views = new HashMap<>();
  private final Map<Object, Object> shared = new HashMap<>();

  /**
   * @param parameters in boxed memory form
   */
  public Execution(
      StatementScope scope,
      Object[] parameters,
      ExecutionOptions options,
      long nowMicros,
      ZoneId zone) {
    super(
        parameters,
        options.cancelled(),
        options.timeoutMillis(),
        nowMicros,
        scope.view().branch(),
        zone);
    this.scope = scope;
    this.current = scope.view();
  }

  public StatementScope scope() {
    return scope;
  }

  /**
   * A branch as it was when the run began: what the statement itself changes does not show.
   *
   * @param branch "" = the current one
   */
  public ReadView view(String branch) {
    return branch.isEmpty() || branch.equals(current.branch())
        ? current
        : views.computeIfAbsent(branch, scope::view);
  }

  public TableView table(TableBinding binding) {
    return view(binding.branch()).table(binding.table());
  }

  /** State that several operators of one run share, e.g. the working table of a recursive query. */
  public Map<Object, Object> shared() {
    return shared;
  }

  /** A cursor over batches that are there. */
  public static BatchCursor cursor(Iterable<ColumnBatch> batches) {
    var iterator = batches.iterator();
    return new BatchCursor() {
      @Override
      public ColumnBatch next() {
        return iterator.hasNext() ? iterator.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
