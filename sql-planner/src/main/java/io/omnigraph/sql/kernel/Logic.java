package io.omnigraph.sql.kernel;

import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Bits;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBatch;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.column.IntColumn;
import java.util.List;

/** AND, OR, NOT, IS …, CASE; three-valued. */
public final class Logic {
  private Logic() {}

  /** Later operands see only rows that are not yet false: {@code b <> 0 AND a / b > 1} is safe. */
  public static Kernel and(List<Kernel> operands) {
    return chain(operands, 0);
  }

  public static Kernel or(List<Kernel> operands) {
    return chain(operands, 1);
  }

  /**
   * @param decisive the value that decides: 0 for AND, 1 for OR
   */
  private static Kernel chain(List<Kernel> operands, int decisive) {
    return (batch, evaluation) -> {
      int n = batch.rowCount();
      int[] out = new int[n];
      long[] nulls = null;
      int[] open = all(n);
      int openCount = n;
      java.util.Arrays.fill(out, 1 - decisive);
      for (Kernel operand : operands) {
        if (openCount == 0) {
          break;
        }
        IntColumn value = (IntColumn) operand.eval(subset(batch, open, openCount), evaluation);
        int kept = 0;
        for (int i = 0; i < openCount; i++) {
          int row = open[i];
          if (value.isNull(i)) {
            if (nulls == null) {
              nulls = Bits.create(n);
            }
            Bits.set(nulls, row);
            open[kept++] = row;
          } else if (value.values()[i] == decisive) {
            out[row] = decisive;
            if (nulls != null) {
              nulls[row >> 6] &= ~(1L << row);
            }
          } else {
            open[kept++] = row;
          }
        }
        openCount = kept;
      }
      return new IntColumn(out, nulls);
    };
  }

  static int[] all(int n) {
    int[] rows = new int[n];
    for (int i = 0; i < n; i++) {
      rows[i] = i;
    }
    return rows;
  }

  /** The given rows of a batch; the batch itself when these are all. */
  public static ColumnBatch subset(ColumnBatch batch, int[] rows, int count) {
    if (count == batch.rowCount()) {
      return batch;
    }
    int[] selection = new int[count];
    for (int i = 0; i < count; i++) {
      selection[i] = batch.position(rows[i]);
    }
    return new ColumnBatch(batch.columns(), 0, count, selection);
  }

  public static Kernel not(Kernel operand) {
    return (batch, evaluation) -> {
      IntColumn value = (IntColumn) operand.eval(batch, evaluation);
      int[] out = new int[batch.rowCount()];
      for (int i = 0; i < out.length; i++) {
        out[i] = 1 - value.values()[i];
      }
      return new IntColumn(out, value.nulls());
    };
  }

  /** IS NULL, or IS NOT NULL when {@code whenNull} is 0. */
  public static Kernel isNull(Kernel operand, int whenNull) {
    return (batch, evaluation) -> {
      Column value = operand.eval(batch, evaluation);
      int[] out = new int[batch.rowCount()];
      for (int i = 0; i < out.length; i++) {
        out[i] = value.isNull(i) ? whenNull : 1 - whenNull;
      }
      return new IntColumn(out, null);
    };
  }

  /** IS TRUE and its relatives: what a true, a false and an unknown operand give. */
  public static Kernel is(Kernel operand, int whenTrue, int whenFalse, int whenNull) {
    return (batch, evaluation) -> {
      IntColumn value = (IntColumn) operand.eval(batch, evaluation);
      int[] out = new int[batch.rowCount()];
      for (int i = 0; i < out.length; i++) {
        out[i] = value.isNull(i) ? whenNull : value.values()[i] != 0 ? whenTrue : whenFalse;
      }
      return new IntColumn(out, null);
    };
  }

  /**
   * CASE: each value is computed for its own rows only.
   *
   * @param conditions as many as values but one; the last value is ELSE
   */
  public static Kernel choose(List<Kernel> conditions, List<Kernel> values, VectorType type) {
    return (batch, evaluation) -> {
      int n = batch.rowCount();
      int[] branch = new int[n];
      int[] at = new int[n];
      Column[] parts = new Column[values.size()];
      int[] open = all(n);
      int openCount = n;
      for (int b = 0; b < parts.length && openCount > 0; b++) {
        int[] hit = open;
        int hits = openCount;
        if (b < conditions.size()) {
          IntColumn c =
              (IntColumn) conditions.get(b).eval(subset(batch, open, openCount), evaluation);
          hit = new int[openCount];
          hits = 0;
          int kept = 0;
          for (int i = 0; i < openCount; i++) {
            if (!c.isNull(i) && c.values()[i] != 0) {
              hit[hits++] = open[i];
            } else {
              open[kept++] = open[i];
            }
          }
          openCount = kept;
        }
        if (hits > 0) {
          parts[b] = values.get(b).eval(subset(batch, hit, hits), evaluation);
          for (int i = 0; i < hits; i++) {
            branch[hit[i]] = b;
            at[hit[i]] = i;
          }
        }
      }
      return assemble(parts, branch, at, n, type);
    };
  }

  private static Column assemble(Column[] parts, int[] branch, int[] at, int n, VectorType type) {
    ColumnBuilder builder = ColumnBuilder.of(type.layout(), n);
    for (int i = 0; i < n; i++) {
      builder.append(parts[branch[i]], at[i]);
    }
    return builder.build();
  }
}
