package io.omnigraph.sql.catalog;

import io.omnigraph.engine.schema.Property;
import io.omnigraph.engine.schema.PropertyType.Scalar;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.engine.session.TableView;
import io.omnigraph.sql.exec.TableBinding;
import io.omnigraph.sql.exec.TableColumn;
import io.omnigraph.sql.exec.TableColumn.Conversion;
import io.omnigraph.sql.types.PropertyTypes;
import io.omnigraph.sql.types.VectorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableBitSet;

/** A node or edge type as a table of Calcite. */
public final class GraphTable extends AbstractTable {
  private final TableBinding binding;
  private final TableType type;
  private final List<TableColumn> columns;
  private final List<Boolean> nullable;
  private final LongSupplier rowCount;

  /**
   * @param binding what plans read
   * @param rowCount an estimate, asked when a plan is made
   */
  public GraphTable(
      TableBinding binding, TableType type, Exposure exposure, LongSupplier rowCount) {
    this.binding = binding;
    this.type = type;
    this.rowCount = rowCount;
    this.columns = new ArrayList<>();
    this.nullable = new ArrayList<>();
    List<Property> properties = type.columns();
    for (int i = 0; i < properties.size(); i++) {
      Property property = properties.get(i);
      boolean hiddenKey = type.generatedKey() && i == type.keyColumns()[0];
      if (!hiddenKey || exposure.id()) {
        columns.add(column(i, property));
        nullable.add(property.nullable());
      }
    }
    if (exposure.id() && !type.generatedKey() && type.keyColumns().length == 1) {
      int key = type.keyColumns()[0];
      VectorType shown = PropertyTypes.shown(properties.get(key).type());
      columns.add(new TableColumn(key, Exposure.ID, shown, conversion(properties.get(key))));
      nullable.add(false);
    }
    if (exposure.rowNumber()) {
      columns.add(
          new TableColumn(TableView.ROW_NUMBER, Exposure.ROW, VectorType.INTEGER, Conversion.NONE));
      nullable.add(false);
    }
  }

  /** How a scan reads one declared column. */
  public static TableColumn column(int ordinal, Property property) {
    return new TableColumn(
        ordinal, property.name(), PropertyTypes.shown(property.type()), conversion(property));
  }

  private static Conversion conversion(Property property) {
    Scalar scalar = property.type().scalar();
    return scalar == Scalar.ULID
        ? Conversion.ULID
        : scalar == Scalar.U64 ? Conversion.UNSIGNED : Conversion.NONE;
  }

  public TableBinding binding() {
    return binding;
  }

  public TableType type() {
    return type;
  }

  /** Columns of the row type, in order. */
  public List<TableColumn> columns() {
    return columns;
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder builder = factory.builder();
    for (int i = 0; i < columns.size(); i++) {
      TableColumn column = columns.get(i);
      builder.add(column.name(), CalciteTypes.of(column.type(), nullable.get(i), factory));
    }
    return builder.build();
  }

  /** Row count and the primary key, where all of its columns can be seen. */
  @Override
  public Statistic getStatistic() {
    int[] key =
        Arrays.stream(type.keyColumns())
            .map(ordinal -> position(ordinal))
            .filter(at -> at >= 0)
            .toArray();
    boolean visible = key.length == type.keyColumns().length;
    return Statistics.of(
        (double) rowCount.getAsLong(), visible ? List.of(ImmutableBitSet.of(key)) : List.of());
  }

  private int position(int ordinal) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).ordinal() == ordinal) {
        return i;
      }
    }
    return -1;
  }
}
