package io.omnigraph.sql.kernel;

import io.omnigraph.sql.types.DateTimes;
import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** What expressions of one execution may ask: parameters, time, outer rows, cancellation. */
public class Evaluation {
  private final Object[] parameters;
  private final AtomicBoolean cancelled;
  private final long timeoutMillis;
  private final long deadlineNanos;
  private final long nowMicros;
  private final String branch;
  private final ZoneId zone;
  private final Map<Integer, OuterRow> outerRows = new HashMap<>();

  /**
   * @param parameters in boxed memory form of their types
   * @param timeoutMillis 0 = none
   */
  public Evaluation(
      Object[] parameters,
      AtomicBoolean cancelled,
      long timeoutMillis,
      long nowMicros,
      String branch,
      ZoneId zone) {
    this.parameters = parameters;
    this.cancelled = cancelled;
    this.timeoutMillis = timeoutMillis;
    this.deadlineNanos = timeoutMillis == 0 ? 0 : System.nanoTime() + timeoutMillis * 1_000_000L;
    this.nowMicros = nowMicros;
    this.branch = branch;
    this.zone = zone;
  }

  /** A copy for another thread or nesting level is not needed: one thread runs one execution. */
  public final Object parameter(int index) {
    return parameters[index];
  }

  public final Object[] parameters() {
    return parameters;
  }

  public final AtomicBoolean cancelFlag() {
    return cancelled;
  }

  /** Start of the statement, UTC: the same for all of its rows. */
  public final long nowMicros() {
    return nowMicros;
  }

  /** {@link #nowMicros} on a clock in the session's zone. */
  public final long localNowMicros() {
    return DateTimes.local(nowMicros, zone);
  }

  /** The session's time zone. */
  public final ZoneId zone() {
    return zone;
  }

  public final String branch() {
    return branch;
  }

  /** Called at least once a batch of work. */
  public final void checkpoint() {
    if (cancelled.get()) {
      throw new OmnigraphException(ErrorCode.CANCELLED);
    }
    if (deadlineNanos != 0 && System.nanoTime() - deadlineNanos > 0) {
      throw new OmnigraphException(ErrorCode.TIMEOUT, timeoutMillis);
    }
  }

  /** Sets the outer row that a correlation id means from now on. */
  public final void bindOuter(int id, ColumnBatch batch, int row, VectorType[] types) {
    outerRows.put(id, new OuterRow(batch, row, types));
  }

  /** A value of the outer row in the form of {@link ValueReader#value}. */
  final Object outer(int id, int field) {
    OuterRow outer = outerRows.get(id);
    return ValueReader.value(
        outer.batch.column(field), outer.batch.position(outer.row), outer.types[field]);
  }

  private record OuterRow(ColumnBatch batch, int row, VectorType[] types) {}
}
