package io.omnigraph.sql.graph;

import io.omnigraph.engine.schema.Property;
import org.apache.calcite.rel.type.RelDataType;

/** SQL types of properties, as the tables of the catalogue show them. */
@FunctionalInterface
public interface ColumnTypes {
  RelDataType of(Property property);
}
