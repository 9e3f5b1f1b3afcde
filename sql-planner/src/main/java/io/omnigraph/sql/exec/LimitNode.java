package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.BatchCursor;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.List;
import java.util.function.Function;

/**
 * OFFSET and FETCH.
 *
 * @param offset rows to skip
 * @param fetch rows to give, -1 = all
 */
public record LimitNode(
    PlanNode input,
    Function<Evaluation, Object> offset,
    Function<Evaluation, Object> fetch,
    String text)
    implements PlanNode {
  @Override
  public List<VectorType> types() {
    return input.types();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public BatchCursor open(Execution execution) {
    long skip = bound(offset, 0, "OFFSET", execution);
    long most = bound(fetch, Long.MAX_VALUE, "LIMIT", execution);
    if (most == 0) {
      return Execution.cursor(List.of());
    }
    BatchCursor cursor = input.open(execution);
    return new BatchCursor() {
      private long toSkip = skip;
      private long left = most;

      @Override
      public ColumnBatch next() {
        while (left > 0) {
          ColumnBatch batch = cursor.next();
          if (batch == null) {
            return null;
          }
          int from = (int) Math.min(toSkip, batch.rowCount());
          toSkip -= from;
          int count = (int) Math.min(left, batch.rowCount() - from);
          left -= count;
          if (count > 0) {
            return slice(batch, from, count);
          }
        }
        return null;
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  /** OFFSET + FETCH: how many sorted rows are wanted at all. */
  public static Function<Evaluation, Long> most(
      Function<Evaluation, Object> offset, Function<Evaluation, Object> fetch) {
    return e -> {
      long skip = bound(offset, 0, "OFFSET", e);
      long most = bound(fetch, Long.MAX_VALUE, "LIMIT", e);
      return most > Long.MAX_VALUE - skip ? Long.MAX_VALUE : skip + most;
    };
  }

  /** Value of OFFSET or FETCH, checked. */
  static long bound(
      Function<Evaluation, Object> source, long absent, String what, Evaluation evaluation) {
    Object value = source == null ? null : source.apply(evaluation);
    if (value == null) {
      return absent;
    }
    long number = ((Number) value).longValue();
    if (number < 0) {
      throw new OmnigraphException(
          ErrorCode.PARAMETER_INVALID, what + " " + number + " is negative. Use 0 or more.");
    }
    return number;
  }

  static ColumnBatch slice(ColumnBatch batch, int from, int count) {
    if (from == 0 && count == batch.rowCount()) {
      return batch;
    }
    if (batch.selection() == null) {
      return new ColumnBatch(batch.columns(), batch.from() + from, count, null);
    }
    return new ColumnBatch(
        batch.columns(),
        0,
        count,
        java.util.Arrays.copyOfRange(batch.selection(), from, from + count));
  }

  @Override
  public String describe() {
    return "Limit(" + text + ")";
  }
}
