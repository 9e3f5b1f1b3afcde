package io.omnigraph.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MetaDataContentTest {
  private Connection connection;
  private DatabaseMetaData metaData;

  @BeforeEach
  void connect() throws SQLException {
    connection = new FakeSession().connect();
    metaData = connection.getMetaData();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  static List<String> read(ResultSet rows, String... columns) throws SQLException {
    List<String> read = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (String column : columns) {
          row.add(String.valueOf(rows.getString(column)));
        }
        read.add(String.join(" ", row));
      }
    }
    return read;
  }

  @Test
  void tablesAreSortedByTypeThenSchemaThenName() throws SQLException {
    assertThat(
            read(
                metaData.getTables(null, null, "%", null),
                "TABLE_TYPE",
                "TABLE_SCHEM",
                "TABLE_NAME"))
        .containsExactly(
            "SYSTEM TABLE information_schema tables",
            "TABLE main Company",
            "TABLE main Person",
            "TABLE main Works_At",
            "TABLE main note",
            "TABLE winter Company",
            "TABLE winter Person",
            "TABLE winter Works_At",
            "TABLE winter note");
  }

  @Test
  void patternsMatchWithoutCaseWithWildcardsAndEscapes() throws SQLException {
    assertThat(names("main", "works_at")).containsExactly("Works_At");
    assertThat(names("main", "works\\_at")).containsExactly("Works_At");
    assertThat(names("main", "perso\\_")).isEmpty();
    assertThat(names("main", "perso_")).containsExactly("Person");
    assertThat(names("main", "%o%")).containsExactly("Company", "Person", "Works_At", "note");
    assertThat(names("main", "%o_")).containsExactly("Person");
    assertThat(names("MAIN", "P%N")).containsExactly("Person");
    assertThat(names("main", "")).isEmpty();
    assertThat(names("main", null)).hasSize(4);
    assertThat(names("", null)).isEmpty();
    assertThat(names(null, "note")).hasSize(2);
  }

  private List<String> names(String schema, String table) throws SQLException {
    return read(metaData.getTables(null, schema, table, null), "TABLE_NAME");
  }

  @Test
  void catalogueArgumentIsTheGraphOrNothing() throws SQLException {
    assertThat(read(metaData.getTables("SOCIAL", "main", "note", null), "TABLE_CAT"))
        .containsExactly("social");
    assertThat(read(metaData.getTables("other", "main", "note", null), "TABLE_CAT")).isEmpty();
    assertThat(read(metaData.getTables("", "main", "note", null), "TABLE_CAT")).isEmpty();
  }

  @Test
  void typesNarrowTables() throws SQLException {
    String[] views = {"VIEW"};
    String[] system = {"SYSTEM TABLE", "VIEW"};
    String[] none = {};
    assertThat(read(metaData.getTables(null, null, "%", views), "TABLE_NAME")).isEmpty();
    assertThat(read(metaData.getTables(null, null, "%", system), "TABLE_NAME"))
        .containsExactly("tables");
    assertThat(read(metaData.getTables(null, null, "%", none), "TABLE_NAME")).isEmpty();
  }

  @Test
  void columnsTellSizeDigitsDefaultAndGeneration() throws SQLException {
    assertThat(
            read(
                metaData.getColumns(null, "main", "Person", "%"),
                "COLUMN_NAME",
                "DATA_TYPE",
                "COLUMN_SIZE",
                "DECIMAL_DIGITS",
                "NUM_PREC_RADIX",
                "NULLABLE",
                "COLUMN_DEF",
                "CHAR_OCTET_LENGTH",
                "ORDINAL_POSITION",
                "IS_NULLABLE"))
        .containsExactly(
            "name 12 40 null null 0 null 160 1 NO",
            "wage 3 10 2 10 1 0.00 null 2 YES",
            "born 93 26 6 null 1 null null 3 YES");
    assertThat(
            read(
                metaData.getColumns(null, "main", "note", "_id"),
                "ORDINAL_POSITION",
                "IS_AUTOINCREMENT",
                "IS_GENERATEDCOLUMN"))
        .containsExactly("2 NO YES");
  }

  @Test
  @DisplayName("SCH-45 tables, primary keys and edge keys with their cascade rule")
  void keys() throws SQLException {
    assertThat(
            read(
                metaData.getPrimaryKeys(null, "main", "works_at"),
                "COLUMN_NAME",
                "KEY_SEQ",
                "PK_NAME"))
        .containsExactly("dst 2 PK_Works_At", "src 1 PK_Works_At");
    assertThat(read(metaData.getPrimaryKeys(null, "main", "note"), "COLUMN_NAME"))
        .containsExactly("_id");
    assertThat(
            read(
                metaData.getImportedKeys(null, "main", "Works_At"),
                "PKTABLE_NAME",
                "PKCOLUMN_NAME",
                "FKCOLUMN_NAME",
                "KEY_SEQ",
                "DELETE_RULE",
                "UPDATE_RULE",
                "DEFERRABILITY",
                "FK_NAME",
                "PK_NAME"))
        .containsExactly(
            "Company name dst 1 0 3 5 FK_Works_At_DST PK_Company",
            "Person name src 1 0 3 5 FK_Works_At_SRC PK_Person");
    assertThat(
            read(metaData.getExportedKeys(null, "main", "PERSON"), "FKTABLE_NAME", "FKCOLUMN_NAME"))
        .containsExactly("Works_At src");
    assertThat(read(metaData.getExportedKeys(null, "main", "note"), "FK_NAME")).isEmpty();
    assertThat(
            read(
                metaData.getCrossReference(null, "main", "Company", null, "main", "Works_At"),
                "FK_NAME"))
        .containsExactly("FK_Works_At_DST");
    assertThat(
            read(
                metaData.getCrossReference(null, "main", "note", null, "main", "Works_At"),
                "FK_NAME"))
        .isEmpty();
  }

  @Test
  void indexesComeUniqueFirst() throws SQLException {
    assertThat(
            read(
                metaData.getIndexInfo(null, "main", "Person", false, true),
                "NON_UNIQUE",
                "INDEX_NAME",
                "ORDINAL_POSITION",
                "COLUMN_NAME",
                "TYPE",
                "CARDINALITY"))
        .containsExactly("false PK_Person 1 name 3 7", "true IX_Person_born 1 born 3 null");
    assertThat(read(metaData.getIndexInfo(null, "main", "Person", true, true), "INDEX_NAME"))
        .containsExactly("PK_Person");
  }

  @Test
  void bestRowIdentifierIsTheKey() throws SQLException {
    assertThat(
            read(
                metaData.getBestRowIdentifier(
                    null, "main", "Person", DatabaseMetaData.bestRowSession, false),
                "SCOPE",
                "COLUMN_NAME",
                "DATA_TYPE",
                "PSEUDO_COLUMN"))
        .containsExactly("2 name 12 1");
  }

  @Test
  void schemasAreBranchesAndCatalogTheGraph() throws SQLException {
    assertThat(read(metaData.getSchemas(), "TABLE_SCHEM", "TABLE_CATALOG"))
        .containsExactly("information_schema social", "main social", "winter social");
    assertThat(read(metaData.getSchemas(null, "w%"), "TABLE_SCHEM")).containsExactly("winter");
    assertThat(read(metaData.getCatalogs(), "TABLE_CAT")).containsExactly("social");
    assertThat(read(metaData.getTableTypes(), "TABLE_TYPE"))
        .containsExactly("SYSTEM TABLE", "TABLE", "VIEW");
  }

  @Test
  void typesAreSortedByCode() throws SQLException {
    List<String> codes = read(metaData.getTypeInfo(), "DATA_TYPE");
    assertThat(codes.stream().map(Integer::valueOf)).isSorted();
    assertThat(codes)
        .contains(String.valueOf(Types.BIGINT), String.valueOf(Types.TIMESTAMP_WITH_TIMEZONE));
  }

  @Test
  void listedSchemasLimitsWhatIsListed() throws SQLException {
    FakeSession session = new FakeSession();
    try (Connection limited =
        new OmnigraphDriver(s -> session)
            .connect("jdbc:omnigraph:/fake?listedSchemas=Main", new java.util.Properties())) {
      assertThat(read(limited.getMetaData().getSchemas(), "TABLE_SCHEM")).containsExactly("main");
      assertThat(read(limited.getMetaData().getTables(null, null, "note", null), "TABLE_SCHEM"))
          .containsExactly("main");
    }
  }

  @Test
  void metadataResultsScroll() throws SQLException {
    try (ResultSet rows = metaData.getSchemas()) {
      assertThat(rows.last()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("winter");
      assertThat(rows.getStatement()).isNull();
    }
  }
}
