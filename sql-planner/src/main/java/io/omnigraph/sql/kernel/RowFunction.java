package io.omnigraph.sql.kernel;

import io.omnigraph.sql.types.ValueReader;
import io.omnigraph.sql.types.VectorType;
import io.omnigraph.storage.column.Column;
import io.omnigraph.storage.column.ColumnBuilder;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.Arrays;
import java.util.List;

/**
 * A function of single values in the form of {@link ValueReader#value}; for everything that is not
 * hot enough to have a loop of its own.
 */
@FunctionalInterface
public interface RowFunction {
  /**
   * @param args none is null for a strict function; reused for the next row
   * @return the value, or null for NULL
   */
  Object apply(Object[] args, Evaluation evaluation);

  /** A kernel that gives NULL where an argument is NULL. */
  static Kernel strict(
      RowFunction function, List<Kernel> args, List<VectorType> argTypes, VectorType type) {
    return kernel(function, args, argTypes, type, true);
  }

  /** A kernel whose function sees NULLs. */
  static Kernel lenient(
      RowFunction function, List<Kernel> args, List<VectorType> argTypes, VectorType type) {
    return kernel(function, args, argTypes, type, false);
  }

  private static Kernel kernel(
      RowFunction function,
      List<Kernel> args,
      List<VectorType> argTypes,
      VectorType type,
      boolean strict) {
    return (batch, evaluation) -> {
      int n = batch.rowCount();
      Column[] columns = new Column[args.size()];
      for (int a = 0; a < columns.length; a++) {
        columns[a] = args.get(a).eval(batch, evaluation);
      }
      ColumnBuilder out = ColumnBuilder.of(type.layout(), n);
      Object[] values = new Object[columns.length];
      for (int row = 0; row < n; row++) {
        boolean skip = false;
        for (int a = 0; a < columns.length; a++) {
          values[a] = ValueReader.value(columns[a], row, argTypes.get(a));
          skip |= strict && values[a] == null;
        }
        try {
          Values.append(out, skip ? null : function.apply(values, evaluation), type);
        } catch (ArithmeticException e) {
          throw new OmnigraphException(
                  ErrorCode.VALUE_OUT_OF_RANGE,
                  "A function of %s does not fit %s. CAST an operand to a wider type."
                      .formatted(Arrays.toString(values), type.sqlType()))
              .causedBy(e);
        }
      }
      return out.build();
    };
  }
}
