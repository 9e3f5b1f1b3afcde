package io.omnigraph.jdbc.metadata;

import io.omnigraph.jdbc.error.Unwrappable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;

/** Answers every metadata call; each result is made by a class of its own. */
public final class OmnigraphMetaData extends Limits implements Unwrappable {
  private final MetaSource source;

  public OmnigraphMetaData(MetaSource source) {
    this.source = source;
  }

  @Override
  public Connection getConnection() {
    return source.connection();
  }

  @Override
  public String getURL() {
    return source.url();
  }

  @Override
  public String getUserName() {
    return source.user();
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return source.readOnly();
  }

  @Override
  public String getDatabaseProductName() {
    return ProductVersion.NAME;
  }

  @Override
  public String getDatabaseProductVersion() {
    return ProductVersion.TEXT;
  }

  @Override
  public String getDriverName() {
    return ProductVersion.DRIVER;
  }

  @Override
  public String getDriverVersion() {
    return ProductVersion.TEXT;
  }

  @Override
  public int getDriverMajorVersion() {
    return ProductVersion.MAJOR;
  }

  @Override
  public int getDriverMinorVersion() {
    return ProductVersion.MINOR;
  }

  @Override
  public int getDatabaseMajorVersion() {
    return ProductVersion.MAJOR;
  }

  @Override
  public int getDatabaseMinorVersion() {
    return ProductVersion.MINOR;
  }

  @Override
  public String getIdentifierQuoteString() {
    return "\"";
  }

  @Override
  public String getSQLKeywords() {
    return Vocabulary.KEYWORDS;
  }

  @Override
  public String getNumericFunctions() {
    return Vocabulary.NUMERIC_FUNCTIONS;
  }

  @Override
  public String getStringFunctions() {
    return Vocabulary.STRING_FUNCTIONS;
  }

  @Override
  public String getSystemFunctions() {
    return Vocabulary.SYSTEM_FUNCTIONS;
  }

  @Override
  public String getTimeDateFunctions() {
    return Vocabulary.TIME_DATE_FUNCTIONS;
  }

  @Override
  public String getSearchStringEscape() {
    return String.valueOf(NamePattern.ESCAPE);
  }

  @Override
  public String getExtraNameCharacters() {
    return "";
  }

  @Override
  public String getSchemaTerm() {
    return "branch";
  }

  @Override
  public String getProcedureTerm() {
    return "procedure";
  }

  @Override
  public String getCatalogTerm() {
    return "graph";
  }

  @Override
  public String getCatalogSeparator() {
    return ".";
  }

  @Override
  public RowIdLifetime getRowIdLifetime() {
    return RowIdLifetime.ROWID_UNSUPPORTED;
  }

  @Override
  public ResultSet getTables(String catalog, String schema, String table, String[] types)
      throws SQLException {
    TableFilter filter = like(catalog, schema, table);
    return source.query(graph -> TablesQuery.of(graph, filter, types));
  }

  @Override
  public ResultSet getColumns(String catalog, String schema, String table, String column)
      throws SQLException {
    TableFilter filter = like(catalog, schema, table);
    return source.query(graph -> ColumnsQuery.of(graph, filter, new NamePattern(column)));
  }

  @Override
  public ResultSet getSchemas() throws SQLException {
    return getSchemas(null, null);
  }

  @Override
  public ResultSet getSchemas(String catalog, String schema) throws SQLException {
    TableFilter filter = like(catalog, schema, null);
    return source.query(graph -> SchemasQuery.schemas(graph, filter));
  }

  @Override
  public ResultSet getCatalogs() throws SQLException {
    return source.query(SchemasQuery::catalogs);
  }

  @Override
  public ResultSet getTableTypes() throws SQLException {
    return source.rows(SchemasQuery.tableTypes());
  }

  @Override
  public ResultSet getPrimaryKeys(String catalog, String schema, String table) throws SQLException {
    TableFilter filter = named(catalog, schema, table);
    return source.query(graph -> KeysQuery.of(graph, filter));
  }

  @Override
  public ResultSet getImportedKeys(String catalog, String schema, String table)
      throws SQLException {
    TableFilter filter = named(catalog, schema, table);
    return source.query(graph -> ForeignKeysQuery.imported(graph, filter));
  }

  @Override
  public ResultSet getExportedKeys(String catalog, String schema, String table)
      throws SQLException {
    TableFilter filter = named(catalog, schema, table);
    return source.query(graph -> ForeignKeysQuery.exported(graph, filter));
  }

