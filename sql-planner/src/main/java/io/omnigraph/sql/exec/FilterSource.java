package io.omnigraph.sql.exec;

import io.omnigraph.sql.kernel.Evaluation;
import io.omnigraph.storage.column.RowFilter;

/** A scan's filter whose constants are known at execute only. */
public interface FilterSource {
  RowFilter bind(Evaluation evaluation);

  /** Its text in EXPLAIN. */
  String text();

  static FilterSource of(String text, java.util.function.Function<Evaluation, RowFilter> binder) {
    return new FilterSource() {
      @Override
      public RowFilter bind(Evaluation evaluation) {
        return binder.apply(evaluation);
      }

      @Override
      public String text() {
        return text;
      }
    };
  }
}
