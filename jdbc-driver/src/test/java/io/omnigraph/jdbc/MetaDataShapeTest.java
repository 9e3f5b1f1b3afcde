package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each result has the columns of its Javadoc; the lists are taken from there. */
class MetaDataShapeTest {
  private static final String KEYS =
      "PKTABLE_CAT:S PKTABLE_SCHEM:S PKTABLE_NAME:S PKCOLUMN_NAME:S FKTABLE_CAT:S FKTABLE_SCHEM:S"
          + " FKTABLE_NAME:S FKCOLUMN_NAME:S KEY_SEQ:s UPDATE_RULE:s DELETE_RULE:s FK_NAME:S"
          + " PK_NAME:S DEFERRABILITY:s";
  private static final String ROW_COLUMNS =
      "SCOPE:s COLUMN_NAME:S DATA_TYPE:i TYPE_NAME:S COLUMN_SIZE:i BUFFER_LENGTH:i"
          + " DECIMAL_DIGITS:s PSEUDO_COLUMN:s";

  /** S String, s short, i int, l long, b boolean. */
  private static final Map<String, String> JAVADOC =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "getProcedures",
                  "PROCEDURE_CAT:S PROCEDURE_SCHEM:S PROCEDURE_NAME:S reserved1:S reserved2:S"
                      + " reserved3:S REMARKS:S PROCEDURE_TYPE:s SPECIFIC_NAME:S"),
              Map.entry(
                  "getProcedureColumns",
                  "PROCEDURE_CAT:S PROCEDURE_SCHEM:S PROCEDURE_NAME:S COLUMN_NAME:S COLUMN_TYPE:s"
                      + " DATA_TYPE:i TYPE_NAME:S PRECISION:i LENGTH:i SCALE:s RADIX:s NULLABLE:s"
                      + " REMARKS:S COLUMN_DEF:S SQL_DATA_TYPE:i SQL_DATETIME_SUB:i"
                      + " CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE:S SPECIFIC_NAME:S"),
              Map.entry(
                  "getTables",
                  "TABLE_CAT:S TABLE_SCHEM:S TABLE_NAME:S TABLE_TYPE:S REMARKS:S TYPE_CAT:S"
                      + " TYPE_SCHEM:S TYPE_NAME:S SELF_REFERENCING_COL_NAME:S REF_GENERATION:S"),
              Map.entry("getSchemas", "TABLE_SCHEM:S TABLE_CATALOG:S"),
              Map.entry("getCatalogs", "TABLE_CAT:S"),
              Map.entry("getTableTypes", "TABLE_TYPE:S"),
              Map.entry(
                  "getColumns",
                  "TABLE_CAT:S TABLE_SCHEM:S TABLE_NAME:S COLUMN_NAME:S DATA_TYPE:i TYPE_NAME:S"
                      + " COLUMN_SIZE:i BUFFER_LENGTH:i DECIMAL_DIGITS:i NUM_PREC_RADIX:i"
                      + " NULLABLE:i REMARKS:S COLUMN_DEF:S SQL_DATA_TYPE:i SQL_DATETIME_SUB:i"
                      + " CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE:S SCOPE_CATALOG:S"
                      + " SCOPE_SCHEMA:S SCOPE_TABLE:S SOURCE_DATA_TYPE:s IS_AUTOINCREMENT:S"
                      + " IS_GENERATEDCOLUMN:S"),
              Map.entry(
                  "getColumnPrivileges",
                  "TABLE_CAT:S TABLE_SCHEM:S TABLE_NAME:S COLUMN_NAME:S GRANTOR:S GRANTEE:S"
                      + " PRIVILEGE:S IS_GRANTABLE:S"),
              Map.entry(
                  "getTablePrivileges",
                  "TABLE_CAT:S TABLE_SCHEM:S TABLE_NAME:S GRANTOR:S GRANTEE:S PRIVILEGE:S"
                      + " IS_GRANTABLE:S"),
              Map.entry("getBestRowIdentifier", ROW_COLUMNS),
              Map.entry("getVersionColumns", ROW_COLUMNS),
              Map.entry(
                  "getPrimaryKeys",
                  "TABLE_CAT:S TABLE_SCHEM:S TABLE_NAME:S COLUMN_NAME:S KEY_SEQ:s PK_NAME:S"),
              Map.entry("getImportedKeys", KEYS),
              Map.entry("getExportedKeys", KEYS),
              Map.entry("getCrossReference", KEYS),
              Map.entry(
                  "getTypeInfo",
                  "TYPE_NAME:S DATA_TYPE:i PRECISION:i LITERAL_PREFIX:S LITERAL_SUFFIX:S"
                      + " CREATE_PARAMS:S NULLABLE:s CASE_SENSITIVE:b SEARCHABLE:s"
                      + " UNSIGNED_ATTRIBUTE:b FIXED_PREC_SCALE:b AUTO_INCREMENT:b"
                      + " LOCAL_TYPE_NAME:S MINIMUM_SCALE:s MAXIMUM_SCALE:s SQL_DATA_TYPE:i"
                      + " SQL_DATETIME_SUB:i NUM_PREC_RADIX:i"),
              Map.entry(
                  "getIndexInfo",
                  "TABLE_CAT:S TABLE_SCHEM:S TABLE_NAME:S NON_UNIQUE:b INDEX_QUALIFIER:S"
                      + " INDEX_NAME:S TYPE:s ORDINAL_POSITION:s COLUMN_NAME:S ASC_OR_DESC:S"
                      + " CARDINALITY:l PAGES:l FILTER_CONDITION:S"),
              Map.entry(
                  "getUDTs",
                  "TYPE_CAT:S TYPE_SCHEM:S TYPE_NAME:S CLASS_NAME:S DATA_TYPE:i REMARKS:S"
                      + " BASE_TYPE:s"),
              Map.entry(
                  "getSuperTypes",
                  "TYPE_CAT:S TYPE_SCHEM:S TYPE_NAME:S SUPERTYPE_CAT:S SUPERTYPE_SCHEM:S"
                      + " SUPERTYPE_NAME:S"),
              Map.entry(
                  "getSuperTables", "TABLE_CAT:S TABLE_SCHEM:S TABLE_NAME:S SUPERTABLE_NAME:S"),
              Map.entry(
                  "getAttributes",
                  "TYPE_CAT:S TYPE_SCHEM:S TYPE_NAME:S ATTR_NAME:S DATA_TYPE:i ATTR_TYPE_NAME:S"
                      + " ATTR_SIZE:i DECIMAL_DIGITS:i NUM_PREC_RADIX:i NULLABLE:i REMARKS:S"
                      + " ATTR_DEF:S SQL_DATA_TYPE:i SQL_DATETIME_SUB:i CHAR_OCTET_LENGTH:i"
                      + " ORDINAL_POSITION:i IS_NULLABLE:S SCOPE_CATALOG:S SCOPE_SCHEMA:S"
                      + " SCOPE_TABLE:S SOURCE_DATA_TYPE:s"),
              Map.entry(
                  "getClientInfoProperties", "NAME:S MAX_LEN:i DEFAULT_VALUE:S DESCRIPTION:S"),
              Map.entry(
                  "getFunctions",
                  "FUNCTION_CAT:S FUNCTION_SCHEM:S FUNCTION_NAME:S REMARKS:S FUNCTION_TYPE:s"
                      + " SPECIFIC_NAME:S"),
              Map.entry(
                  "getFunctionColumns",
                  "FUNCTION_CAT:S FUNCTION_SCHEM:S FUNCTION_NAME:S COLUMN_NAME:S COLUMN_TYPE:s"
                      + " DATA_TYPE:i TYPE_NAME:S PRECISION:i LENGTH:i SCALE:s RADIX:s NULLABLE:s"
                      + " REMARKS:S CHAR_OCTET_LENGTH:i ORDINAL_POSITION:i IS_NULLABLE:S"
                      + " SPECIFIC_NAME:S"),
              Map.entry(
                  "getPseudoColumns",
                  "TABLE_CAT:S TABLE_SCHEM:S TABLE_NAME:S COLUMN_NAME:S DATA_TYPE:i COLUMN_SIZE:i"
                      + " DECIMAL_DIGITS:i NUM_PREC_RADIX:i COLUMN_USAGE:S REMARKS:S"
                      + " CHAR_OCTET_LENGTH:i IS_NULLABLE:S")));

  private final FakeSession session = new FakeSession();

  @Test
  void everyResultHasItsJavadocsColumnsWithRowsAndWithout() throws Exception {
    try (Connection connection = session.connect()) {
      Map<String, String> shapes = new TreeMap<>();
      for (Method method : DatabaseMetaData.class.getMethods()) {
        if (method.getReturnType() == ResultSet.class) {
          shapes.put(method.getName(), shape(call(connection.getMetaData(), method, null)));
          assertThat(shape(call(connection.getMetaData(), method, "no such")))
              .as(method.getName())
              .isEqualTo(shapes.get(method.getName()));
        }
      }
      assertThat(shapes).isEqualTo(JAVADOC);
    }
  }

  @Test
  void noMethodThrows() throws Exception {
    try (Connection connection = session.connect()) {
      DatabaseMetaData metaData = connection.getMetaData();
      int called = 0;
      for (Method method : DatabaseMetaData.class.getDeclaredMethods()) {
        if (!Modifier.isStatic(method.getModifiers())) {
          Object answer = call(metaData, method, null);
          assertThat(answer).as(method.getName()).isNotNull();
          called++;
        }
      }
      assertThat(called).isGreaterThan(170);
    }
  }

  private static Object call(DatabaseMetaData metaData, Method method, String text)
      throws Exception {
    List<Object> arguments = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      arguments.add(type == String.class ? text : type == int.class ? (Object) 1 : null);
      if (type == boolean.class) {
        arguments.set(arguments.size() - 1, true);
      }
    }
    return method.invoke(metaData, arguments.toArray());
  }

  private static String shape(Object result) throws SQLException {
    ResultSetMetaData columns = ((ResultSet) result).getMetaData();
    List<String> shape = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      assertThat(columns.getColumnName(i)).isEqualTo(columns.getColumnLabel(i));
      shape.add(columns.getColumnName(i) + ":" + letter(columns.getColumnType(i)));
    }
    return String.join(" ", shape);
  }

  private static String letter(int type) {
    return switch (type) {
      case Types.VARCHAR -> "S";
      case Types.SMALLINT -> "s";
      case Types.INTEGER -> "i";
      case Types.BIGINT -> "l";
      case Types.BOOLEAN -> "b";
      default -> "?" + type;
    };
  }
}
