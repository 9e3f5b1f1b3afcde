package io.omnigraph.jdbc.shell;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A stream of rows to print: a query's result or a list that a command made. */
interface Rows {
  List<Column> columns();

  /** The next row, one value a column, or null at the end. */
  Object[] next() throws SQLException;

  /** A column; numbers are aligned to the right. */
  record Column(String label, boolean number) {
    static Column text(String label) {
      return new Column(label, false);
    }
  }

  static Rows of(List<Column> columns, List<Object[]> rows) {
    Iterator<Object[]> iterator = rows.iterator();
    return new Rows() {
      @Override
      public List<Column> columns() {
        return columns;
      }

      @Override
      public Object[] next() {
        return iterator.hasNext() ? iterator.next() : null;
      }
    };
  }

  static Rows of(ResultSet result) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(new Column(meta.getColumnLabel(i), number(meta.getColumnType(i))));
    }
    return new Rows() {
      @Override
      public List<Column> columns() {
        return columns;
      }

      @Override
      public Object[] next() throws SQLException {
        if (!result.next()) {
          return null;
        }
        Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
          row[i] = value(i + 1);
        }
        return row;
      }

      /** java.sql.Time drops fractions of a second when it is shown; the text has them. */
      private Object value(int column) throws SQLException {
        return meta.getColumnType(column) == Types.TIME
            ? result.getString(column)
            : result.getObject(column);
      }
    };
  }

  private static boolean number(int sqlType) {
    return switch (sqlType) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL ->
          true;
      default -> false;
    };
  }
}