  @Override
  public ResultSet getCrossReference(
      String toCatalog,
      String toSchema,
      String toTable,
      String fromCatalog,
      String fromSchema,
      String fromTable)
      throws SQLException {
    TableFilter to = named(toCatalog, toSchema, toTable);
    TableFilter from = named(fromCatalog, fromSchema, fromTable);
    return source.query(graph -> ForeignKeysQuery.cross(graph, to, from));
  }

  @Override
  public ResultSet getIndexInfo(
      String catalog, String schema, String table, boolean unique, boolean approximate)
      throws SQLException {
    TableFilter filter = named(catalog, schema, table);
    return source.query(graph -> IndexesQuery.of(graph, filter, unique));
  }

  @Override
  public ResultSet getBestRowIdentifier(
      String catalog, String schema, String table, int scope, boolean nullable)
      throws SQLException {
    TableFilter filter = named(catalog, schema, table);
    return source.query(graph -> RowIdentifierQuery.of(graph, filter));
  }

  @Override
  public ResultSet getVersionColumns(String catalog, String schema, String table)
      throws SQLException {
    return source.rows(AbsentFeatures.VERSION_COLUMNS.empty());
  }

  @Override
  public ResultSet getPseudoColumns(String catalog, String schema, String table, String column)
      throws SQLException {
    TableFilter filter = like(catalog, schema, table);
    return source.query(graph -> PseudoColumnsQuery.of(graph, filter, new NamePattern(column)));
  }

  @Override
  public ResultSet getTablePrivileges(String catalog, String schema, String table)
      throws SQLException {
    TableFilter filter = like(catalog, schema, table);
    boolean readOnly = source.readOnly();
    return source.query(graph -> PrivilegesQuery.tables(graph, filter, readOnly));
  }

  @Override
  public ResultSet getColumnPrivileges(String catalog, String schema, String table, String column)
      throws SQLException {
    TableFilter filter = named(catalog, schema, table);
    boolean readOnly = source.readOnly();
    return source.query(
        graph -> PrivilegesQuery.columns(graph, filter, new NamePattern(column), readOnly));
  }

  @Override
  public ResultSet getTypeInfo() throws SQLException {
    return source.rows(TypesQuery.rows());
  }

  @Override
  public ResultSet getClientInfoProperties() throws SQLException {
    return source.rows(ClientPropertiesQuery.rows());
  }

  @Override
  public ResultSet getProcedures(String catalog, String schema, String name) throws SQLException {
    TableFilter filter = like(catalog, schema, name);
    return source.query(graph -> ProceduresQuery.procedures(graph, filter));
  }

  @Override
  public ResultSet getProcedureColumns(String catalog, String schema, String name, String column)
      throws SQLException {
    TableFilter filter = like(catalog, schema, name);
    return source.query(graph -> ProceduresQuery.columns(graph, filter, new NamePattern(column)));
  }

  @Override
  public ResultSet getFunctions(String catalog, String schema, String name) throws SQLException {
    return source.rows(AbsentFeatures.FUNCTIONS.empty());
  }

  @Override
  public ResultSet getFunctionColumns(String catalog, String schema, String name, String column)
      throws SQLException {
    return source.rows(AbsentFeatures.FUNCTION_COLUMNS.empty());
  }

  @Override
  public ResultSet getUDTs(String catalog, String schema, String name, int[] types)
      throws SQLException {
    return source.rows(AbsentFeatures.UDTS.empty());
  }

  @Override
  public ResultSet getSuperTypes(String catalog, String schema, String name) throws SQLException {
    return source.rows(AbsentFeatures.SUPER_TYPES.empty());
  }

  @Override
  public ResultSet getSuperTables(String catalog, String schema, String name) throws SQLException {
    return source.rows(AbsentFeatures.SUPER_TABLES.empty());
  }

  @Override
  public ResultSet getAttributes(String catalog, String schema, String type, String attribute)
      throws SQLException {
    return source.rows(AbsentFeatures.ATTRIBUTES.empty());
  }

  private TableFilter like(String catalog, String schema, String table) {
    return TableFilter.like(catalog, schema, table, source.listedSchemas());
  }

  private TableFilter named(String catalog, String schema, String table) {
    return TableFilter.named(catalog, schema, table, source.listedSchemas());
  }
}
