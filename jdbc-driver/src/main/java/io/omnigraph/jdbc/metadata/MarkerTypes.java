package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.error.SqlErrors;
import io.omnigraph.jdbc.error.Unwrappable;
import io.omnigraph.jdbc.types.TypeTable;
import io.omnigraph.jdbc.types.TypeTable.TypeRow;
import io.omnigraph.sql.session.SqlColumn;
import io.omnigraph.sql.session.SqlParameter;
import io.omnigraph.storage.error.ErrorCode;
import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.util.List;

/** ParameterMetaData. Immutable. */
public final class MarkerTypes implements ParameterMetaData, Unwrappable {
  private final List<SqlParameter> markers;

  public MarkerTypes(List<SqlParameter> markers) {
    this.markers = markers;
  }

  private SqlParameter marker(int index) throws SQLException {
    if (index < 1 || index > markers.size()) {
      throw SqlErrors.of(
          ErrorCode.PARAMETER_INVALID,
          "Parameter " + index + " is outside of 1.." + markers.size() + ".");
    }
    return markers.get(index - 1);
  }

  private SqlColumn asColumn(int index) throws SQLException {
    SqlParameter m = marker(index);
    return new SqlColumn(
        "", "", "", "", m.type(), m.type().name(), m.precision(), m.scale(), m.nullable());
  }

  private TypeRow type(int index) throws SQLException {
    return TypeTable.of(marker(index).type());
  }

  @Override
  public int getParameterCount() {
    return markers.size();
  }

  @Override
  public int isNullable(int param) throws SQLException {
    return marker(param).nullable() ? parameterNullable : parameterNoNulls;
  }

  @Override
  public boolean isSigned(int param) throws SQLException {
    return type(param).signed();
  }

  @Override
  public int getPrecision(int param) throws SQLException {
    return TypeTable.precision(asColumn(param));
  }

  @Override
  public int getScale(int param) throws SQLException {
    return TypeTable.scale(asColumn(param));
  }

  @Override
  public int getParameterType(int param) throws SQLException {
    return type(param).code();
  }

  @Override
  public String getParameterTypeName(int param) throws SQLException {
    return type(param).name();
  }

  @Override
  public String getParameterClassName(int param) throws SQLException {
    return type(param).objectClass().getName();
  }

  @Override
  public int getParameterMode(int param) throws SQLException {
    marker(param);
    return parameterModeIn;
  }
}
