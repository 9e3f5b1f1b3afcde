package io.omnigraph.jdbc.metadata;

/** Results of calls about things that a graph has not: always empty, always in their shape. */
final class AbsentFeatures {
  static final Shape FUNCTIONS =
      Shape.of()
          .text("FUNCTION_CAT", "FUNCTION_SCHEM", "FUNCTION_NAME", "REMARKS")
          .shorts("FUNCTION_TYPE")
          .text("SPECIFIC_NAME");

  static final Shape FUNCTION_COLUMNS =
      Shape.of()
          .text("FUNCTION_CAT", "FUNCTION_SCHEM", "FUNCTION_NAME", "COLUMN_NAME")
          .shorts("COLUMN_TYPE")
          .ints("DATA_TYPE")
          .text("TYPE_NAME")
          .ints("PRECISION", "LENGTH")
          .shorts("SCALE", "RADIX", "NULLABLE")
          .text("REMARKS")
          .ints("CHAR_OCTET_LENGTH", "ORDINAL_POSITION")
          .text("IS_NULLABLE", "SPECIFIC_NAME");

  static final Shape UDTS =
      Shape.of()
          .text("TYPE_CAT", "TYPE_SCHEM", "TYPE_NAME", "CLASS_NAME")
          .ints("DATA_TYPE")
          .text("REMARKS")
          .shorts("BASE_TYPE");

  static final Shape SUPER_TYPES =
      Shape.of()
          .text("TYPE_CAT", "TYPE_SCHEM", "TYPE_NAME")
          .text("SUPERTYPE_CAT", "SUPERTYPE_SCHEM", "SUPERTYPE_NAME");

  static final Shape SUPER_TABLES =
      Shape.of().text("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "SUPERTABLE_NAME");

  static final Shape ATTRIBUTES =
      Shape.of()
          .text("TYPE_CAT", "TYPE_SCHEM", "TYPE_NAME", "ATTR_NAME")
          .ints("DATA_TYPE")
          .text("ATTR_TYPE_NAME")
          .ints("ATTR_SIZE", "DECIMAL_DIGITS", "NUM_PREC_RADIX", "NULLABLE")
          .text("REMARKS", "ATTR_DEF")
          .ints("SQL_DATA_TYPE", "SQL_DATETIME_SUB", "CHAR_OCTET_LENGTH", "ORDINAL_POSITION")
          .text("IS_NULLABLE", "SCOPE_CATALOG", "SCOPE_SCHEMA", "SCOPE_TABLE")
          .shorts("SOURCE_DATA_TYPE");

  static final Shape VERSION_COLUMNS =
      Shape.of()
          .shorts("SCOPE")
          .text("COLUMN_NAME")
          .ints("DATA_TYPE")
          .text("TYPE_NAME")
          .ints("COLUMN_SIZE", "BUFFER_LENGTH")
          .shorts("DECIMAL_DIGITS", "PSEUDO_COLUMN");

  private AbsentFeatures() {}
}
