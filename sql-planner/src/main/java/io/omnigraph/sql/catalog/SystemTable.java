package io.omnigraph.sql.catalog;

import io.omnigraph.sql.exec.Execution;
import io.omnigraph.sql.types.VectorType;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractTable;

/** A view of the system: rows are made when a plan runs. */
public final class SystemTable extends AbstractTable {
  private final String name;
  private final List<Column> columns;
  private final Function<Execution, List<Object[]>> rows;

  /**
   * @param rows values in the form of ValueReader.value
   */
  public SystemTable(String name, List<Column> columns, Function<Execution, List<Object[]>> rows) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.rows = rows;
  }

  /** A column; all of them may be NULL. */
  public record Column(String name, VectorType type) {
    public static Column text(String name) {
      return new Column(name, VectorType.VARCHAR);
    }

    public static Column number(String name) {
      return new Column(name, VectorType.BIGINT);
    }

    public static Column bool(String name) {
      return new Column(name, VectorType.BOOLEAN);
    }
  }

  public String name() {
    return name;
  }

  public List<Column> columns() {
    return columns;
  }

  public List<Object[]> rows(Execution execution) {
    return rows.apply(execution);
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder builder = factory.builder();
    for (Column column : columns) {
      builder.add(column.name(), CalciteTypes.of(column.type(), true, factory));
    }
    return builder.build();
  }
}
